// What the record keeps of a message: rows for traits, events for what happened. Addresses of visitors, agents and free text stay out.
import { createHash } from 'node:crypto'
import { traitNamed, type ColumnRule } from '../mapping.js'
import { flatten } from '../read/open-source.js'
import type { Message } from './messages.js'

/** The same message twice has the same id, also when the library gave none. */
export const messageIdOf = (message: Message): string =>
  message.messageId ?? createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 32)

/** A row number within its batch; 48 bits, so that a batch of a million messages meets itself once in 560 days. */
export const rowOf = (messageId: string): number => createHash('sha256').update(messageId).digest().readUIntBE(0, 6)

const fieldOf = new Map<string, 'name' | 'email' | 'phone' | 'locale'>([
  ['name', 'name'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['language', 'locale'],
])

/** The number of the customer comes from the message's own `userId`. */
export const numberColumn = 'userId'

const mostTraits = 200

const typeOfTrait = (value: unknown): 'number' | 'boolean' | 'list' | 'text' =>
  typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : Array.isArray(value) ? 'list' : 'text'

/** Traits as cells and the rules for them. Undefined when the message has none. */
export function traitRow(message: Message): { cells: Map<string, string>; rules: ColumnRule[] } | undefined {
  const given = traitsOf(message)
  const cells = new Map([...flatten(given)].slice(0, mostTraits))
  if (cells.size === 0) return undefined
  const rules: ColumnRule[] = []
  for (const column of cells.keys()) {
    const field = fieldOf.get(column)
    rules.push(
      field === undefined
        ? { kind: 'trait', column, trait: traitNamed(column), type: typeOfTrait(given[column]) }
        : { kind: 'field', column, field },
    )
  }
  return { cells, rules }
}

function traitsOf(message: Message): Record<string, unknown> {
  if (message.type === 'group') {
    const named = Object.entries(message.traits ?? {}).map(([name, value]) => [`group.${name}`, value] as const)
    return { group: message.groupId, ...Object.fromEntries(named) }
  }
  if (message.type !== 'identify') return {}
  const { firstName, lastName, ...traits } = message.traits ?? {}
  const name = [firstName, lastName].filter((part) => typeof part === 'string' && part !== '').join(' ')
  return { ...(name !== '' && traits['name'] === undefined ? { name } : {}), ...traits }
}

/** Segment's e-commerce events under the names that the record knows (https://segment.com/docs/connections/spec/ecommerce/v2/). */
const shopEvents = new Map([
  ['product viewed', 'product.viewed'],
  ['products searched', 'product.searched'],
  ['product added', 'basket.added'],
  ['order completed', 'order.placed'],
  ['product reviewed', 'review.written'],
])

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80)

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value.slice(0, 500)
    : typeof value === 'number'
      ? String(value)
      : undefined

const productOf = (value: unknown): string | undefined => {
  const one = value as { product_id?: unknown; productId?: unknown; sku?: unknown } | null
  return asText(one?.product_id) ?? asText(one?.productId) ?? asText(one?.sku)
}

const mostFacts = 8 * 1024

/** Only texts, numbers, booleans and lists of them; too much of them is left out and said so. */
function plainFacts(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const facts = Object.fromEntries([...flatten(properties)].slice(0, mostTraits))
  return JSON.stringify(facts).length > mostFacts ? { tooLong: true } : facts
}

/** A path without what stands behind it: queries carry tokens and addresses. */
const pathOf = (properties: Readonly<Record<string, unknown>>): string | undefined =>
  asText(properties['path'])?.split(/[?#]/)[0]

export function eventOf(message: Message): { type: string; data: Record<string, unknown> } {
  switch (message.type) {
    case 'identify':
      return { type: 'customer.identified', data: {} }
    case 'group':
      return { type: 'customer.grouped', data: { group: message.groupId } }
    case 'alias':
      return { type: 'customer.aliased', data: {} }
    case 'page':
    case 'screen': {
      const name = asText(message.name ?? message.properties?.['name'])
      const path = pathOf(message.properties ?? {})
      return { type: `${message.type}.viewed`, data: { ...(name && { name }), ...(path && { path }) } }
    }
    case 'track': {
      const properties = message.properties ?? {}
      const known = shopEvents.get(message.event.toLowerCase())
      if (known === undefined) return { type: `track.${slug(message.event)}`, data: plainFacts(properties) }
      const product = productOf(properties)
      const products = Array.isArray(properties['products'])
        ? (properties['products'] as unknown[]).flatMap((one) => productOf(one) ?? [])
        : []
      const query = asText(properties['query'])
      const rating = Number(properties['rating'])
      return {
        type: known,
        data: {
          ...(product !== undefined && { productId: product }),
          ...(products.length > 0 && { products }),
          ...(query !== undefined && { query }),
          ...(properties['rating'] !== undefined && Number.isFinite(rating) && { rating }),
        },
      }
    }
  }
}
