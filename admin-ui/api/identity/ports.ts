// What the identity pages need from the record, in their own words. knowledge/identity satisfies it.
import type { Customer } from '../../../bot/domain/customer.js'
import type { RecordEvent } from '../../../bot/domain/event.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { RulesView } from './contract.js'

export interface Evidence {
  kind: 'person' | 'rule' | 'likeness'
  key?: string
  probability?: number
  fields?: { field: string; level: string }[]
}

export interface Merge {
  id: string
  keep: CustomerId
  gone: CustomerId
  evidence: Evidence
  by: string
  at: Date
  state: 'begun' | 'done' | 'undoing' | 'undone'
  undoneBy?: string
  undoneAt?: Date
}

export interface Suggestion {
  id: string
  keep: CustomerId
  gone: CustomerId
  evidence: Evidence
  probability: number
  state: 'open' | 'merged' | 'dismissed'
  at: Date
}

export interface Pair extends Pick<Suggestion, 'keep' | 'gone' | 'evidence' | 'probability'> {
  merges: boolean
}

interface Rules {
  version: number
  rules: RulesView
}

export interface Identity {
  suggestions: {
    list(filter: {
      state: Suggestion['state']
      limit: number
      skip: number
    }): Promise<{ items: Suggestion[]; total: number }>
    accept(id: string, by: string, keep?: CustomerId): Promise<Merge | 'already'>
    dismiss(id: string, by: string): Promise<unknown>
    /** Compares all records; the list of open suggestions is renewed. */
    run(): Promise<unknown>
    measured(threshold: number): Promise<{ decided: number; precision: number | null; recall: number | null }>
  }
  merges: {
    list(limit: number): Promise<Merge[]>
    merge(pair: { keep: CustomerId; gone: CustomerId }, evidence: Evidence, by: string): Promise<Merge | 'already'>
    unmerge(id: string, by: string): Promise<Merge | 'already'>
  }
  /** Those in which a record of the person took part, newest first. */
  mergesOf(id: CustomerId, limit: number): Promise<Merge[]>
  conflicts(limit: number): Promise<
    readonly {
      customerId: CustomerId
      conflicts: readonly { field: string; values: readonly { value: unknown; customerId: CustomerId }[] }[]
    }[]
  >
  /** Newest first; rejects with `input-invalid` for a cursor of another list. */
  timeline(
    id: CustomerId,
    page: { cursor?: string | undefined; limit: number },
  ): Promise<{ items: readonly RecordEvent[]; next: string | null }>
  /** Records as they are, whether merged or not. */
  records(ids: readonly CustomerId[]): Promise<readonly Customer[]>
  rules: {
    get(): Promise<Rules>
    dryRun(rules: unknown): Promise<{
      id: string
      version: number
      added: readonly Pair[]
      dropped: readonly Pair[]
      wouldMerge: readonly Pair[]
      noLongerMade: readonly string[]
      shownOtherwise: readonly { customerId: CustomerId; fields: readonly string[] }[]
    }>
    set(rules: unknown, change: { version: number; seen: string; by: string }): Promise<Rules>
  }
}

/** Has all records compared, as soon as a process is free. */
export type LookForPairs = () => Promise<void>
