// Rows of cells under their rules: values that could be read, and what is wrong with the others.
import type { ImportedValue } from '../../store/models/import-layer.js'
import { targetOf, targetsOf, typeOf, type MappedRule } from '../mapping.js'
import { columnsFor, NamedRow } from '../read/named-row.js'
import { cleaned, convert, isNothing, type Converted, type ConvertOptions, type ValueType } from './field.js'
import { readMoney } from './money.js'

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

type Cells = ReadonlyMap<string, string>
export type ConvertRow = (cells: Cells) => ConvertedRow

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

type Pair = readonly [Converted, Converted]

/** Amounts with their currency; an empty cell leaves both empty. */
function moneyReader(rule: MappedRule, options: ConvertOptions): (cells: Cells, cell: string) => Pair {
  const given = rule.kind === 'trait' ? rule.currency : undefined
  const missing = { kind: 'missing' } as const
  return (cells, cell) => {
    const said = given && ('code' in given ? given.code : cleaned(cells.get(given.column) ?? ''))
    const text = cleaned(cell)
    if (isNothing(text)) return [missing, missing]
    const read = readMoney(text, { ...options, currency: said ?? options.currency })
    if (read.kind === 'invalid') return [read, missing]
    return [
      { kind: 'value', value: read.minor },
      { kind: 'value', value: read.currency },
    ]
  }
}

/** One converter for all rows of an import: what depends on the rules alone is worked out once. */
export function rowConverter(rules: readonly MappedRule[], options: ConvertOptions): ConvertRow {
  const fields = rules.map((rule) => ({
    column: rule.column,
    target: targetOf(rule),
    read: rememberingConverter(typeOf(rule), options),
    money: typeOf(rule) === 'money' ? moneyReader(rule, options) : undefined,
  }))
  const targets = columnsFor(rules.flatMap(targetsOf))
  return (cells) => {
    const problems: FieldProblem[] = []
    const values: (ImportedValue | undefined)[] = []
    for (const { column, target, read, money } of fields) {
      const cell = cells.get(column) ?? ''
      const pair = money?.(cells, cell)
      const converted = pair ? pair[0] : read(cell)
      values.push(converted.kind === 'value' ? converted.value : undefined)
      if (pair) values.push(pair[1].kind === 'value' ? pair[1].value : undefined)
      if (converted.kind !== 'invalid') continue
      const { reason, suggestion } = converted
      const problem = { field: target, value: cell.slice(0, shownValue), reason }
      problems.push(suggestion === undefined ? problem : { ...problem, suggestion })
    }
    return { good: new NamedRow(targets, values), problems }
  }
}
