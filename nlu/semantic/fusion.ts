// Late fusion: the two classifiers' opinions as a weighted sum of log probabilities, weights from held-out rows. Late, because each alone is
// worse: n-grams know the words of the trade, vectors know what other words mean.

/** log softmax over the classes that `counts` marks; the others are NaN. */
export function logProbabilities(scores: ArrayLike<number>, counts?: Uint8Array): Float64Array {
  const result = new Float64Array(scores.length).fill(Number.NaN)
  let top = -Infinity
  for (let c = 0; c < scores.length; c++) if (counts?.[c] !== 0) top = Math.max(top, scores[c] as number)
  let sum = 0
  for (let c = 0; c < scores.length; c++) if (counts?.[c] !== 0) sum += Math.exp((scores[c] as number) - top)
  const offset = top + Math.log(sum)
  for (let c = 0; c < scores.length; c++) if (counts?.[c] !== 0) result[c] = (scores[c] as number) - offset
  return result
}

/** Probability of one class after the distances between log probabilities were divided by `temperature`; NaN classes do not count. */
export function softened(logs: ArrayLike<number>, top: number, temperature: number): number {
  const own = logs[top] as number
  let sum = 0
  for (let c = 0; c < logs.length; c++) {
    const log = logs[c] as number
    if (!Number.isNaN(log)) sum += Math.exp((log - own) / temperature)
  }
  return 1 / sum
}

export interface FusionWeights {
  dense: number
  ngrams: number
}

/** An intent without an example in this language has no dense opinion (NaN): the n-grams' stands in for it. */
export function fuse(
  dense: Float64Array,
  ngrams: Float64Array,
  weights: FusionWeights,
  into: Float64Array,
): Float64Array {
  let top = -Infinity
  for (let c = 0; c < into.length; c++) {
    const n = ngrams[c] as number
    const d = dense[c] as number
    const score = weights.dense * (Number.isNaN(d) ? n : d) + weights.ngrams * n
    into[c] = score
    if (score > top) top = score
  }
  let sum = 0
  for (let c = 0; c < into.length; c++) {
    const e = Math.exp((into[c] as number) - top)
    into[c] = e
    sum += e
  }
  for (let c = 0; c < into.length; c++) into[c] = (into[c] as number) / sum
  return into
}

export interface Opinions {
  dense: Float64Array
  ngrams: Float64Array
  label: number
}

/** As measured on public sets; kept where there are too few rows to do better. */
export const defaultWeights: FusionWeights = { dense: 1, ngrams: 0.5 }
const fewestRows = 40
/** More rows do not move the weights. */
const mostRows = 2000
/** What trusting one classifier e times as much as the other costs, in log loss: a hundred rows alone would silence one of them by chance. */
const caution = 2

/**
 * The weights with the least log loss on held-out rows, by coordinate search over a logarithmic grid that narrows; their size calibrates
 * the fused probabilities at the same time.
 */
export function fitFusion(rows: readonly Opinions[]): FusionWeights {
  if (rows.length < fewestRows) return defaultWeights
  const step = Math.max(1, Math.floor(rows.length / mostRows))
  const sample = rows.filter((_, i) => i % step === 0)
  const buffer = new Float64Array(rows[0]?.dense.length ?? 0)
  const loss = (weights: FusionWeights): number =>
    sample.reduce(
      (sum, row) => sum - Math.log(Math.max(fuse(row.dense, row.ngrams, weights, buffer)[row.label] as number, 1e-12)),
      caution * Math.log(weights.ngrams / weights.dense) ** 2,
    )
  let best = defaultWeights
  let bestLoss = loss(best)
  for (let factor = 1.6; factor > 1.03; factor = Math.sqrt(factor)) {
    for (let moved = true; moved;) {
      moved = false
      for (const [dense, ngrams] of [
        [factor, 1],
        [1 / factor, 1],
        [1, factor],
        [1, 1 / factor],
      ] as const) {
        const next = { dense: clamp(best.dense * dense), ngrams: clamp(best.ngrams * ngrams) }
        const nextLoss = loss(next)
        if (nextLoss < bestLoss - 1e-9) {
          best = next
          bestLoss = nextLoss
          moved = true
        }
      }
    }
  }
  return best
}

const clamp = (weight: number): number => Math.min(5, Math.max(0.01, weight))
