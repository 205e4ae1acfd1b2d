// A row of a file as it was read, before anything is understood of it.

/** Why a row could not be read; `line` is where it begins, 1 for the first of the file. */
export interface ReadProblem {
  code: 'quote-open' | 'quote-stray' | 'line-too-long' | 'ragged' | 'not-json' | 'not-an-object' | 'damaged-text'
  reason: string
}

export type SourceRow =
  | { kind: 'row'; row: number; line: number; values: ReadonlyMap<string, string> }
  | { kind: 'unreadable'; row: number; line: number; problem: ReadProblem; raw: string }

/** What of an unreadable row is kept for repair. */
export const keptOfRaw = 2_000
