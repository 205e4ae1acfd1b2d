// Answer receipts over mongoose.
import type { InboundId } from '../../bot/domain/ids.js'
import type { Receipt } from '../../bot/domain/receipt.js'
import type { Store } from './connection.js'
import { receiptSchema, type StoredReceipt } from './models/receipt-model.js'
import { fromStored } from './record-schema.js'

export function receipts(store: Store) {
  return {
    /** Why the bot answered this message as it did; undefined until its turn is stored and spread. */
    async ofInbound(id: InboundId): Promise<Receipt | undefined> {
      const found = await store.models.receipts.findOne({ inboundId: id }).lean<StoredReceipt>()
      return found ? fromStored('receipts', receiptSchema, found) : undefined
    },
  }
}
