// What a version is worth beyond its report: what more examples would give, what careless writing costs, and whether it is really better
// than another. Every figure comes from sentences that the model which judged them had not seen.
import { labelledRows } from '../dataset/labelled-rows.js'
import type { TrainingSet } from '../dataset/training-set.js'
import type { Encoders } from '../encoder/encoder.js'
import { trainOnRows } from '../registry/train-on-rows.js'
import { answerRows } from './answer-rows.js'
import { stratifiedFolds } from './folds.js'
import { outOfScopeLabel, type LabelledSentence } from './labelled-file.js'
import { learningCurve } from './learning-curve.js'
import { compareAnswers } from './mcnemar.js'
import { carelessKinds, measureRobustness } from './robustness.js'
import type { VersionAnalysis, VersionComparison } from './version-analysis.js'

/** What is analysed: examples and what is out of scope. */
export type AnalysedSet = Pick<TrainingSet, 'intents' | 'outOfScope'>

export interface AnalyseOptions {
  encoders?: Encoders
  seed?: number
  /** 0 … 1 */
  onProgress?: (done: number) => void
}

const folds = 4
/** How many of the folds two versions are compared on: each costs two trainings. */
const comparedFolds = 2
const shownDifferences = 25

const rowsOf = ({ intents }: AnalysedSet): LabelledSentence[] =>
  intents.flatMap(({ name, utterances }) => utterances.map((text) => ({ text, intent: name })))
const outside = ({ outOfScope }: AnalysedSet): LabelledSentence[] =>
  outOfScope.map((text) => ({ text, intent: outOfScopeLabel }))

/** Blocks this thread for the length of its trainings: a server calls `analyseInWorker`. Deterministic for a seed. */
export async function analyseVersion(
  set: AnalysedSet,
  { encoders = {}, seed = 1, onProgress = () => undefined }: AnalyseOptions = {},
): Promise<VersionAnalysis> {
  const names = set.intents.map(({ name }) => name)
  const learning = learningCurve(names, labelledRows({ ...set, entities: [] }), {
    seed,
    onStep: (done, of) => onProgress((0.4 * done) / of),
  })
  const rows = rowsOf(set)
  const foldOf = foldsOf(names, rows, seed)
  const test = rows.filter((_, i) => foldOf[i] === 0)
  const known = rows.filter((_, i) => foldOf[i] !== 0)
  const model = await trainOnRows([...known, ...outside(set)], {
    ...{ encoders, seed },
    onProgress: (done) => onProgress(0.4 + 0.4 * done),
  })
  let asked = 0
  const robustness = await measureRobustness(
    test,
    async (texts) => {
      const answers = await answerRows(model, texts, encoders)
      onProgress(0.8 + (0.2 * ++asked) / (carelessKinds.length + 1))
      return answers.map(({ intent }) => intent)
    },
    seed,
  )
  return { format: 1, encoders: namesOf(encoders), learning, robustness: { sentences: test.length, ...robustness } }
}

/**
 * `b` beside `a`, on examples of `b` that both were trained without. Both learn anew with the same encoders, so the difference is that of
 * their training data. Blocks this thread for the length of four trainings.
 */
export async function compareVersions(
  a: AnalysedSet,
  b: AnalysedSet,
  { encoders = {}, seed = 1, onProgress = () => undefined }: AnalyseOptions = {},
): Promise<VersionComparison> {
  const rows = rowsOf(b)
  const foldOf = foldsOf(
    b.intents.map(({ name }) => name),
    rows,
    seed,
  )
  const test: LabelledSentence[] = []
  const [answersA, answersB]: [string[], string[]] = [[], []]
  let trained = 0
  for (let fold = 0; fold < comparedFolds; fold++) {
    const held = rows.filter((_, i) => foldOf[i] === fold)
    const hidden = new Set(held.map(({ text }) => text))
    test.push(...held)
    for (const [set, answers] of [[a, answersA] as const, [b, answersB] as const]) {
      const known = rowsOf(set).filter(({ text }) => !hidden.has(text))
      const model = await trainOnRows([...known, ...outside(set)], {
        ...{ encoders, seed },
        onProgress: (done) => onProgress((trained + done) / (2 * comparedFolds)),
      })
      const texts = held.map(({ text }) => text)
      answers.push(...(await answerRows(model, texts, encoders)).map(({ intent }) => intent))
      trained++
    }
  }
  const wanted = test.map(({ intent }) => intent)
  const rightOnlyBy = (one: readonly string[], other: readonly string[]) =>
    test.flatMap(({ text, intent }, i) =>
      one[i] === intent && other[i] !== intent ? [{ text, intent, a: answersA[i] ?? '', b: answersB[i] ?? '' }] : [],
    )
  return {
    ...{ format: 1, encoders: namesOf(encoders) },
    ...compareAnswers(wanted, answersA, answersB),
    differences: [
      ...rightOnlyBy(answersB, answersA).slice(0, shownDifferences),
      ...rightOnlyBy(answersA, answersB).slice(0, shownDifferences),
    ],
  }
}

const foldsOf = (names: readonly string[], rows: readonly LabelledSentence[], seed: number): Int32Array =>
  stratifiedFolds(
    rows.map(({ intent }) => names.indexOf(intent)),
    folds,
    seed,
  )

const namesOf = (encoders: Encoders): string[] => Object.values(encoders).map(({ stamp }) => stamp.name)
