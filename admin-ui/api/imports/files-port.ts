// What the admin API needs of uploaded files and of sources, in its own words; `knowledge/imports` and the composition root satisfy it.
import type { Batch, Problem } from './port.js'

type Rule = Readonly<Record<string, unknown>>

export interface Upload {
  id: string
  name: string
  bytes: number
  checksum: string
  by: string
  at: string
}

interface Plan {
  rules?: unknown
  options: { country?: string; dayFirst?: boolean; decimalComma?: boolean; currency?: string }
}

interface DryRun {
  rows: number
  new: number
  updated: number
  unclear: number
  invalid: number
  duplicate: number
  outliers: number
  reasons: readonly { reason: string; rows: number }[]
  isCut: boolean
}

interface Finding {
  row: number
  line: number
  kind: 'invalid' | 'duplicate' | 'outlier'
  problems: readonly Problem[]
}

/** All of them reject with `not-found` for a file that is not there. */
export interface ImportFiles {
  receive(name: string, bytes: AsyncIterable<Uint8Array>, by: string): Promise<Upload>
  need(id: string): Promise<Upload>
  suggest(
    id: string,
    country?: string,
  ): Promise<{ rules: readonly Rule[]; sample: { row: number; cells: [string, string][] }[] }>
  check(id: string, plan: Plan): Promise<{ check: string; result: DryRun }>
  report(
    id: string,
    check: string,
    page: { after: number; limit: number },
  ): Promise<{ findings: readonly Finding[]; next: number | undefined }>
  commit(id: string, plan: Plan & { key?: string | undefined }, by: string): Promise<Batch>
  remove(id: string): Promise<void>
}

export interface Source {
  id: string
  kind: 'file' | 'rest' | 'sql' | 'webhook' | 'segment'
  definition: Rule
  rules?: readonly Rule[]
  everyMinutes?: number
  paused: boolean
  run?: { records: number }
  trust?: 'server' | 'browser'
  nextAt?: Date
  lastAt?: Date
  lastBatch?: string
  failure?: string
}

type Reading = { name: string; rules?: unknown; options?: Plan['options'] | undefined }
type NewSource = Reading &
  (
    | { kind: 'pull'; definition: unknown; everyMinutes?: number | undefined }
    | { kind: 'webhook' | 'segment'; trust: 'server' | 'browser' }
  )

export interface ImportSources {
  list(): Promise<readonly Source[]>
  /** Rejects with `not-found`. */
  need(name: string): Promise<Source>
  /** Rejects with `conflict` for a name that is taken, with `input-invalid` for a wrong definition or mapping. */
  add(source: NewSource): Promise<{ source: Source; writeKey: string | undefined }>
  setPaused(name: string, paused: boolean): Promise<boolean>
  reschedule(name: string, everyMinutes: number | null): Promise<boolean>
  remove(name: string): Promise<boolean>
}

/** Asks a source as soon as a process is free. */
export type PullSource = (name: string) => Promise<void>
