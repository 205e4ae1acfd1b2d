// Rows of cells under their rules: values that could be read, and what is wrong with the others.
import type { ImportedValue } from '../../store/models/import-layer.js'
import { targetOf, typeOf, type MappedRule } from '../mapping.js'
import { columnsFor, NamedRow } from '../read/named-row.js'
import { convert, type Converted, type ConvertOptions, type ValueType } from './field.js'

export interface FieldProblem {
  field: string
  value: string
  reason: string
  suggestion?: string
}

export interface ConvertedRow {
  good: ReadonlyMap<string, ImportedValue>
  problems: FieldProblem[]
}

export type ConvertRow = (cells: ReadonlyMap<string, string>) => ConvertedRow

const shownValue = 200

/** Cells of one column that are remembered, while remembering pays: most columns say the same few things again and again. */
const mostRemembered = 2_048
const longestRemembered = 64
/** After so many cells, at least half must have been met before. */
const trial = 1_024

function rememberingConverter(type: ValueType, options: ConvertOptions): (cell: string) => Converted {
  const known = new Map<string, Converted>()
  let asked = 0
  let met = 0
  let pays = true
  return (cell) => {
    if (!pays || cell.length > longestRemembered) return convert(cell, type, options)
    asked += 1
    const before = known.get(cell)
    if (before) {
      met += 1
      return before
    }
    if (asked > trial && met * 2 < asked) {
      pays = false
      known.clear()
    }
    const converted = convert(cell, type, options)
    if (pays && known.size < mostRemembered) known.set(cell, converted)
    return converted
  }
}

/** One converter for all rows of an import: what depends on the rules alone is worked out once. */
export function rowConverter(rules: readonly MappedRule[], options: ConvertOptions): ConvertRow {
  const fields = rules.map((rule) => ({
    column: rule.column,
    target: targetOf(rule),
    read: rememberingConverter(typeOf(rule), options),
  }))
  const targets = columnsFor(fields.map(({ target }) => target))
  return (cells) => {
    const problems: FieldProblem[] = []
    const values: (ImportedValue | undefined)[] = []
    for (const { column, target, read } of fields) {
      const cell = cells.get(column) ?? ''
      const converted = read(cell)
      values.push(converted.kind === 'value' ? converted.value : undefined)
      if (converted.kind !== 'invalid') continue
      const { reason, suggestion } = converted
      const problem = { field: target, value: cell.slice(0, shownValue), reason }
      problems.push(suggestion === undefined ? problem : { ...problem, suggestion })
    }
    return { good: new NamedRow(targets, values), problems }
  }
}
