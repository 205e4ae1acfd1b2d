// Figures of the home page: how much happened, when, and what waits.
import type { Store } from '../store/connection.js'
import type { StoredConversation } from '../store/models/conversation-model.js'
import type { StoredReceipt } from '../store/models/receipt-model.js'
import { median } from './standing.js'

export interface Figures {
  conversations: number
  messages: number
  handOffs: number
  misses: number
  resolved: number
}

const counted: ReadonlyMap<string, keyof Figures> = new Map([
  ['message.received', 'messages'],
  ['message.sent', 'messages'],
  ['handoff.requested', 'handOffs'],
  ['intent.missed', 'misses'],
  ['handoff.resolved', 'resolved'],
])

/** Counted in half hours: every time zone's day begins at one. */
const sliceMs = 1_800_000
/** The median is taken over the newest so many turns. */
const turnsLookedAt = 2000

const notAnswered: readonly StoredReceipt['outcome'][] = ['cannot-handle', 'no-answer', 'failed', 'handed-off']

export function homeFigures(store: Store) {
  const { conversations, events, jobs, receipts } = store.models

  /** `{ slice → count }` per kind, of documents whose time field lies in the window. */
  const sliced = (field: 'at' | 'createdAt', from: Date, kind: unknown) => [
    {
      $group: {
        _id: { kind, slice: { $floor: { $divide: [{ $subtract: [`$${field}`, from] }, sliceMs] } } },
        count: { $sum: 1 },
      },
    },
  ]
  type Slice = { _id: { kind: string; slice: number }; count: number }

  return {
    /** One entry for each period; a period ends where the next begins, the last one at `until`. `starts` in order. */
    async series(starts: readonly Date[], until: Date): Promise<readonly Figures[]> {
      const from = starts[0]
      if (from === undefined) return []
      const window = { $gte: from, $lt: until }
      const [happened, begun] = await Promise.all([
        events.aggregate<Slice>([
          { $match: { type: { $in: [...counted.keys()] }, at: window } },
          ...sliced('at', from, '$type'),
        ]),
        conversations.aggregate<Slice>([
          { $match: { createdAt: window, lastSeq: { $gt: 0 } } },
          ...sliced('createdAt', from, 'conversation'),
        ]),
      ])
      const figures = starts.map(() => ({ conversations: 0, messages: 0, handOffs: 0, misses: 0, resolved: 0 }))
      for (const { _id, count } of [...happened, ...begun]) {
        const at = from.getTime() + _id.slice * sliceMs
        const period = figures[starts.findLastIndex((start) => start.getTime() <= at)]
        if (period !== undefined) period[counted.get(_id.kind) ?? 'conversations'] += count
      }
      return figures
    },

    /** Turns that were the bot's, how many of them it answered, and how long half of them took at most. */
    async answered(since: Date, until: Date): Promise<{ answered: number; turns: number; medianMs: number | null }> {
      const window = { at: { $gte: since, $lt: until } }
      const [turns, failed, latest] = await Promise.all([
        receipts.countDocuments({ ...window, outcome: { $ne: 'not-bot' } }),
        receipts.countDocuments({ ...window, outcome: { $in: [...notAnswered] } }),
        receipts
          .find({ ...window, outcome: { $ne: 'not-bot' } }, { ms: 1 })
          .sort({ at: -1 })
          .limit(turnsLookedAt)
          .lean<Pick<StoredReceipt, 'ms'>[]>(),
      ])
      return { turns, answered: turns - failed, medianMs: median(latest.map(({ ms }) => ms)) ?? null }
    },

    async queue(): Promise<{ length: number; waitingSince: Date | null }> {
      const waiting = { owner: 'queue' as const, status: 'open' as const }
      const [length, first] = await Promise.all([
        conversations.countDocuments(waiting),
        conversations
          .findOne(waiting, { handOff: 1 })
          .sort({ 'handOff.requestedAt': 1 })
          .lean<Pick<StoredConversation, 'handOff'>>(),
      ])
      return { length, waitingSince: first?.handOff?.requestedAt ?? null }
    },

    /** Jobs that were given up, by name, most first. */
    async deadJobs(): Promise<readonly { name: string; count: number }[]> {
      const groups = await jobs.aggregate<{ _id: string; count: number }>([
        { $match: { state: 'dead' } },
        { $group: { _id: '$name', count: { $sum: 1 } } },
        { $sort: { count: -1, _id: 1 } },
      ])
      return groups.map(({ _id, count }) => ({ name: _id, count }))
    },
  }
}
