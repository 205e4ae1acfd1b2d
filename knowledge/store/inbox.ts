// The inbox over mongoose: an insert resolves after the write is durable, and that is the acknowledgement.
import type { StoredInbound } from '../../bot/domain/inbound.js'
import type { InboundId } from '../../bot/domain/ids.js'
import type { Store } from './connection.js'
import { isDuplicateKey } from './duplicate-key.js'
import { inboundSchema, type StoredInboxItem } from './models/inbox-model.js'
import { fromStored, toStored } from './record-schema.js'

const read = (document: StoredInboxItem): StoredInbound => fromStored('inbox', inboundSchema, document)

export function inbox(store: Store) {
  const { inbox: items } = store.models
  const get = async (id: InboundId): Promise<StoredInbound | undefined> => {
    const found = await items.findById(id).lean<StoredInboxItem>()
    return found ? read(found) : undefined
  }
  return {
    get,

    /** `duplicate` when the id is there already; the stored entry wins. */
    async insert(item: StoredInbound): Promise<{ kind: 'stored' | 'duplicate'; item: StoredInbound }> {
      try {
        await items.insertMany([toStored(item)])
        return { kind: 'stored', item }
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        const earlier = await get(item.id)
        if (!earlier) throw error
        return { kind: 'duplicate', item: earlier }
      }
    },

    /** Idempotent: the first time it was processed stays. */
    async markProcessed(id: InboundId, at: Date): Promise<void> {
      await items.updateOne({ _id: id, processedAt: null }, { $set: { processedAt: at } })
    },

    /** Oldest first. */
    async unprocessed(limit: number): Promise<readonly StoredInbound[]> {
      const found = await items
        .find({ processedAt: null })
        .sort({ at: 1, _id: 1 })
        .limit(limit)
        .lean<StoredInboxItem[]>()
      return found.map(read)
    },
  }
}
