// A segment's rule as the editor holds it: what people type, with a key for each part, and the way there and back.
import { z } from 'zod'
import type { PredictionView } from '../../../api/predictions/contract.js'
import { readScalar, readSeveral } from '../../lib/read-value.js'

export const operators = [
  'is',
  'is-not',
  'one-of',
  'contains',
  'above',
  'at-least',
  'below',
  'at-most',
  'known',
  'unknown',
] as const
export type Operator = (typeof operators)[number]
/** Of probabilities, which are not told to the last digit. */
export const probabilityOperators = ['at-least', 'above', 'at-most', 'below', 'known', 'unknown'] as const
type Target = PredictionView['target']
export const targets = ['purchase', 'churn', 'dissatisfied'] as const satisfies readonly Target[]
export const fields = ['locale', 'number', 'city', 'country'] as const

const scalar = z.union([z.string(), z.number(), z.boolean()])
const op = z.enum(operators)
const value = z.union([scalar, z.array(scalar)]).optional()

export type Rule =
  | { kind: 'all' | 'any'; of: Rule[] }
  | { kind: 'not'; of: Rule }
  | { kind: 'trait' | 'counter' | 'field'; name: string; op: Operator; value?: z.infer<typeof value> }
  | { kind: 'event'; type: string; atLeast: number; withinDays?: number | undefined }
  | { kind: 'prediction'; name: Target; op: (typeof probabilityOperators)[number]; value?: number | undefined }

export const ruleSchema: z.ZodType<Rule> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['all', 'any']), of: z.array(ruleSchema) }),
    z.object({ kind: z.literal('not'), of: ruleSchema }),
    z.object({ kind: z.enum(['trait', 'counter', 'field']), name: z.string(), op, value }),
    z.object({
      kind: z.literal('event'),
      type: z.string(),
      atLeast: z.number(),
      withinDays: z.number().optional(),
    }),
    z.object({
      kind: z.literal('prediction'),
      name: z.enum(targets),
      op: z.enum(probabilityOperators),
      value: z.number().optional(),
    }),
  ]),
)

export interface Condition {
  key: string
  part: 'condition'
  not: boolean
  about: 'trait' | 'counter' | 'field' | 'event' | 'prediction'
  /** Of the trait, the counter, the field, the event or the prediction. */
  name: string
  op: Operator
  /** Of a prediction in percent. */
  value: string
  atLeast: number
  /** Empty: ever. */
  withinDays: string
}
export interface Group {
  key: string
  part: 'group'
  not: boolean
  mode: 'all' | 'any'
  of: Part[]
}
export type Part = Condition | Group

const newKey = (): string => Math.random().toString(36).slice(2)

export const emptyCondition = (): Condition => ({
  ...{ key: newKey(), part: 'condition', not: false, about: 'trait', name: '' },
  ...{ op: 'is', value: '', atLeast: 1, withinDays: '' },
})
export const emptyGroup = (mode: Group['mode'] = 'all'): Group => ({
  ...{ key: newKey(), part: 'group', not: false, mode },
  of: [emptyCondition()],
})

export const needsValue = (op: Operator): boolean => op !== 'known' && op !== 'unknown'

/** A probability as people write it, and read again, without what binary fractions add. */
export const percentOf = (probability: number): string => String(Number((probability * 100).toFixed(6)))
const probabilityOf = (percent: string): number => Number((Number(percent) / 100).toFixed(8))

function partOf(rule: Rule): Part {
  switch (rule.kind) {
    case 'not': {
      const part = partOf(rule.of)
      // A second "not" needs a group to stand before.
      return part.not ? { ...emptyGroup(), not: true, of: [part] } : { ...part, not: true }
    }
    case 'all':
    case 'any':
      return { ...emptyGroup(rule.kind), of: rule.of.map(partOf) }
    case 'event': {
      const { type: name, atLeast, withinDays } = rule
      return { ...emptyCondition(), about: 'event', name, atLeast, withinDays: String(withinDays ?? '') }
    }
    case 'prediction': {
      const { kind: about, name, op, value } = rule
      return { ...emptyCondition(), about, name, op, value: value === undefined ? '' : percentOf(value) }
    }
    default: {
      const { kind: about, name, op, value = '' } = rule
      return { ...emptyCondition(), about, name, op, value: Array.isArray(value) ? value.join(', ') : String(value) }
    }
  }
}

/** The editor begins with a group: what is not one becomes the only part of one. */
export function treeOf(rule: Rule): Group {
  const part = partOf(rule)
  return part.part === 'group' ? part : { ...emptyGroup(), of: [part] }
}

function comparisonOf({ about, op, value: typed }: Condition): z.infer<typeof value> {
  const read = about === 'field' ? (text: string) => text.trim() : readScalar
  if (op === 'one-of') return readSeveral(typed).map(read)
  return op === 'contains' ? typed.trim() : read(typed)
}

export function ruleOf(part: Part): Rule {
  const { not, ...rest } = part
  if (not) return { kind: 'not', of: ruleOf({ ...rest, not: false }) }
  if (part.part === 'group') {
    const [only, ...others] = part.of
    return only !== undefined && others.length === 0 ? ruleOf(only) : { kind: part.mode, of: part.of.map(ruleOf) }
  }
  const name = part.name.trim()
  if (part.about === 'event') {
    const { atLeast, withinDays } = part
    return { kind: 'event', type: name, atLeast, ...(withinDays === '' ? {} : { withinDays: Number(withinDays) }) }
  }
  if (part.about === 'prediction') {
    const target = targets.find((one) => one === name) ?? targets[0]
    const op = probabilityOperators.find((one) => one === part.op) ?? probabilityOperators[0]
    return {
      ...{ kind: 'prediction', name: target, op },
      ...(needsValue(op) && { value: probabilityOf(part.value) }),
    }
  }
  const { about: kind, op } = part
  return { kind, name, op, ...(needsValue(op) ? { value: comparisonOf(part) } : {}) }
}

/** Nothing is left open. */
export function isComplete(part: Part): boolean {
  if (part.part === 'group') return part.of.length > 0 && part.of.every(isComplete)
  if (part.name.trim() === '') return false
  if (part.about === 'event') return part.atLeast >= 1
  if (!needsValue(part.op)) return true
  const typed = part.value.trim()
  return typed !== '' && (part.about !== 'prediction' || (Number(typed) >= 0 && Number(typed) <= 100))
}
