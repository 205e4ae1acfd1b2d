// Checking rows: each is read, mapped and converted, and nothing is written. What is wrong is told by row, field and reason, with what was
// probably meant; memory does not grow with the file except for twelve bytes a row.
import type { ImportedValue } from '../store/models/import-layer.js'
import type { ConvertOptions } from './convert/field.js'
import { rowConverter, type ConvertRow, type FieldProblem } from './convert/row.js'
import { KeyTable } from './key-table.js'
import type { ColumnRule } from './mapping.js'
import { noFit, type Filled, type Fit } from './missing/fit.js'
import type { SourceRow } from './read/index.js'

export type { FieldProblem } from './convert/row.js'

type Cells = ReadonlyMap<string, string>

export type CheckedRow =
  | {
      kind: 'good'
      row: number
      line: number
      /** Only what stood in the row. */
      values: ReadonlyMap<string, ImportedValue>
      /** What was filled in where nothing stood. */
      filled: readonly Filled[]
      /** Values that are worth a look. */
      outliers: readonly FieldProblem[]
      cells: Cells
    }
  | {
      kind: 'invalid'
      row: number
      line: number
      problems: readonly FieldProblem[]
      /** The row as text, for people; `cells` where it could be cut. */
      raw: string
      cells?: Cells
    }
  | { kind: 'duplicate'; row: number; line: number; of: number; key: string; cells: Cells }

export interface CheckOptions extends ConvertOptions {
  fit?: Fit
}

/** Rows of one customer: equal number, else equal e-mail, else equal phone. */
const keyFields = ['number', 'email', 'phone'] as const

/** One verdict a row, in the order of the file. A row with one wrong field is invalid as a whole: half a row is never imported. */
export async function* checkRows(
  rows: AsyncIterable<SourceRow>,
  rules: readonly ColumnRule[],
  options: CheckOptions = {},
): AsyncGenerator<CheckedRow> {
  const seen = new KeyTable()
  const check = rowChecker(rules, options)
  for await (const source of rows) {
    const { row, line } = source
    if (source.kind === 'unreadable') {
      const { code, reason } = source.problem
      yield { kind: 'invalid', row, line, problems: [{ field: 'row', value: code, reason }], raw: source.raw }
      continue
    }
    const checked = check(source)
    if (checked.kind === 'good') {
      const field = keyFields.find((one) => checked.values.has(one))
      const key = field === undefined ? undefined : `${field} ${String(checked.values.get(field))}`
      const earlier = key === undefined ? undefined : seen.firstRowOf(key, row)
      if (earlier !== undefined && field !== undefined) {
        yield { kind: 'duplicate', row, line, of: earlier, key: field, cells: source.values }
        continue
      }
    }
    yield checked
  }
}

interface CutRow {
  row: number
  line: number
  values: Cells
}

/** Rows each by itself: whether one is a duplicate of another is not asked. */
export function rowChecker(
  rules: readonly ColumnRule[],
  { fit = noFit, ...options }: CheckOptions,
): (row: CutRow) => Exclude<CheckedRow, { kind: 'duplicate' }> {
  const convertRow: ConvertRow = rowConverter(
    rules.filter((rule) => rule.kind !== 'ignored'),
    options,
  )
  return ({ row, line, values: cells }) => {
    const { good: values, problems } = convertRow(cells)
    if (problems.length === 0 && values.size === 0)
      problems.push({ field: 'row', value: '', reason: 'holds no value for any mapped column' })
    if (problems.length > 0)
      return { kind: 'invalid', row, line, problems, raw: JSON.stringify(Object.fromEntries(cells)), cells }
    return { kind: 'good', row, line, values, filled: fit.fill(values), outliers: outliersOf(values, fit), cells }
  }
}

function outliersOf(values: ReadonlyMap<string, ImportedValue>, fit: Fit): FieldProblem[] {
  const found: FieldProblem[] = []
  for (const [field, value] of values) {
    if (typeof value !== 'number') continue
    const usual = fit.usual(field)
    if (usual === undefined || (value >= usual.low && value <= usual.high)) continue
    const [low, high] = [usual.low, usual.high].map((edge) => Number(edge.toPrecision(4)))
    found.push({ field, value: String(value), reason: `is far from the usual ${String(low)} to ${String(high)}` })
  }
  return found
}
