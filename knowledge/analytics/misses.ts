// Messages that the bot did not understand and that nobody has dealt with.
import type { ConversationId, ReceiptId } from '../../bot/domain/ids.js'
import type { Language, Part } from '../../nlu/understanding.js'
import type { Clock } from '../../platform/clock.js'
import type { Store } from '../store/connection.js'
import { receiptSchema, type StoredReceipt } from '../store/models/receipt-model.js'
import { fromStored } from '../store/record-schema.js'

export interface Miss {
  id: ReceiptId
  conversationId: ConversationId
  text: string
  language: Language
  outcome: string
  at: Date
  candidates: readonly { intent: string; confidence: number }[]
}

/** A hand-off after two misses is a miss too; one that was asked for is not. */
const mayBeMissed = ['cannot-handle', 'no-answer', 'clarified', 'handed-off'] as const

export function misses(store: Store, clock: Clock) {
  const { receipts, missDecisions } = store.models

  const asMiss = (document: StoredReceipt): Miss[] => {
    const { id, conversationId, understanding, outcome, at } = fromStored('receipts', receiptSchema, document)
    if (understanding === undefined || understanding.text.trim() === '') return []
    const missed: Part | undefined = understanding.parts.find(({ kind }) => kind !== 'understood')
    if (missed === undefined && outcome !== 'no-answer' && outcome !== 'cannot-handle') return []
    const part = missed ?? understanding.parts[0]
    return [
      {
        ...{ id, conversationId, outcome, at },
        text: understanding.text,
        language: understanding.language,
        candidates: part?.candidates ?? [],
      },
    ]
  }

  const open = async (since: Date, limit: number): Promise<readonly Miss[]> => {
    const found = await receipts
      .find({ outcome: { $in: [...mayBeMissed] }, at: { $gte: since } })
      .sort({ at: -1 })
      .limit(limit)
      .lean<StoredReceipt[]>()
    const decided = await missDecisions
      .find({ _id: { $in: found.map(({ _id }) => _id) } }, { _id: 1 })
      .lean<{ _id: string }[]>()
    const done = new Set(decided.map(({ _id }) => _id))
    return found.filter(({ _id }) => !done.has(_id)).flatMap(asMiss)
  }

  return {
    /** Newest first. */
    open,

    async get(ids: readonly string[]): Promise<readonly Miss[]> {
      const found = await receipts.find({ _id: { $in: [...ids] } }).lean<StoredReceipt[]>()
      return found.flatMap(asMiss)
    },

    /** Idempotent: the first decision stays. */
    async markHandled(
      ids: readonly string[],
      how: { kind: 'intent' | 'not-ours'; intent?: string; by: string },
    ): Promise<void> {
      const at = clock.now()
      for (const _id of ids) await missDecisions.updateOne({ _id }, { $setOnInsert: { ...how, at } }, { upsert: true })
    },

    countOpen: async (since: Date): Promise<number> => (await open(since, 5000)).length,
  }
}
