// Changes of a mapping as the editor makes them: which targets there are, what may be filled in, and what is wrong before the server says so.
import { importField, type ColumnRule, type MissingRule } from '../../../api/imports/rule-view.js'
import type { MessageKey } from '../../lib/i18n/index.js'

export const targets = ['ignored', ...importField.options, 'trait'] as const
export type Target = (typeof targets)[number]

export const targetOf = (rule: ColumnRule): Target => (rule.kind === 'field' ? rule.field : rule.kind)

/** The server's word for where a rule writes, as problems of a row name it. */
export const writtenTo = (rule: ColumnRule): string | undefined =>
  rule.kind === 'ignored' ? undefined : rule.kind === 'field' ? rule.field : `trait ${rule.trait}`

const longestTrait = 60

export function withTarget(rule: ColumnRule, target: Target): ColumnRule {
  const { column } = rule
  if (target === targetOf(rule)) return rule
  if (target === 'ignored') return { kind: 'ignored', column }
  if (target === 'trait') return { kind: 'trait', column, trait: column.slice(0, longestTrait), type: 'text' }
  return { kind: 'field', column, field: target }
}

type Fill = 'leave' | 'default' | 'median' | 'mode' | 'model'

/** Nothing that says who somebody is, and no money, is made up. */
export function fillsOf(rule: ColumnRule): readonly Fill[] {
  if (rule.kind === 'ignored') return []
  if (rule.kind === 'field') return rule.field === 'locale' ? ['leave', 'default'] : ['leave']
  if (rule.type === 'money') return ['leave']
  return rule.type === 'number'
    ? ['leave', 'default', 'median', 'mode', 'model']
    : ['leave', 'default', 'mode', 'model']
}

export const fillOf = (missing: MissingRule | undefined): Fill =>
  missing === undefined ? 'leave' : missing.kind === 'impute' ? missing.method : missing.kind

export function missingOf(fill: Fill): MissingRule {
  if (fill === 'leave') return { kind: 'leave' }
  return fill === 'default' ? { kind: 'default', value: '' } : { kind: 'impute', method: fill }
}

/** By column, what is wrong. */
export function mappingProblems(rules: readonly ColumnRule[]): ReadonlyMap<string, MessageKey> {
  const problems = new Map<string, MessageKey>()
  const taken = new Set<string>()
  for (const rule of rules) {
    const target = writtenTo(rule)
    if (target === undefined) continue
    if (taken.has(target)) problems.set(rule.column, 'mapping.wrong.twice')
    taken.add(target)
    if (rule.kind === 'trait' && rule.trait.trim() === '') problems.set(rule.column, 'form.required')
    if (rule.kind !== 'ignored' && rule.missing?.kind === 'default' && rule.missing.value === '')
      problems.set(rule.column, 'mapping.wrong.default')
  }
  return problems
}
