// What rules look at: one person after something happened, or everybody in batches, with only the events that the rules count.
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { groups } from '../identity/groups.js'
import { people } from '../identity/people.js'
import { storedScores, type Scores } from '../predictions/live/stored-scores.js'
import type { Store } from '../store/connection.js'
import { customerSchema, type StoredCustomer } from '../store/models/customer-model.js'
import type { StoredEvent } from '../store/models/event-model.js'
import type { SegmentRule } from '../store/models/segment-model.js'
import { fromStored } from '../store/record-schema.js'
import { eventsOf, looksAhead, type SegmentSubject } from './compile-rule.js'

const day = 86_400_000
const batchSize = 500

type Times = Map<string, number[]>
type EventTime = Pick<StoredEvent, 'customerId' | 'type' | 'at'>

const subjectWith = (
  customer: SegmentSubject['customer'],
  times: Times | undefined,
  scores: Scores | undefined,
): SegmentSubject => ({
  customer,
  foretold: (target) => scores?.get(target),
  eventsSince: (type, since) => (times?.get(type) ?? []).filter((at) => at >= since).length,
})

export function subjects(store: Store, clock: Clock) {
  const { customers, events } = store.models
  const person = people(store)
  const group = groups(store)
  const stored = storedScores(store)

  const scoresOf = async (ids: readonly CustomerId[], rules: readonly SegmentRule[]) =>
    rules.some(looksAhead) ? stored.of(ids) : new Map<CustomerId, Scores>()

  /** Times by customer and type; `as` says under whose name an event counts. Reads no further back than the rules look. */
  const timesOf = async (
    ids: readonly CustomerId[],
    rules: readonly SegmentRule[],
    as: (id: CustomerId) => CustomerId,
  ): Promise<Map<CustomerId, Times>> => {
    const needed = new Map<string, number>()
    for (const rule of rules) eventsOf(rule, needed)
    const times = new Map<CustomerId, Times>()
    if (needed.size === 0 || ids.length === 0) return times
    const furthest = Math.max(...needed.values())
    const found = await events
      .find(
        {
          customerId: { $in: [...ids] },
          type: { $in: [...needed.keys()] },
          ...(Number.isFinite(furthest) && { at: { $gte: new Date(clock.now().getTime() - furthest * day) } }),
        },
        { customerId: 1, type: 1, at: 1 },
      )
      .lean<EventTime[]>()
    for (const { customerId, type, at } of found) {
      const own: Times = times.get(as(customerId)) ?? new Map<string, number[]>()
      const known = own.get(type)
      if (known) known.push(at.getTime())
      else own.set(type, [at.getTime()])
      times.set(as(customerId), own)
    }
    return times
  }

  /** Undefined for somebody who is not known. @param id of the record that lives on. */
  const one = async (id: CustomerId, rules: readonly SegmentRule[]): Promise<SegmentSubject | undefined> => {
    const shown = await person.get(id)
    if (!shown) return undefined
    const times = await timesOf(await group.members(shown.customer.id), rules, () => id)
    return subjectWith(shown.customer, times.get(id), (await scoresOf([id], rules)).get(id))
  }

  return {
    one,

    /** In the order of ids. Records that were never merged are read together; people of several records one by one. */
    async *everybody(rules: readonly SegmentRule[]): AsyncGenerator<(readonly [CustomerId, SegmentSubject])[]> {
      const severalRecords = new Set<string>(await customers.distinct('mergedInto', { mergedInto: { $exists: true } }))
      const subjectsOf = async (documents: readonly StoredCustomer[]) => {
        const alone = documents.filter(({ _id }) => !severalRecords.has(_id))
        const ids = alone.map(({ _id }) => _id as CustomerId)
        const [times, scores] = await Promise.all([timesOf(ids, rules, (id) => id), scoresOf(ids, rules)])
        const found: (readonly [CustomerId, SegmentSubject])[] = alone.map((document) => {
          const customer = fromStored('customers', customerSchema, document)
          return [customer.id, subjectWith(customer, times.get(customer.id), scores.get(customer.id))]
        })
        for (const { _id } of documents) {
          if (!severalRecords.has(_id)) continue
          const subject = await one(_id as CustomerId, rules)
          if (subject) found.push([subject.customer.id, subject])
        }
        return found
      }
      let batch: StoredCustomer[] = []
      const cursor = customers
        .find({ mergedInto: { $exists: false } })
        .sort({ _id: 1 })
        .lean<StoredCustomer[]>()
        .cursor({ batchSize })
      for await (const document of cursor) {
        batch.push(document)
        if (batch.length < batchSize) continue
        yield await subjectsOf(batch)
        batch = []
      }
      if (batch.length > 0) yield await subjectsOf(batch)
    },
  }
}
