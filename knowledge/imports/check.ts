// The dry run: every row is read, mapped and converted, and nothing is written. What is wrong is told by row, field and reason, with what was
// probably meant; memory does not grow with the file except for one key a row.
import { createHash } from 'node:crypto'
import { convert, type ConvertOptions } from './convert/field.js'
import { typeOfField, type ColumnRule } from './mapping.js'
import type { SourceRow } from './read/index.js'

export interface FieldProblem {
  field: string
  value: string
  reason: string
  suggestion?: string
}

export type CheckedRow =
  | {
      kind: 'good'
      row: number
      line: number
      values: ReadonlyMap<string, string | number | boolean | readonly string[]>
    }
  | { kind: 'invalid'; row: number; line: number; problems: readonly FieldProblem[]; raw: string }
  | { kind: 'duplicate'; row: number; line: number; of: number; key: string }

const shownValue = 200

const targetOf = (rule: Exclude<ColumnRule, { kind: 'ignored' }>): string =>
  rule.kind === 'field' ? rule.field : `trait ${rule.trait}`

/** Rows of one customer: equal number, else equal e-mail, else equal phone. */
const keyFields = ['number', 'email', 'phone'] as const

/** One verdict a row, in the order of the file. A row with one wrong field is invalid as a whole: half a row is never imported. */
export async function* checkRows(
  rows: AsyncIterable<SourceRow>,
  rules: readonly ColumnRule[],
  options: ConvertOptions = {},
): AsyncGenerator<CheckedRow> {
  const seen = new Map<string, number>()
  for await (const source of rows) {
    const { row, line } = source
    if (source.kind === 'unreadable') {
      const { code, reason } = source.problem
      yield { kind: 'invalid', row, line, problems: [{ field: 'row', value: code, reason }], raw: source.raw }
      continue
    }
    const checked = checkOne(source, rules, options)
    if (checked.kind === 'good') {
      const field = keyFields.find((one) => checked.values.has(one))
      const key = field === undefined ? undefined : `${field} ${JSON.stringify(checked.values.get(field))}`
      const mark = key === undefined ? undefined : createHash('sha256').update(key).digest('base64').slice(0, 16)
      const earlier = mark === undefined ? undefined : seen.get(mark)
      if (earlier !== undefined && field !== undefined) {
        yield { kind: 'duplicate', row, line, of: earlier, key: field }
        continue
      }
      if (mark !== undefined) seen.set(mark, row)
    }
    yield checked
  }
}

function checkOne(
  { row, line, values }: Extract<SourceRow, { kind: 'row' }>,
  rules: readonly ColumnRule[],
  options: ConvertOptions,
): Exclude<CheckedRow, { kind: 'duplicate' }> {
  const problems: FieldProblem[] = []
  const good = new Map<string, string | number | boolean | readonly string[]>()
  for (const rule of rules) {
    if (rule.kind === 'ignored') continue
    const cell = values.get(rule.column) ?? ''
    const converted = convert(cell, rule.kind === 'field' ? typeOfField[rule.field] : rule.type, options)
    if (converted.kind === 'value') good.set(targetOf(rule), converted.value)
    else if (converted.kind === 'invalid') {
      const { reason, suggestion } = converted
      const problem = { field: targetOf(rule), value: cell.slice(0, shownValue), reason }
      problems.push(suggestion === undefined ? problem : { ...problem, suggestion })
    }
  }
  if (problems.length === 0 && good.size === 0)
    problems.push({ field: 'row', value: '', reason: 'holds no value for any mapped column' })
  if (problems.length === 0) return { kind: 'good', row, line, values: good }
  return { kind: 'invalid', row, line, problems, raw: JSON.stringify(Object.fromEntries(values)) }
}
