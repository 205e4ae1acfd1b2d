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
  list(filter: {
    by?: string | undefined
    action?: string | undefined
    since?: Date | undefined
    until?: Date | undefined
    cursor?: string | undefined
    limit: number
  }): Promise<{ items: Entry[]; next: string | null }>
  known(): Promise<{ people: Entry['by'][]; actions: string[] }>
}

export const auditHandlers = ({ audit }: { audit: AuditTrail }): Handlers<typeof auditContract> => ({
  async list({ query: { since, until, ...query } }) {
    const { items, next } = await audit.list({
      ...query,
      ...(since !== undefined && { since: new Date(since) }),
      ...(until !== undefined && { until: new Date(until) }),
    })
    return { items: items.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })), next }
  },
  known: () => audit.known(),
})
