// What an import would do with a file, without writing anything of it: counts, reasons, and every row that is worth a look as a page of a
// report on disk, so that a file with a million faults needs no more memory than one with ten.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { z } from 'zod'
import { AppError } from '../../../platform/errors.js'
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
  /** Where the report goes; there when it is whole. */
  report: string
}

export async function dryRun(store: Store, { rows, rules, options, report }: DryRunRequest): Promise<DryRun> {
  const fit = needsFit(rules) ? await fitRows(rows(), rules, options) : noFit
  const foretold: Foretold = { new: 0, updated: 0, unclear: 0 }
  const counts = { rows: 0, invalid: 0, duplicate: 0, outliers: 0 }
  const reasons = new Map<string, number>()
  const ask = foretell(store, foretold)
  const part = `${report}.part`
  const out = createWriteStream(part, { mode: 0o600 })
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
      if (!out.write(`${JSON.stringify(found)}\n`)) await once(out, 'drain')
    }
    await ask.end()
    out.end()
    await once(out, 'finish')
    await rename(part, report)
  } catch (error) {
    out.destroy()
    await rm(part, { force: true })
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

const pieceBytes = 1 << 16

/**
 * A page of a report. @param after what the page before gave as `next`: a place in the file. Rejects with `not-found` when there is no such
 * report, and with `input-invalid` for a place that is none.
 */
export async function readReport(
  report: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ findings: Finding[]; next: number | undefined }> {
  const file = await open(report, 'r').catch(() => undefined)
  if (!file) throw new AppError('not-found', 'There is no such report: check the file first.')
  try {
    const findings: Finding[] = []
    let held = Buffer.alloc(0)
    let place = after
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes, place + held.length)
      held = Buffer.concat([held, buffer.subarray(0, bytesRead)])
      for (let end = held.indexOf(10); end >= 0 && findings.length < limit; end = held.indexOf(10)) {
        findings.push(readFinding(held.subarray(0, end)))
        held = held.subarray(end + 1)
        place += end + 1
      }
      if (findings.length >= limit) return { findings, next: (await isEnd(file, place)) ? undefined : place }
      if (bytesRead === 0) return { findings, next: undefined }
    }
  } finally {
    await file.close()
  }
}

const isEnd = async (file: Awaited<ReturnType<typeof open>>, place: number): Promise<boolean> =>
  (await file.stat()).size <= place

function readFinding(line: Uint8Array): Finding {
  try {
    return finding.parse(JSON.parse(Buffer.from(line).toString()))
  } catch (cause) {
    throw new AppError('input-invalid', 'after: is no place in this report', { details: { field: 'after' }, cause })
  }
}
