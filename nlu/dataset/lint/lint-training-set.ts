// Every rule over one training set, worst first.
import { fold } from '../../languages/fold.js'
import type { TrainingSet } from '../training-set.js'
import { severities, type Finding, type LintInput, type LintRow, type Rule, type RuleName } from './finding.js'
import { conflicting } from './rules/conflicting.js'
import { duplicate } from './rules/duplicate.js'
import { labelNoise } from './rules/label-noise.js'
import { leakage } from './rules/leakage.js'
import { personalData } from './rules/personal-data.js'
import { tooFew } from './rules/too-few.js'
import { tooSimilar } from './rules/too-similar.js'
import { unbalanced } from './rules/unbalanced.js'

/** A rule that is named and not written does not compile. */
const rules: Record<RuleName, Rule> = {
  duplicate,
  conflicting,
  'too-few': tooFew,
  unbalanced,
  'too-similar': tooSimilar,
  'label-noise': labelNoise,
  leakage,
  'personal-data': personalData,
}

export interface LintOptions {
  /** Rows kept apart for measuring: none of them may stand in the training rows. */
  test?: readonly { text: string; intent: string }[]
  /** Default: all. */
  only?: readonly RuleName[]
  seed?: number
}

/**
 * Findings of all rules, errors first, otherwise in the order of rules and rows. Deterministic. `label-noise` trains the n-gram model five
 * times: seconds for 10,000 rows, so a server runs this in a worker (`lintInWorker`).
 */
export function lintTrainingSet(set: TrainingSet, { test = [], only, seed = 1 }: LintOptions = {}): Finding[] {
  const input: LintInput = {
    intents: set.intents.map((intent) => intent.name),
    rows: set.intents.flatMap(({ name, utterances }) => utterances.map((text) => lintRow(name, text))),
    testRows: test.map(({ intent, text }) => lintRow(intent, text)),
    seed,
  }
  const found = (Object.keys(rules) as RuleName[])
    .filter((name) => only?.includes(name) ?? true)
    .flatMap((name) => rules[name](input))
  return severities.flatMap((severity) => found.filter((finding) => finding.severity === severity))
}

const lintRow = (intent: string, text: string): LintRow => ({ intent, text, key: keyOf(text) })

/** What the model cannot tell apart: case, width, blanks and marks at the ends and between words. */
const keyOf = (text: string): string =>
  fold(text)
    .text.replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
