// Messages of a Segment-compatible library into the record: traits as rows of the day's batch, everything as events. Safe to repeat.
//
// A key that servers keep is believed: `userId` is the shop's customer number. A key that browsers show to everybody proves nothing: what
// comes with it stays with the visitor, and never reaches the record of the customer whose id it names.
import { hash } from 'node:crypto'
import type { CustomerId, EventId } from '../../../bot/domain/ids.js'
import type { Clock } from '../../../platform/clock.js'
import { identities } from '../../identity/identities.js'
import type { Store } from '../../store/connection.js'
import { isDuplicateKey } from '../../store/duplicate-key.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import type { ImportSource } from '../../store/models/import-source-model.js'
import type { StoredEvent } from '../../store/models/event-model.js'
import { rowChecker } from '../check.js'
import { importBatches } from '../record/batches.js'
import { layerOf, type ImportRow } from '../record/layers.js'
import { letterOf, storeLetters } from '../record/letters.js'
import { importRowOf } from '../record/import-row.js'
import { rowWriter } from '../record/write-rows.js'
import { carryOutAliases, type Alias } from './alias.js'
import type { Message } from './messages.js'
import { contextOf, contextTraits, mayDescribe, type MessageContext } from './segment-context.js'
import { eventOf, messageIdOf, numberColumn, rowOf, traitRow } from './segment-facts.js'

export interface TakeMessages {
  store: Store
  clock: Clock
  /** Told of customers about whom something was stored. */
  onTaken(customers: readonly CustomerId[]): Promise<unknown>
}

export interface Taken {
  stored: number
  /** Came before: a library that got no answer sends again. */
  repeated: number
  /** Traits that could not be read; the messages' events are stored, the rows are dead letters. */
  invalid: number
}

interface Work {
  message: Message
  id: string
  eventId: EventId
  customer?: CustomerId
  context: MessageContext
}

/**
 * All of it is durable when it resolves. The events are stored last of all, so that a request which is sent again after a crash does what
 * is still to be done.
 */
export async function takeMessages(
  source: ImportSource,
  messages: readonly Message[],
  deps: TakeMessages,
): Promise<Taken> {
  const { store, clock } = deps
  const now = clock.now()
  const { works, known } = await sorted(source, messages, store)
  if (works.length === 0) {
    // Whoever died after storing them may not have told of them.
    await deps.onTaken(known)
    return { stored: 0, repeated: messages.length, invalid: 0 }
  }
  const batch = await batchOfDay(source, now, deps)
  const { rows, invalid } = await rowsOf(source, { works, newest: newestOf(messages) }, batch, now, deps)
  const write = await rowWriter(store)
  const outcomes = await write(rows.map(({ row }) => row))
  const numbered = new Map<string, CustomerId>()
  const counts = { rows: rows.length + invalid, new: 0, updated: 0, invalid }
  for (const [at, { work }] of rows.entries()) {
    const outcome = outcomes[at]
    if (outcome === undefined || outcome.kind === 'unclear') continue
    counts[outcome.kind] += 1
    work.customer = outcome.customer as CustomerId
    if (source.trust === 'server' && work.message.userId != null) numbered.set(work.message.userId, work.customer)
  }
  for (const work of works) {
    const customer = numbered.get(work.message.userId ?? '')
    if (customer !== undefined) work.customer ??= customer
  }
  const joined = await carryOutAliases(source, aliasesOf(works), deps)
  await importBatches(store, clock).count(batch, deliveryId(messages), counts)
  const customers = await storeEvents(source, works, now, store)
  await deps.onTaken([...new Set([...customers, ...known, ...joined])])
  return { stored: works.length, repeated: messages.length - works.length, invalid }
}

/** Under which what a source says of visitors is kept. */
const channelOf = (source: ImportSource): string => `source:${source.id}`

/** The last message of a request about each: what is said beside it is the newest, also when a part of the request came before. */
function newestOf(messages: readonly Message[]): Set<string> {
  const last = new Map<string, string>()
  for (const message of messages) {
    const { locale, timezone } = contextOf(message)
    if (locale === undefined && timezone === undefined) continue
    last.set(JSON.stringify([message.userId, message.anonymousId]), messageIdOf(message))
  }
  return new Set(last.values())
}

const deliveryId = (messages: readonly Message[]): string =>
  hash('sha256', messages.map(messageIdOf).join('\0')).slice(0, 16)

const aliasesOf = (works: readonly Work[]): Alias[] =>
  works.flatMap(({ message, customer }) =>
    message.type === 'alias' && message.userId != null && customer !== undefined
      ? [{ customer, previousId: message.previousId }]
      : [],
  )

/** `works`: messages that are not stored yet, each once; `known`: whom the others were about. */
async function sorted(
  source: ImportSource,
  messages: readonly Message[],
  store: Store,
): Promise<{ works: Work[]; known: CustomerId[] }> {
  const works = new Map<string, Work>()
  for (const message of messages) {
    const id = messageIdOf(message)
    works.set(id, { message, id, eventId: `${source.id}:${id}` as EventId, context: contextOf(message) })
  }
  const ids = [...works.values()].map(({ eventId }) => eventId)
  const stored = await store.models.events
    .find({ _id: { $in: ids } }, { customerId: 1 })
    .lean<{ _id: string; customerId: CustomerId }[]>()
  const done = new Set(stored.map(({ _id }) => _id))
  return {
    works: [...works.values()].filter(({ eventId }) => !done.has(eventId)),
    known: [...new Set(stored.map(({ customerId }) => customerId))],
  }
}

/** One batch a key and day, so that a day can be taken back; after it was, the next message begins another. */
async function batchOfDay(source: ImportSource, now: Date, { store, clock }: TakeMessages): Promise<string> {
  const batches = importBatches(store, clock)
  for (let part = 1; ; part += 1) {
    const key = `${source.kind}:${source.id}:${now.toISOString().slice(0, 10)}:${String(part)}`
    const { id, state } = await batches.begin({
      ...{ key, fingerprint: key, by: `source ${source.id}` },
      source: { kind: 'segment', name: source.id },
      plan: { rules: [{ kind: 'field', column: numberColumn, field: 'number' }], options: {} },
    })
    if (state === 'running') await batches.finish(id)
    if (state !== 'undoing' && state !== 'undone') return id
  }
}

/** Rows for traits, and for customers whom nobody knew. */
async function rowsOf(
  source: ImportSource,
  { works, newest }: { works: readonly Work[]; newest: ReadonlySet<string> },
  batch: string,
  now: Date,
  { store, clock }: TakeMessages,
): Promise<{ rows: { work: Work; row: ImportRow }[]; invalid: number }> {
  const isBelieved = source.trust === 'server'
  const numbers = works.flatMap(({ message: { userId } }) => (isBelieved && userId != null ? [userId] : []))
  const found = await store.models.customers
    .find({ number: { $in: numbers } }, { number: 1, 'imported.batch': 1, 'imported.row': 1 })
    .lean<StoredCustomer[]>()
  const byNumber = new Map(found.map((customer) => [customer.number, customer]))
  const numberOf = ({ message: { userId } }: Work): string | undefined =>
    isBelieved && userId != null ? userId : undefined
  const visitors = new Map<string, CustomerId>()
  const people = identities(store, clock)
  for (const work of works) {
    const { userId, anonymousId } = work.message
    const number = numberOf(work)
    const known = byNumber.get(number)
    if (number === undefined) {
      const subject = anonymousId ?? `user ${userId ?? ''}`
      const visitor = visitors.get(subject)
      work.customer =
        visitor ?? (await people.resolve({ channel: channelOf(source), subject, trust: 'anonymous' })).customerId
      visitors.set(subject, work.customer)
    } else if (known !== undefined) work.customer = known._id as CustomerId
  }
  const beside = await contextTraits(
    store,
    works.map(({ id, customer, context }) => ({
      ...{ customer, batch, row: rowOf(id) },
      context: newest.has(id) ? context : {},
    })),
  )
  const rows: { work: Work; row: ImportRow }[] = []
  const made = new Set<string>()
  const letters = []
  for (const [at, work] of works.entries()) {
    const number = numberOf(work)
    const known = number === undefined ? undefined : byNumber.get(number)
    const place = { row: rowOf(work.id), line: 0 }
    const values: ImportRow['values'][number][] =
      number === undefined ? [] : [{ target: 'number', value: number, made: 'given' }]
    const traits = traitRow(work.message)
    const checked = traits && rowChecker(traits.rules, {})({ ...place, values: traits.cells })
    if (checked?.kind === 'invalid') letters.push(letterOf(checked, batch, now))
    else if (checked) values.push(...importRowOf(checked, batch, now).values)
    // What is said of somebody goes before what their browser says.
    const said = new Set(values.map(({ target }) => target))
    const besides = beside[at]?.filter(({ target }) => !said.has(target)) ?? []
    values.push(...besides)
    // One row makes a customer; a request that died may have stored it, and then it is the same row again.
    const makes =
      number !== undefined && (known === undefined ? !made.has(number) : layerOf(known, batch, place.row) !== undefined)
    if (checked?.kind !== 'good' && besides.length === 0 && !makes) continue
    if (number !== undefined) made.add(number)
    const whose = number === undefined && work.customer !== undefined ? { customer: work.customer } : {}
    rows.push({ work, row: { ...{ batch, ...place, at: now, values }, ...whose } })
  }
  await storeLetters(store, letters)
  return { rows, invalid: letters.length }
}

async function storeEvents(
  source: ImportSource,
  works: readonly Work[],
  now: Date,
  store: Store,
): Promise<CustomerId[]> {
  const mayBeDescribed = await mayDescribe(
    store,
    works.flatMap(({ customer, context }) => (customer && context.device !== undefined ? [customer] : [])),
  )
  const events = works.flatMap(({ message, eventId, customer, context: { device } }): StoredEvent[] => {
    if (customer === undefined) return []
    const sent = message.timestamp === undefined ? now : new Date(message.timestamp)
    const { type, data } = eventOf(message)
    const from = device !== undefined && mayBeDescribed.has(customer) && { channel: channelOf(source), device }
    return [{ _id: eventId, customerId: customer, at: sent < now ? sent : now, type, data: { ...data, ...from } }]
  })
  try {
    await store.models.events.insertMany(events, { ordered: false })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  return [...new Set(events.map(({ customerId }) => customerId))]
}
