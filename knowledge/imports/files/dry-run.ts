// What an import would do with a file, without writing anything of it: counts, reasons, and every row that is worth a look as a line of a
// report that is kept beside the file, so that a file with a million faults needs no more memory than one with ten.
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { z } from 'zod'
import { AppError, toError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { checkRows, type CheckedRow } from '../check.js'
import type { ConvertOptions } from '../convert/field.js'
import type { ColumnRule } from '../mapping.js'
import { fitRows, needsFit, noFit } from '../missing/fit.js'
import type { SourceRow } from '../read/index.js'
import { foretell, type Foretold } from '../record/foretell.js'

export interface DryRun extends Foretold {
  rows: number
  invalid: number
  duplicate: number
  outliers: number
  /** Most frequent first, twenty at most. */
  reasons: readonly { reason: string; rows: number }[]
  /** Further rows are counted and not listed. */
  isCut: boolean
}

const problem = z.object({
  field: z.string(),
  value: z.string(),
  reason: z.string(),
  suggestion: z.string().exactOptional(),
})
const finding = z.object({
  row: z.number().int(),
  line: z.number().int(),
  kind: z.enum(['invalid', 'duplicate', 'outlier']),
  problems: z.array(problem),
})
export type Finding = z.infer<typeof finding>

const mostFindings = 100_000
const shownReasons = 20

/** Undefined for a row that is imported without a word. */
function findingOf(row: CheckedRow): Finding | undefined {
  const place = { row: row.row, line: row.line }
  switch (row.kind) {
    case 'invalid':
      return { ...place, kind: 'invalid', problems: [...row.problems] }
    case 'duplicate': {
      const reason = `stands in row ${String(row.of)} already`
      return {
        ...place,
        kind: 'duplicate',
        problems: [{ field: row.key, value: '', reason }],
      }
    }
    case 'good':
      return row.outliers.length === 0 ? undefined : { ...place, kind: 'outlier', problems: [...row.outliers] }
  }
}

export interface DryRunRequest {
  rows: () => AsyncIterable<SourceRow>
  rules: readonly ColumnRule[]
  options: ConvertOptions
  /** Keeps the report; resolves when it is whole. What it is given ends with an error when the file cannot be read to its end. */
  keep: (report: AsyncIterable<Uint8Array>) => Promise<unknown>
}

export async function dryRun(store: Store, { rows, rules, options, keep }: DryRunRequest): Promise<DryRun> {
  const fit = needsFit(rules) ? await fitRows(rows(), rules, options) : noFit
  const foretold: Foretold = { new: 0, updated: 0, unclear: 0 }
  const counts = { rows: 0, invalid: 0, duplicate: 0, outliers: 0 }
  const reasons = new Map<string, number>()
  const ask = foretell(store, foretold)
  const out = new PassThrough()
  const kept = keep(out)
  // Both are heard below; until then they must not end the process.
  kept.catch(() => undefined)
  out.on('error', () => undefined)
  let written = 0
  try {
    for await (const row of checkRows(rows(), rules, { ...options, fit })) {
      counts.rows += 1
      if (row.kind === 'good') await ask.add(row)
      else counts[row.kind] += 1
      const found = findingOf(row)
      if (found === undefined) continue
      if (found.kind === 'outlier') counts.outliers += found.problems.length
      for (const { field, reason } of found.problems)
        count(reasons, found.kind === 'duplicate' ? 'duplicate' : `${field} ${reason}`)
      if ((written += 1) > mostFindings) continue
      if (!out.write(`${JSON.stringify(found)}\n`)) await Promise.race([once(out, 'drain'), kept])
    }
    await ask.end()
    out.end()
    await kept
  } catch (error) {
    out.destroy(toError(error))
    await kept.catch(() => undefined)
    throw error
  }
  const listed = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, shownReasons)
  return {
    ...counts,
    ...foretold,
    reasons: listed.map(([reason, times]) => ({ reason, rows: times })),
    isCut: written > mostFindings,
  }
}

/** Reasons may hold cells of the file; so many different ones are told apart. */
const mostReasons = 1_000

function count(reasons: Map<string, number>, reason: string): void {
  const known = reasons.has(reason) || reasons.size < mostReasons ? reason : 'other reasons'
  reasons.set(known, (reasons.get(known) ?? 0) + 1)
}

/** A report as it is kept. */
export interface KeptReport {
  bytes: number
  read(from: number): AsyncIterable<Uint8Array>
}

/**
 * A page of a report. @param after what the page before gave as `next`: a place in it. Rejects with `input-invalid` for a place that is none.
 */
export async function readReport(
  report: KeptReport,
  { after, limit }: { after: number; limit: number },
): Promise<{ findings: Finding[]; next: number | undefined }> {
  const findings: Finding[] = []
  let held = Buffer.alloc(0)
  let place = after
  for await (const piece of report.read(place)) {
    held = Buffer.concat([held, piece])
    for (let end = held.indexOf(10); end >= 0 && findings.length < limit; end = held.indexOf(10)) {
      findings.push(readFinding(held.subarray(0, end)))
      held = held.subarray(end + 1)
      place += end + 1
    }
    if (findings.length >= limit) break
  }
  return { findings, next: place < report.bytes && findings.length >= limit ? place : undefined }
}

function readFinding(line: Uint8Array): Finding {
  try {
    return finding.parse(JSON.parse(Buffer.from(line).toString()))
  } catch (cause) {
    throw new AppError('input-invalid', 'after: is no place in this report', { details: { field: 'after' }, cause })
  }
}
