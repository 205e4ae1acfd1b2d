// Notes about a customer: those written about the person, and those on each of their conversations, of all merged records.
import type { ConversationId, CustomerId } from '../../bot/domain/ids.js'
import type { Store } from '../store/connection.js'
import { customerNoteSchema, type CustomerNote, type StoredCustomerNote } from '../store/models/customer-note-model.js'
import { noteSchema, type StoredNote } from '../store/models/note-model.js'
import { fromStored, toStored } from '../store/record-schema.js'

export interface RecordNote {
  id: string
  /** Absent for a note about the person. */
  conversationId?: ConversationId
  author: { id: string; name: string }
  text: string
  at: Date
}

export function customerNotes(store: Store) {
  const { conversations, customerNotes: documents, notes } = store.models
  return {
    /** Idempotent by id: the first text stays. */
    async add(note: CustomerNote): Promise<void> {
      const { _id, ...rest } = toStored(note)
      await documents.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true })
    },

    /** Newest first. */
    async of(records: readonly CustomerId[], limit: number): Promise<RecordNote[]> {
      const whose = { customerId: { $in: [...records] } }
      const talks = await conversations.distinct('_id', whose)
      const [about, written] = await Promise.all([
        documents.find(whose).sort({ at: -1, _id: -1 }).limit(limit).lean<StoredCustomerNote[]>(),
        notes
          .find({ conversationId: { $in: talks } } as never)
          .sort({ at: -1, _id: -1 })
          .limit(limit)
          .lean<StoredNote[]>(),
      ])
      const all: RecordNote[] = [
        ...about.map((note) => {
          const { id, author, text, at } = fromStored('customer_notes', customerNoteSchema, note)
          return { id, author, text, at }
        }),
        ...written.map((note) => fromStored('notes', noteSchema, note)),
      ]
      return all.sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)).slice(0, limit)
    },
  }
}
