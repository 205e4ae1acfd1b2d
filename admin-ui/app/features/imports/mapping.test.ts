import { describe, expect, it } from 'vitest'
import type { ColumnRule } from '../../../api/imports/rule-view.js'
import { fillsOf, mappingProblems, withTarget } from './mapping.js'

const email: ColumnRule = { kind: 'field', column: 'mail', field: 'email' }
const plan: ColumnRule = { kind: 'trait', column: 'plan', trait: 'plan', type: 'text' }

describe('a mapping in the editor', () => {
  it('names the column that becomes what another one is already', () => {
    expect([...mappingProblems([email, { ...email, column: 'other' }])]).toEqual([['other', 'mapping.wrong.twice']])
    expect([...mappingProblems([email, plan])]).toEqual([])
  })

  it('asks for the name of a trait and for the value of a default', () => {
    expect([...mappingProblems([{ ...plan, trait: ' ' }])]).toEqual([['plan', 'form.required']])
    const unset: ColumnRule = { ...plan, missing: { kind: 'default', value: '' } }
    expect([...mappingProblems([unset])]).toEqual([['plan', 'mapping.wrong.default']])
  })

  it('keeps a rule whose target stays, and begins a new one where it changes', () => {
    expect(withTarget(plan, 'trait')).toBe(plan)
    expect(withTarget(email, 'trait')).toEqual({ kind: 'trait', column: 'mail', trait: 'mail', type: 'text' })
    expect(withTarget(plan, 'ignored')).toEqual({ kind: 'ignored', column: 'plan' })
  })

  it('offers to fill in neither what says who somebody is nor money', () => {
    expect(fillsOf(email)).toEqual(['leave'])
    expect(fillsOf({ ...plan, type: 'money' })).toEqual(['leave'])
    expect(fillsOf({ ...plan, type: 'number' })).toContain('median')
  })
})
