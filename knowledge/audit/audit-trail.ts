// The audit trail over mongoose.
import type { Clock } from '../../platform/clock.js'
import { newId } from '../../platform/ids.js'
import { readCursor, writeCursor } from '../conversations-reader/cursor.js'
import type { Store } from '../store/connection.js'
import { auditEntrySchema, type AuditEntry } from '../store/models/audit-model.js'
import { fromStored } from '../store/record-schema.js'

const listName = 'audit'

export function auditTrail(store: Store, clock: Clock) {
  const { audit } = store.models
  return {
    async record(entry: Pick<AuditEntry, 'by' | 'action' | 'details'>): Promise<void> {
      await audit.insertMany([{ _id: newId('aud'), ...entry, at: clock.now() }])
    },

    /** Newest first. Rejects with `input-invalid` for a cursor of another list. */
    async list(page: {
      cursor?: string | undefined
      limit: number
    }): Promise<{ items: AuditEntry[]; next: string | null }> {
      const after = page.cursor === undefined ? undefined : readCursor(listName, page.cursor)
      const older = after && { $or: [{ at: { $lt: after.at } }, { at: after.at, _id: { $lt: after.id } }] }
      const found = await audit
        .find(older ?? {})
        .sort({ at: -1, _id: -1 })
        .limit(page.limit + 1)
        .lean<{ _id: string }[]>()
      const items = found.slice(0, page.limit).map((document) => fromStored('audit', auditEntrySchema, document))
      const last = items.at(-1)
      return { items, next: last && found.length > page.limit ? writeCursor(listName, last.at, last.id) : null }
    },
  }
}
