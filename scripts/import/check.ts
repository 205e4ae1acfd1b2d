// `npm run import -- check`: what an import would do with each row of a file, without writing anything.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { checkRows, type CheckedRow } from '../../knowledge/imports/check.js'
import { fitRows, needsFit, noFit } from '../../knowledge/imports/missing/fit.js'
import { foretell, type Foretold } from '../../knowledge/imports/record/foretell.js'
import type { Store } from '../../knowledge/index.js'
import { numberOption, optional, rounded, timed, type Given } from '../lib/command.js'
import { customerFile } from './file.js'
import { hasRecord, withImports } from './record.js'

/** One line a problem, for people and tables. */
const problemLines = (row: CheckedRow) => {
  const place = { row: row.row, line: row.line }
  switch (row.kind) {
    case 'invalid':
      return row.problems.map((problem) => ({ ...place, ...problem }))
    case 'duplicate':
      return [{ ...place, field: row.key, reason: `stands in row ${String(row.of)} already` }]
    case 'good':
      return row.outliers.map((flag) => ({ ...place, ...flag }))
  }
}

const reasonsOf = (row: CheckedRow): string[] =>
  row.kind === 'duplicate'
    ? [`${row.key} stands in an earlier row`]
    : row.kind === 'invalid'
      ? row.problems.map(({ field, reason }) => `${field} ${reason}`)
      : row.outliers.map(({ field }) => `${field} is unusual`)

export async function check(given: Given): Promise<unknown> {
  const file = await customerFile(given)
  const most = numberOption(given, 'show', 20, 0, 100_000)
  const rejectedPath = optional(given, 'rejected')
  const rejected = rejectedPath === undefined ? undefined : createWriteStream(rejectedPath)
  const counts = { good: 0, invalid: 0, duplicate: 0 }
  const foretold: Foretold = { new: 0, updated: 0, unclear: 0 }
  let outliers = 0
  const reasons = new Map<string, number>()
  const shown: CheckedRow[] = []

  const read = async (store: Store | undefined): Promise<void> => {
    const fit = needsFit(file.rules) ? await fitRows(file.rows(), file.rules, file.options) : noFit
    const ask = foretell(store, foretold)
    for await (const row of checkRows(file.rows(), file.rules, { ...file.options, fit })) {
      counts[row.kind] += 1
      if (row.kind === 'good') {
        await ask.add(row)
        if (row.outliers.length === 0) continue
        outliers += row.outliers.length
      } else if (rejected && !rejected.write(`${JSON.stringify(plain(row))}\n`)) await once(rejected, 'drain')
      for (const reason of reasonsOf(row)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      if (shown.length < most) shown.push(row)
    }
    await ask.end()
    rejected?.end()
    if (rejected) await once(rejected, 'finish')
  }
  const { seconds, cpuSeconds, peakMemoryMb } = await timed(() =>
    hasRecord() && given['file-only'] !== true ? withImports((_imports, store) => read(store)) : read(undefined),
  )
  const total = counts.good + counts.invalid + counts.duplicate
  return {
    rows: total,
    ...counts,
    ...foretold,
    outliers,
    rowsPerSecond: Math.round(total / Math.max(seconds, 0.001)),
    seconds: rounded(seconds, 3),
    cpuSeconds,
    peakMemoryMb,
    mapping: file.rules,
    reasons: [...reasons].sort((a, b) => b[1] - a[1]).map(([reason, rows]) => ({ reason, rows })),
    problems: shown.flatMap(problemLines),
  }
}

/** As JSON: a Map would be empty there. */
const plain = (row: Exclude<CheckedRow, { kind: 'good' }>) => {
  const { cells, ...rest } = row
  return cells === undefined ? rest : { ...rest, cells: Object.fromEntries(cells) }
}
