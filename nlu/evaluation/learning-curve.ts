// What more examples would give: accuracy with growing shares of the examples, and a law of diminishing returns fitted through it
// (error = a · rows^-b; Cortes et al. 1994), for the whole and for each intent.
import type { LabelledRow } from '../dataset/labelled-rows.js'
import { IntentScorer } from '../intents/intent-scorer.js'
import { trainIntents } from '../intents/train-intents.js'
import { fold } from '../languages/fold.js'
import { seededRandom, shuffle } from '../random.js'
import { stratifiedFolds } from './folds.js'

export interface LearningCurve {
  /** By the n-grams, on rows that were held out; from few examples to all that can be spared. */
  points: { rows: number; accuracy: number }[]
  /** What each intent would gain in recall by ten more examples, largest first; from the same law with the intent's own errors. */
  moreExamples: { intent: string; examples: number; recall: number; expectedGain: number }[]
}

const shares = [0.1, 0.2, 0.35, 0.5, 0.75, 1]
const heldOutFolds = 4
const moreRows = 10

/** Blocks this thread for the length of six trainings. Deterministic for a seed. */
export function learningCurve(
  intents: readonly string[],
  rows: readonly LabelledRow[],
  { seed = 1, onStep }: { seed?: number; onStep?: (done: number, of: number) => void } = {},
): LearningCurve {
  const real = rows.filter((row) => !row.pseudo)
  const foldOf = stratifiedFolds(
    real.map((row) => row.label),
    heldOutFolds,
    seed,
  )
  const test = real.filter((_, i) => foldOf[i] === 0)
  const known = real.filter((_, i) => foldOf[i] !== 0)
  const pseudo = rows.filter((row) => row.pseudo)
  const points: LearningCurve['points'] = []
  let right: boolean[] = []
  shares.forEach((share, at) => {
    const some = shareOfEach(known, share, seed)
    if (some.length === 0 || test.length === 0) return
    right = answersRight(intents, [...some, ...pseudo], test, seed)
    points.push({ rows: some.length, accuracy: right.filter(Boolean).length / test.length })
    onStep?.(at + 1, shares.length)
  })
  const slope = fallOf(points)
  return {
    points,
    moreExamples: intents
      .map((intent, label) => {
        const own = test.flatMap((row, i) => (row.label === label ? [right[i] === true] : []))
        const examples = real.filter((row) => row.label === label).length
        // With few test rows an intent without errors is not perfect yet: half an error is added.
        const recall = own.length === 0 ? 0 : own.filter(Boolean).length / own.length
        const error = 1 - (own.filter(Boolean).length + 0.5) / (own.length + 1)
        const expectedGain = examples === 0 ? 0 : error * (1 - ((examples + moreRows) / examples) ** -slope)
        return { intent, examples, recall, expectedGain }
      })
      .sort((one, other) => other.expectedGain - one.expectedGain),
  }
}

/** The share of each intent's rows, at least one; a larger share holds all of a smaller one. */
function shareOfEach(rows: readonly LabelledRow[], share: number, seed: number): LabelledRow[] {
  const all = new Map<number, number>()
  for (const { label } of rows) all.set(label, (all.get(label) ?? 0) + 1)
  const taken = new Map<number, number>()
  return shuffle([...rows], seededRandom(seed)).filter(({ label }) => {
    const count = (taken.get(label) ?? 0) + 1
    taken.set(label, count)
    return count <= Math.ceil(share * (all.get(label) ?? 0))
  })
}

function answersRight(
  intents: readonly string[],
  rows: readonly LabelledRow[],
  test: readonly LabelledRow[],
  seed: number,
): boolean[] {
  const scorer = new IntentScorer(
    trainIntents(
      { intents, texts: rows.map((row) => row.text), labels: Int32Array.from(rows, (row) => row.label) },
      { seed },
    ),
  )
  return test.map(({ text, label }) => {
    scorer.read(fold(text).text)
    return scorer.scores.indexOf(scorer.scores.reduce((top, score) => Math.max(top, score), -Infinity)) === label
  })
}

/** b of error = a · rows^-b by least squares on logarithms, never below 0. */
export function fallOf(points: LearningCurve['points']): number {
  const logs = points.map(({ rows, accuracy }) => [Math.log(rows), Math.log(Math.max(1 - accuracy, 1e-3))] as const)
  if (logs.length < 2) return 0
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length
  const over = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const under = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return under === 0 ? 0 : Math.max(0, -over / under)
}
