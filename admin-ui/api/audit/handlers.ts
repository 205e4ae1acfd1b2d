// The audit trail, as it is shown.
import type { Handlers } from '../serve.js'
import type { auditContract } from './contract.js'

interface Entry {
  id: string
  by: { id: string; name: string }
  action: string
  details: Record<string, unknown>
  at: Date
}

/** What is written down and read back. knowledge/store satisfies it. */
export interface AuditTrail {
  record(entry: Pick<Entry, 'by' | 'action' | 'details'>): Promise<void>
  /** Newest first. Rejects with `input-invalid` for a cursor of another list. */
  list(page: { cursor?: string | undefined; limit: number }): Promise<{ items: Entry[]; next: string | null }>
}

export const auditHandlers = ({ audit }: { audit: AuditTrail }): Handlers<typeof auditContract> => ({
  async list({ query }) {
    const { items, next } = await audit.list(query)
    return { items: items.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })), next }
  },
})
