// What the admin API needs of imports, in its own words; `knowledge/imports` satisfies it.
import type { BatchView } from './contract.js'

type Value = string | number | boolean | readonly string[]
type LetterKind = 'invalid' | 'duplicate' | 'outlier' | 'later-edit'
type LetterState = 'open' | 'replayed' | 'dismissed' | 'noted'

export interface Problem {
  field: string
  value: string
  reason: string
  suggestion?: string
}

export interface Batch {
  id: string
  key: string
  source: { kind: string; name: string }
  state: BatchView['state']
  counts: BatchView['counts']
  by: string
  plan: Readonly<Record<string, unknown>>
  startedAt: Date
  finishedAt?: Date
  failure?: string
  undo?: { by: string; at: Date; customers: number; kept: number }
}

export interface Letter {
  id: string
  row: number
  line: number
  kind: LetterKind
  state: LetterState
  problems: readonly Problem[]
  cells?: readonly (readonly [string, string])[]
  raw?: string
  customer?: string
}

export interface Lineage {
  target: string
  value: Value
  confidence: number
  origin:
    | {
        kind: 'import'
        batch: string
        source: string
        row: number
        line: number
        made: string
        rule?: { kind: 'field'; column: string } | { kind: 'trait'; column: string; type: string }
        at: Date
      }
    | { kind: 'other'; source: string; rule?: string; at: Date }
  earlier: readonly { value: Value; batch: string; row: number; at: Date }[]
}

export interface DictionaryEntry {
  name: string
  types: Readonly<Record<string, number>>
  filled: number
  fillRate: number
  distinct: number
  madeUp: number
  oldest: Date | null
  newest: Date | null
  sources: readonly { source: string; values: number }[]
  owner: string | null
}

export interface Imports {
  batches: {
    list(limit: number): Promise<readonly Batch[]>
    /** Rejects with `not-found`. */
    need(id: string): Promise<Batch>
  }
  letters: {
    list(filter: {
      batch: string
      state?: LetterState | undefined
      kind?: LetterKind | undefined
      after?: number | undefined
      limit: number
    }): Promise<readonly Letter[]>
    count(batch: string): Promise<Readonly<Record<LetterState, number>>>
    /** False when it was not open. */
    dismiss(id: string): Promise<boolean>
  }
  /** Rejects with `not-found`, with `conflict` when the batch was undone, with `input-invalid` for an unknown column. */
  replay(
    letter: string,
    set: Readonly<Record<string, string>>,
  ): Promise<{ kind: 'new' | 'updated' | 'closed' } | { kind: 'invalid'; problems: readonly Problem[] }>
  /** Idempotent. Rejects with `not-found`, or with `conflict` while it runs. */
  undo(batch: string, by: string): Promise<Batch>
  dictionary(): Promise<{ customers: number; entries: readonly DictionaryEntry[] }>
  setOwner(name: string, owner: string): Promise<void>
  /** Rejects with `not-found`. */
  lineage(customer: string): Promise<readonly Lineage[]>
}
