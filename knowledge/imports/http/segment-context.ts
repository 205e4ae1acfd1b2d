// What a library says beside its messages (https://segment.com/docs/connections/spec/common/#context): what somebody writes from, in which
// locale and time zone. Addresses, advertising ids, versions and everything else of it are not kept.
import type { CustomerId } from '../../../bot/domain/ids.js'
import { deviceName } from '../../../bot/domain/device-name.js'
import { consentGate } from '../../customers/consent-gate.js'
import type { Store } from '../../store/connection.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import { layerOf, type RowValue } from '../record/layers.js'
import type { Message } from './messages.js'

export interface MessageContext {
  /** Coarse: `Firefox on Windows`, `App on iPhone`. */
  device?: string
  /** BCP 47. */
  locale?: string
  /** IANA. */
  timezone?: string
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 500) : '')
const part = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

function readLocale(value: unknown): string | undefined {
  try {
    return Intl.getCanonicalLocales(text(value).replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}

function readTimezone(value: unknown): string | undefined {
  if (text(value) === '') return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text(value) }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** Apps have no header of a browser. */
const apps: readonly [RegExp, string][] = [
  [/\bipad/i, 'iPad'],
  [/\biphone|\bios\b/i, 'iPhone'],
  [/harmony/i, 'HarmonyOS'],
  [/android/i, 'Android'],
]

function readDevice(context: Readonly<Record<string, unknown>>): string | undefined {
  const byHeader = deviceName(text(context['userAgent']))
  if (byHeader !== undefined) return byHeader
  const [device, os] = [part(context['device']), part(context['os'])]
  const said = [device['model'], device['type'], os['name']].map(text).join(' ')
  const system = apps.find(([pattern]) => pattern.test(said))?.[1]
  return system === undefined ? undefined : `App on ${system}`
}

/** What can be read of it; what cannot is left out without a word, as libraries fill it in by themselves. */
export function contextOf({ context }: Message): MessageContext {
  const said = part(context)
  const [device, locale, timezone] = [readDevice(said), readLocale(said['locale']), readTimezone(said['timezone'])]
  return {
    ...(device !== undefined && { device }),
    ...(locale !== undefined && { locale }),
    ...(timezone !== undefined && { timezone }),
  }
}

const traitNames = ['locale', 'timezone'] as const

/** What one message says of a customer, and the row that it would be. */
export interface SaidBeside {
  /** Undefined for one whom nobody knew: nothing stands there, and nothing was refused. */
  customer: CustomerId | undefined
  context: MessageContext
  batch: string
  row: number
}

const wanted = (context: MessageContext): RowValue[] =>
  traitNames.flatMap((name): RowValue[] => {
    const value = context[name]
    return value === undefined ? [] : [{ target: `trait ${name}`, value, made: 'given' }]
  })

/** Who of these may be described by what they write from. */
export async function mayDescribe(store: Store, customers: readonly CustomerId[]): Promise<ReadonlySet<CustomerId>> {
  const gate = consentGate(store)
  const asked = [...new Set(customers)]
  const answers = await Promise.all(asked.map((customer) => gate.may(customer, 'profiling')))
  return new Set(asked.filter((_, at) => answers[at]))
}

/**
 * The traits that each is worth a row for: those that say something new of a customer, or that this very row said before its request died.
 * Who refused profiling is not described.
 */
export async function contextTraits(store: Store, said: readonly SaidBeside[]): Promise<readonly RowValue[][]> {
  const ids = said.flatMap(({ customer, context }) => (customer && wanted(context).length > 0 ? [customer] : []))
  if (ids.length === 0) return said.map(({ context }) => wanted(context))
  const mayBeDescribed = await mayDescribe(store, ids)
  const found = await store.models.customers
    .find({ _id: { $in: ids } }, { traits: 1, 'imported.batch': 1, 'imported.row': 1 })
    .lean<StoredCustomer[]>()
  const known = new Map(found.map((customer) => [customer._id, customer]))
  return said.map(({ customer: id, context, batch, row }) => {
    const values = wanted(context)
    const customer = id === undefined ? undefined : known.get(id)
    if (id === undefined || !customer || values.length === 0) return values
    if (!mayBeDescribed.has(id)) return []
    if (layerOf(customer, batch, row)) return values
    const stands = ({ target, value }: RowValue): boolean =>
      customer.traits.some((trait) => `trait ${trait.name}` === target && trait.value === value)
    return values.every(stands) ? [] : values
  })
}
