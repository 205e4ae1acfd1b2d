// What the admin API needs of segments, in its own words; knowledge/segments satisfies it.
import type { Customer } from '../../../bot/domain/customer.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { LocalizedText } from '../../../bot/domain/locale.js'

interface Counts {
  customers: number
  entered: number
  left: number
}

interface Change {
  id: string
  segment: string
  customerId: CustomerId
  kind: 'entered' | 'left'
  at: Date
}

export interface Audience {
  segment: string
  purpose: 'marketing' | 'personalization' | 'profiling' | 'analytics'
}

export interface AudienceCounts {
  exported: number
  withoutConsent: number
}

export interface SegmentDesk {
  list(): Promise<readonly { id: string; name: LocalizedText; rule: object }[]>
  counts(): Promise<ReadonlyMap<string, number>>
  /** Rejects with `input-invalid` naming the part of the rule that is wrong. */
  preview(segment: unknown, most: number): Promise<Counts & { members: number; first: readonly Customer[] }>
  /** Rejects with `input-invalid`, `conflict` (should be new) or `not-found` (should be known). */
  put(segment: unknown, expected: 'new' | 'known'): Promise<Counts & { segment: { id: string } }>
  /** False when there is none. */
  remove(id: string): Promise<boolean>
  members(
    segment: string,
    page: { after?: CustomerId | undefined; limit: number },
  ): Promise<readonly { customerId: CustomerId; since: Date }[]>
  people(ids: readonly CustomerId[]): Promise<readonly Customer[]>
  /** Newest first. Rejects with `input-invalid` for a cursor of another list. */
  changePage(page: {
    segment?: string
    customerId?: CustomerId
    cursor?: string | undefined
    limit: number
  }): Promise<{ items: readonly Change[]; next: string | null }>
  purchaseGroups(): Promise<{
    groups: readonly { name: LocalizedText; customers: number; recencyDays: number; orders: number; spent: number }[]
    stability: number | null
  }>
  /** Rejects with `not-found` before anything is written. */
  exportCsv(audience: Audience, write: (lines: string) => Promise<void>): Promise<AudienceCounts>
  /** Rejects with `not-found` or `delivery-failed`. */
  handOver(audience: Audience, to: AudienceWebhook): Promise<AudienceCounts>
}

/** Set by who runs the installation: people who are signed in cannot send customers anywhere else. */
export interface AudienceWebhook {
  url: URL
  secret: string
}
