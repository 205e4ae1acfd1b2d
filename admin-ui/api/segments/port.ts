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
}

export interface HandOver extends Audience {
  id: string
  to: 'file' | 'webhook'
  state: 'waiting' | 'running' | 'done' | 'failed'
  by: { name: string }
  requestedAt: Date
  startedAt?: Date
  finishedAt?: Date
  tries: number
  exported: number
  withoutConsent: number
  failure?: string
}

/** Audiences that leave the house, each by a job. */
export interface HandOvers {
  /** Rejects with `not-found` (no segment, no webhook) and with `conflict` for a key of something else. */
  request(
    wanted: Audience & { to: 'file' | 'webhook'; by: { id: string; name: string }; key?: string },
  ): Promise<HandOver>
  /** Newest first. */
  list(limit: number): Promise<readonly HandOver[]>
  get(id: string): Promise<HandOver | undefined>
  /** Rejects with `not-found` while there is none, and once it has gone. */
  file(id: string): Promise<{ segment: string; bytes: number; lines: AsyncIterable<Uint8Array> }>
}
