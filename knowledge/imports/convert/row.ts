// A row of cells under its rules: values that could be read, and what is wrong with the others.
import type { ImportedValue } from '../../store/models/import-layer.js'
import { targetOf, typeOf, type MappedRule } from '../mapping.js'
import { convert, type ConvertOptions } from './field.js'

export interface FieldProblem {
  field: string
  value: string
  reason: string
  suggestion?: string
}

const shownValue = 200

export function convertRow(
  cells: ReadonlyMap<string, string>,
  rules: readonly MappedRule[],
  options: ConvertOptions,
): { good: Map<string, ImportedValue>; problems: FieldProblem[] } {
  const problems: FieldProblem[] = []
  const good = new Map<string, ImportedValue>()
  for (const rule of rules) {
    const cell = cells.get(rule.column) ?? ''
    const converted = convert(cell, typeOf(rule), options)
    if (converted.kind === 'value') good.set(targetOf(rule), converted.value)
    else if (converted.kind === 'invalid') {
      const { reason, suggestion } = converted
      const problem = { field: targetOf(rule), value: cell.slice(0, shownValue), reason }
      problems.push(suggestion === undefined ? problem : { ...problem, suggestion })
    }
  }
  return { good, problems }
}
