// `npm run import -- check …`: reads a file of customers as an import would and tells what is wrong, row by row, without writing anything.
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { checkRows, type CheckedRow } from '../knowledge/imports/check.js'
import { readMapping, suggestMapping, type ColumnRule } from '../knowledge/imports/mapping.js'
import { openSource } from '../knowledge/imports/read/index.js'
import { numberOption, optional, required, rounded, runCommand, timed, usageError, type Given } from './lib/command.js'

const usage = `npm run import -- check --file FILE [--mapping RULES.json] [--country CN] [--day-first] [--rejected OUT.ndjson] [--show 20] [--json]
    Without --mapping the rules are suggested from names and content, and printed. --rejected gets every row that would not be imported.`

const sampledRows = 200

/** The first rows, column by column. */
async function sample(path: string): Promise<Map<string, string[]>> {
  const columns = new Map<string, string[]>()
  let rows = 0
  for await (const row of openSource(createReadStream(path)).rows) {
    if (row.kind === 'row')
      for (const [name, cell] of row.values) columns.set(name, [...(columns.get(name) ?? []), cell])
    if ((rows += 1) >= sampledRows) break
  }
  return columns
}

async function rulesOf(path: string, given: Given): Promise<ColumnRule[]> {
  const file = optional(given, 'mapping')
  if (file === undefined) return suggestMapping(await sample(path), optional(given, 'country'))
  try {
    return readMapping(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof SyntaxError) throw usageError(`${file} is not valid JSON.`)
    throw error
  }
}

/** One line a problem, for people and tables. */
const problemLines = (row: CheckedRow) =>
  row.kind === 'invalid'
    ? row.problems.map((problem) => ({ row: row.row, line: row.line, ...problem }))
    : row.kind === 'duplicate'
      ? [{ row: row.row, line: row.line, field: row.key, reason: `stands in row ${String(row.of)} already` }]
      : []

async function check(given: Given): Promise<unknown> {
  const path = required(given, 'file')
  if (!existsSync(path)) throw usageError(`${path} is not there.`)
  const most = numberOption(given, 'show', 20, 0, 100_000)
  const country = optional(given, 'country')
  const rules = await rulesOf(path, given)
  const rejectedPath = optional(given, 'rejected')
  const rejected = rejectedPath === undefined ? undefined : createWriteStream(rejectedPath)
  const counts = { good: 0, invalid: 0, duplicate: 0 }
  const reasons = new Map<string, number>()
  const shown: CheckedRow[] = []
  const options = { dayFirst: given['day-first'] === true, ...(country !== undefined && { country }) }
  const { seconds, peakMemoryMb } = await timed(async () => {
    for await (const row of checkRows(openSource(createReadStream(path)).rows, rules, options)) {
      counts[row.kind] += 1
      if (row.kind === 'good') continue
      for (const { field, reason } of row.kind === 'invalid'
        ? row.problems
        : [{ field: row.key, reason: 'stands in an earlier row' }])
        reasons.set(`${field} ${reason}`, (reasons.get(`${field} ${reason}`) ?? 0) + 1)
      if (shown.length < most) shown.push(row)
      if (rejected && !rejected.write(`${JSON.stringify(row)}\n`)) await once(rejected, 'drain')
    }
    rejected?.end()
    if (rejected) await once(rejected, 'finish')
  })
  const total = counts.good + counts.invalid + counts.duplicate
  return {
    rows: total,
    ...counts,
    rowsPerSecond: Math.round(total / Math.max(seconds, 0.001)),
    seconds: rounded(seconds, 3),
    peakMemoryMb,
    mapping: rules,
    reasons: [...reasons].sort((a, b) => b[1] - a[1]).map(([reason, rows]) => ({ reason, rows })),
    problems: shown.flatMap(problemLines),
  }
}

const text = { type: 'string' as const }

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    args,
    usage,
    new Map([
      [
        'check',
        {
          options: {
            file: text,
            mapping: text,
            country: text,
            'day-first': { type: 'boolean' },
            rejected: text,
            show: text,
          },
          run: check,
        },
      ],
    ]),
  )
