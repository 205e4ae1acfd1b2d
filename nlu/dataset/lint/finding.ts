// What the lint says about training data, and what a rule is.
import { z } from 'zod'

export const ruleNames = [
  'duplicate',
  'conflicting',
  'too-few',
  'unbalanced',
  'too-similar',
  'label-noise',
  'leakage',
  'personal-data',
] as const
export type RuleName = (typeof ruleNames)[number]

const bilingual = z.object({ en: z.string(), zh: z.string() })

/** `error`: the model learns something wrong; `warning`: it learns less than it could; `info`: worth a look. */
export const severities = ['error', 'warning', 'info'] as const

export const findingSchema = z.object({
  rule: z.enum(ruleNames),
  severity: z.enum(severities),
  /** Intents that it is about; two or more where they collide. */
  intents: z.array(z.string()),
  /** Rows that show it, at most `mostRows` of `count`. */
  rows: z.array(z.object({ intent: z.string(), text: z.string() })),
  /** How many rows there are in all. */
  count: z.number().int().nonnegative(),
  message: bilingual,
  suggestion: bilingual,
})
export type Finding = z.infer<typeof findingSchema>

/** One example as rules see it. */
export interface LintRow {
  intent: string
  text: string
  /** What the model cannot tell apart has the same key. */
  key: string
}

export interface LintInput {
  /** In the order of the set. */
  intents: readonly string[]
  rows: readonly LintRow[]
  /** Rows that the model will be measured on, when there are any. */
  testRows: readonly LintRow[]
  /** Seed of whatever draws lots. */
  seed: number
}

/** Pure and deterministic: the same input gives the same findings in the same order. */
export type Rule = (input: LintInput) => Finding[]

/** Rows shown with a finding. */
export const mostRows = 20

type Told = Omit<Finding, 'rows' | 'count'> & { rows: readonly LintRow[] }

/** A finding with its rows cut to what is shown. */
export const finding = ({ rows, ...told }: Told): Finding => ({
  ...told,
  rows: rows.slice(0, mostRows).map(({ intent, text }) => ({ intent, text })),
  count: rows.length,
})

/** Values by key, in the order in which keys first appear. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
