// Segments over mongoose: rules are kept, members follow the record as it changes, and every entering and leaving is written down.
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { groups } from '../identity/groups.js'
import { people } from '../identity/people.js'
import type { Store } from '../store/connection.js'
import type { StoredEvent } from '../store/models/event-model.js'
import {
  segmentChangeSchema,
  segmentSchema,
  type Segment,
  type SegmentChange,
  type StoredSegment,
} from '../store/models/segment-model.js'
import { fromStored, parseRecord } from '../store/record-schema.js'
import { bumpRevision, derivedFrom } from '../store/revisions.js'
import { compileRule, eventsOf, type Predicate, type SegmentSubject } from './compile-rule.js'

const day = 86_400_000

interface Compiled {
  segment: Segment
  holds: Predicate
}

/** What somebody handed in, checked. Rejects with `input-invalid` naming field and reason. */
export function parseSegment(given: unknown): Segment {
  const parsed = segmentSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new AppError('input-invalid', `Segment: ${field === '' ? '' : `${field}: `}${issue?.message ?? 'wrong'}.`, {
    details: { field },
  })
}

export function segments(store: Store, clock: Clock) {
  const { customers, events, segments: documents, segmentMembers: members, segmentChanges: changes } = store.models
  const person = people(store)
  const group = groups(store)

  const list = async (): Promise<Segment[]> => {
    const found = await documents.find().sort({ _id: 1 }).lean<StoredSegment[]>()
    return found.map(({ _id, name, rule }) => parseRecord('segments', segmentSchema, { id: _id, name, rule }))
  }

  const compiled = derivedFrom(store, 'segments', async (): Promise<Compiled[]> =>
    (await list()).map((segment) => ({ segment, holds: compileRule(segment.rule) })),
  )

  /** Reads only the events that the rules count, no further back than they look. */
  const subjectOf = async (id: CustomerId, rules: readonly Compiled[]): Promise<SegmentSubject | undefined> => {
    const shown = await person.get(id)
    if (!shown) return undefined
    const needed = new Map<string, number>()
    for (const { segment } of rules) eventsOf(segment.rule, needed)
    const times = new Map<string, number[]>()
    if (needed.size > 0) {
      const furthest = Math.max(...needed.values())
      const found = await events
        .find(
          {
            customerId: { $in: await group.members(shown.customer.id) },
            type: { $in: [...needed.keys()] },
            ...(Number.isFinite(furthest) && { at: { $gte: new Date(clock.now().getTime() - furthest * day) } }),
          },
          { type: 1, at: 1 },
        )
        .lean<Pick<StoredEvent, 'type' | 'at'>[]>()
      for (const { type, at } of found) times.set(type, [...(times.get(type) ?? []), at.getTime()])
    }
    return {
      customer: shown.customer,
      eventsSince: (type, since) => (times.get(type) ?? []).filter((at) => at >= since).length,
    }
  }

  /** Safe to repeat: the id of a change is made of the membership that it begins or ends. */
  const move = async (segment: string, customer: CustomerId, kind: SegmentChange['kind'], at: Date): Promise<void> => {
    const _id = `${segment}:${customer}`
    if (kind === 'entered') {
      await members.updateOne({ _id }, { $setOnInsert: { segment, customerId: customer, since: at } }, { upsert: true })
    } else await members.deleteOne({ _id })
    await changes.updateOne(
      { _id: `${_id}:${kind}:${at.toISOString()}` },
      { $setOnInsert: { segment, customerId: customer, kind, at } },
      { upsert: true },
    )
  }

  const updateWith = async (rules: readonly Compiled[], customer: CustomerId): Promise<SegmentChange['kind'][]> => {
    const now = clock.now()
    const living = await group.living(customer)
    const subject = await subjectOf(living, rules)
    const isIn = new Set<string>(await members.distinct('segment', { customerId: living }))
    const moved: SegmentChange['kind'][] = []
    for (const { segment, holds } of rules) {
      const belongs = subject !== undefined && holds(subject, now.getTime())
      if (belongs === isIn.has(segment.id)) continue
      const kind = belongs ? 'entered' : 'left'
      await move(segment.id, living, kind, now)
      moved.push(kind)
    }
    // Who was merged away is counted with the person.
    if (living !== customer)
      for (const segment of await members.distinct('segment', { customerId: customer }))
        await move(segment, customer, 'left', now)
    return moved
  }

  /** Everybody, one after the other; also finds who leaves because time has passed. */
  const evaluate = async (
    rules: readonly Compiled[],
  ): Promise<{ customers: number; entered: number; left: number }> => {
    const counts = { customers: 0, entered: 0, left: 0 }
    const cursor = customers
      .find({ mergedInto: { $exists: false } }, { _id: 1 })
      .sort({ _id: 1 })
      .lean()
      .cursor()
    for await (const { _id } of cursor) {
      counts.customers += 1
      for (const kind of await updateWith(rules, _id as CustomerId)) counts[kind] += 1
    }
    return counts
  }

  return {
    list,

    /** Adds or replaces a segment and puts everybody where they belong. Rejects with `input-invalid`. */
    async put(given: unknown): Promise<{ segment: Segment; customers: number; entered: number; left: number }> {
      const segment = parseSegment(given)
      const { id, ...rest } = segment
      await documents.replaceOne({ _id: id }, { ...rest, at: clock.now() }, { upsert: true })
      await bumpRevision(store, 'segments')
      return { segment, ...(await evaluate([{ segment, holds: compileRule(segment.rule) }])) }
    },

    /** False when there is none. */
    async remove(id: string): Promise<boolean> {
      const removed = await documents.deleteOne({ _id: id })
      await bumpRevision(store, 'segments')
      await members.deleteMany({ segment: id })
      return removed.deletedCount === 1
    },

    /** After something happened to a customer. Safe to repeat. */
    async update(customer: CustomerId): Promise<void> {
      const rules = await compiled()
      if (rules.length > 0) await updateWith(rules, customer)
    },

    evaluateAll: async () => evaluate(await compiled()),

    /** Ids in order, after `after`. */
    async members(segment: string, page: { after?: CustomerId; limit: number }): Promise<CustomerId[]> {
      const found = await members
        .find({ segment, ...(page.after !== undefined && { customerId: { $gt: page.after } }) }, { customerId: 1 })
        .sort({ customerId: 1 })
        .limit(page.limit)
        .lean<{ customerId: CustomerId }[]>()
      return found.map(({ customerId }) => customerId)
    },

    counts: async (): Promise<ReadonlyMap<string, number>> => {
      const all = await list()
      const counted = await Promise.all(
        all.map(async ({ id }) => [id, await members.countDocuments({ segment: id })] as const),
      )
      return new Map(counted)
    },

    /** Newest first. */
    async changes(filter: { segment?: string; customerId?: CustomerId; limit: number }): Promise<SegmentChange[]> {
      const { limit, ...by } = filter
      const found = await changes.find(by).sort({ at: -1, _id: -1 }).limit(limit).lean<{ _id: string }[]>()
      return found.map((document) => fromStored('segment_changes', segmentChangeSchema, document))
    },
  }
}

export type Segments = ReturnType<typeof segments>
