// The audit trail over mongoose.
import type { Clock } from '../../platform/clock.js'
import { newId } from '../../platform/ids.js'
import { readCursor, writeCursor } from '../conversations-reader/cursor.js'
import type { Store } from '../store/connection.js'
import { auditEntrySchema, type AuditEntry } from '../store/models/audit-model.js'
import { fromStored } from '../store/record-schema.js'

const listName = 'audit'

export interface AuditFilter {
  /** The account's id. */
  by?: string | undefined
  /** Method and path of the route. */
  action?: string | undefined
  since?: Date | undefined
  /** Before then. */
  until?: Date | undefined
  cursor?: string | undefined
  limit: number
}

export function auditTrail(store: Store, clock: Clock) {
  const { audit } = store.models
  return {
    async record(entry: Pick<AuditEntry, 'by' | 'action' | 'details'>): Promise<void> {
      await audit.insertMany([{ _id: newId('aud'), ...entry, at: clock.now() }])
    },

    /** Newest first. Rejects with `input-invalid` for a cursor of another list. */
    async list({ by, action, since, until, ...page }: AuditFilter): Promise<{
      items: AuditEntry[]
      next: string | null
    }> {
      const after = page.cursor === undefined ? undefined : readCursor(listName, page.cursor)
      const older = after && { $or: [{ at: { $lt: after.at } }, { at: after.at, _id: { $lt: after.id } }] }
      const within = { ...(since && { $gte: since }), ...(until && { $lt: until }) }
      const found = await audit
        .find({
          ...(by !== undefined && { 'by.id': by }),
          ...(action !== undefined && { action }),
          ...((since ?? until) && { at: within }),
          ...older,
        })
        .sort({ at: -1, _id: -1 })
        .limit(page.limit + 1)
        .lean<{ _id: string }[]>()
      const items = found.slice(0, page.limit).map((document) => fromStored('audit', auditEntrySchema, document))
      const last = items.at(-1)
      return { items, next: last && found.length > page.limit ? writeCursor(listName, last.at, last.id) : null }
    },

    /** Who has done anything, under the name of their last entry, and what has been done at all. */
    async known(): Promise<{ people: AuditEntry['by'][]; actions: string[] }> {
      const [ids, actions] = await Promise.all([audit.distinct('by.id'), audit.distinct('action')])
      const newest = ids.map((id) =>
        audit.findOne({ 'by.id': id }, { by: 1 }).sort({ at: -1 }).lean<{ by: AuditEntry['by'] }>(),
      )
      const people = (await Promise.all(newest)).flatMap((entry) => (entry ? [entry.by] : []))
      return { people: people.sort((a, b) => (a.name < b.name ? -1 : 1)), actions: actions.sort() }
    },
  }
}
