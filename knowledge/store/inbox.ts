// The inbox over mongoose: an insert resolves after the write is durable, and that is the acknowledgement.
import type { StoredInbound } from '../../bot/domain/inbound.js'
import type { InboundId } from '../../bot/domain/ids.js'
import { AppError } from '../../platform/errors.js'
import { together } from '../../platform/together.js'
import type { Store } from './connection.js'
import { direct, type Writing } from './direct.js'
import { isDuplicateKey, refusedIn } from './duplicate-key.js'
import { inboundSchema, type StoredInboxItem } from './models/inbox-model.js'
import { fromStored, toStored } from './record-schema.js'

const read = (document: StoredInboxItem): StoredInbound => fromStored('inbox', inboundSchema, document)

interface InsertedInbound {
  kind: 'stored' | 'duplicate'
  item: StoredInbound
}

export function inbox(store: Store) {
  const { inbox: items } = store.models
  const { collection, sealed, insertion } = direct(items)
  const get = async (id: InboundId): Promise<StoredInbound | undefined> => {
    const found = await items.findById(id).lean<StoredInboxItem>()
    return found ? read(found) : undefined
  }

  const insertAll = async (fresh: readonly StoredInbound[]): Promise<readonly InsertedInbound[]> => {
    const known = new Set<number>()
    try {
      await collection.insertMany(
        fresh.map((item) => sealed(toStored(item))),
        { ordered: false },
      )
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      for (const index of refusedIn(error)) known.add(index)
    }
    return Promise.all(
      fresh.map(async (item, index): Promise<InsertedInbound> => {
        if (!known.has(index)) return { kind: 'stored', item }
        const first = await get(item.id)
        if (!first)
          throw new AppError('conflict', 'A message that was there a moment ago is gone.', { retryable: true })
        return { kind: 'duplicate', item: first }
      }),
    )
  }

  return {
    get,

    /** Durable when it resolves. The same id again answers `duplicate` with the entry that was stored first. */
    insert: together(insertAll),

    /** As part of a write over several collections. */
    insertion: (item: StoredInbound): Writing => insertion(toStored(item)),

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
