// Segments over mongoose: rules are kept, members follow the record as it changes, and every entering and leaving is written down.
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { groups } from '../identity/groups.js'
import type { Store } from '../store/connection.js'
import {
  segmentChangeSchema,
  segmentSchema,
  type Segment,
  type SegmentChange,
  type StoredSegment,
  type StoredSegmentMember,
} from '../store/models/segment-model.js'
import { fromStored, parseRecord } from '../store/record-schema.js'
import { isDuplicateKey } from '../store/duplicate-key.js'
import { bumpRevision, derivedFrom } from '../store/revisions.js'
import { compileRule, looksAhead, type Predicate } from './compile-rule.js'
import { subjects } from './subjects.js'

export interface SegmentCounts {
  customers: number
  entered: number
  left: number
}

export interface SegmentPreview extends SegmentCounts {
  members: number
  first: readonly Customer[]
}

export interface ChangeFilter {
  segment?: string
  customerId?: CustomerId
  before?: Pick<SegmentChange, 'id' | 'at'>
  limit: number
}

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

export const unknownSegment = (segment: string): AppError =>
  new AppError('not-found', `There is no segment ${segment}.`, { details: { field: 'segment', segment } })

export function segments(store: Store, clock: Clock) {
  const { segments: documents, segmentMembers: members, segmentChanges: changes } = store.models
  const group = groups(store)
  const looked = subjects(store, clock)

  const list = async (): Promise<Segment[]> => {
    const found = await documents.find().sort({ _id: 1 }).lean<StoredSegment[]>()
    return found.map(({ _id, name, rule }) => parseRecord('segments', segmentSchema, { id: _id, name, rule }))
  }

  const compiled = derivedFrom(store, 'segments', async (): Promise<Compiled[]> =>
    (await list()).map((segment) => ({ segment, holds: compileRule(segment.rule) })),
  )

  /** Safe to repeat: the id of a change is made of the membership that it begins or ends. */
  const move = async (moves: readonly Omit<SegmentChange, 'id'>[]): Promise<void> => {
    if (moves.length === 0) return
    const writes = moves.map(({ segment, customerId, kind, at }) => {
      const filter = { _id: `${segment}:${customerId}` }
      return kind === 'left'
        ? { deleteOne: { filter } }
        : { updateOne: { filter, update: { $setOnInsert: { segment, customerId, since: at } }, upsert: true } }
    })
    await members.bulkWrite(writes, { ordered: false })
    const written = moves.map((one) => ({
      updateOne: {
        filter: { _id: `${one.segment}:${one.customerId}:${one.kind}:${one.at.toISOString()}` },
        update: { $setOnInsert: one },
        upsert: true,
      },
    }))
    await changes.bulkWrite(written, { ordered: false })
  }

  /** Which of the rules' segments each of them is in now. */
  const memberships = async (
    customersAsked: readonly CustomerId[],
    rules: readonly Compiled[],
  ): Promise<Set<string>> => {
    const ids = rules.flatMap(({ segment }) => customersAsked.map((customer) => `${segment.id}:${customer}`))
    const found = await members.find({ _id: { $in: ids } }, { _id: 1 }).lean<{ _id: string }[]>()
    return new Set(found.map(({ _id }) => _id))
  }

  const updateWith = async (rules: readonly Compiled[], customer: CustomerId): Promise<void> => {
    const at = clock.now()
    const living = await group.living(customer)
    const subject = await looked.one(
      living,
      rules.map(({ segment }) => segment.rule),
    )
    const isIn = await memberships([living], rules)
    const moves = rules.flatMap(({ segment, holds }): Omit<SegmentChange, 'id'>[] => {
      const belongs = subject !== undefined && holds(subject, at.getTime())
      if (belongs === isIn.has(`${segment.id}:${living}`)) return []
      return [{ segment: segment.id, customerId: living, kind: belongs ? 'entered' : 'left', at }]
    })
    // Who was merged away is counted with the person.
    const former: string[] = living === customer ? [] : await members.distinct('segment', { customerId: customer })
    await move([...moves, ...former.map((segment) => ({ segment, customerId: customer, kind: 'left' as const, at }))])
  }

  /** Everybody; also finds who leaves because time has passed. Hands over who would move, batch by batch. */
  const scan = async (
    rules: readonly Compiled[],
    take: (moves: readonly Omit<SegmentChange, 'id'>[], members: readonly Customer[]) => Promise<void>,
  ): Promise<SegmentCounts> => {
    const counts = { customers: 0, entered: 0, left: 0 }
    const wanted = rules.map(({ segment }) => segment.rule)
    for await (const batch of looked.everybody(wanted)) {
      const at = clock.now()
      const isIn = await memberships(
        batch.map(([id]) => id),
        rules,
      )
      const moves: Omit<SegmentChange, 'id'>[] = []
      const belonging: Customer[] = []
      for (const [customerId, subject] of batch)
        for (const { segment, holds } of rules) {
          const belongs = holds(subject, at.getTime())
          if (belongs) belonging.push(subject.customer)
          if (belongs === isIn.has(`${segment.id}:${customerId}`)) continue
          const kind = belongs ? 'entered' : 'left'
          moves.push({ segment: segment.id, customerId, kind, at })
          counts[kind] += 1
        }
      counts.customers += batch.length
      await take(moves, belonging)
    }
    return counts
  }

  const insert = async (id: string, kept: Omit<StoredSegment, '_id'>): Promise<void> => {
    try {
      await documents.insertMany([{ _id: id, ...kept }])
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      throw new AppError('conflict', `There is a segment ${id} already.`, { details: { field: 'id', segment: id } })
    }
  }

  return {
    list,

    /**
     * Keeps a segment and puts everybody where they belong. Rejects with `input-invalid`, with `conflict` when it should be new and is not,
     * and with `not-found` when it should be there and is not.
     */
    async put(
      given: unknown,
      expected: 'new' | 'known' | 'either' = 'either',
    ): Promise<SegmentCounts & { segment: Segment }> {
      const segment = parseSegment(given)
      const { id, ...rest } = segment
      const kept = { ...rest, at: clock.now() }
      if (expected === 'new') await insert(id, kept)
      else {
        const { matchedCount } = await documents.replaceOne({ _id: id }, kept, { upsert: expected === 'either' })
        if (expected === 'known' && matchedCount === 0) throw unknownSegment(id)
      }
      await bumpRevision(store, 'segments')
      return { segment, ...(await scan([{ segment, holds: compileRule(segment.rule) }], move)) }
    },

    /** What putting it would do, and the first members there would be. Changes nothing. Rejects with `input-invalid`. */
    async preview(given: unknown, most: number): Promise<SegmentPreview> {
      const segment = parseSegment(given)
      const first: Customer[] = []
      let count = 0
      const counts = await scan([{ segment, holds: compileRule(segment.rule) }], async (_moves, belonging) => {
        count += belonging.length
        first.push(...belonging.slice(0, most - first.length))
      })
      return { ...counts, members: count, first }
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

    /** After scores of predictions were worked out again, for the rules that look at them. Safe to repeat. */
    async followScores(whose: 'everybody' | readonly CustomerId[]): Promise<void> {
      const rules = (await compiled()).filter(({ segment }) => looksAhead(segment.rule))
      if (rules.length === 0) return
      if (whose === 'everybody') await scan(rules, move)
      else for (const customer of whose) await updateWith(rules, customer)
    },

    async evaluateAll(): Promise<SegmentCounts> {
      const rules = await compiled()
      return rules.length === 0 ? { customers: 0, entered: 0, left: 0 } : scan(rules, move)
    },

    /** In the order of ids, after `after`. */
    async members(
      segment: string,
      page: { after?: CustomerId | undefined; limit: number },
    ): Promise<{ customerId: CustomerId; since: Date }[]> {
      const found = await members
        .find({ segment, ...(page.after !== undefined && { customerId: { $gt: page.after } }) })
        .sort({ customerId: 1 })
        .limit(page.limit)
        .lean<StoredSegmentMember[]>()
      return found.map(({ customerId, since }) => ({ customerId: customerId as CustomerId, since }))
    },

    counts: async (): Promise<ReadonlyMap<string, number>> => {
      const all = await list()
      const counted = await Promise.all(
        all.map(async ({ id }) => [id, await members.countDocuments({ segment: id })] as const),
      )
      return new Map(counted)
    },

    /** Newest first; `before` is the last of the page before. */
    async changes({ limit, before, ...by }: ChangeFilter): Promise<SegmentChange[]> {
      const older = before && { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] }
      const found = await changes
        .find({ ...by, ...older })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean<{ _id: string }[]>()
      return found.map((document) => fromStored('segment_changes', segmentChangeSchema, document))
    },
  }
}

export type Segments = ReturnType<typeof segments>
