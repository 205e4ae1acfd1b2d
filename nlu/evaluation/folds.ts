// Which fold each row is tested in: stratified, so that every intent is spread evenly over the folds.
import { seededRandom, shuffle } from '../random.js'

/** Rows that share an intent go to different folds in turn. Deterministic for a seed. */
export function stratifiedFolds(labels: readonly number[], folds: number, seed: number): Int32Array {
  const random = seededRandom(seed)
  const order = shuffle(
    labels.map((_, row) => row),
    random,
  )
  const next = new Map<number, number>()
  const result = new Int32Array(labels.length)
  for (const row of order) {
    const label = labels[row] as number
    const fold = next.get(label) ?? label % folds
    result[row] = fold
    next.set(label, (fold + 1) % folds)
  }
  return result
}

/**
 * Fewer folds where training is long: the thresholds need thousands of held-out rows, not all of them. More where there are few examples:
 * models that learnt from four fifths of them are too much worse than the one on all to choose a method by.
 */
export const foldsFor = (rows: number): number => (rows > 6000 ? 2 : rows > 3000 ? 3 : rows > 300 ? 5 : 10)
