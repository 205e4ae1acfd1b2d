// How good rankings are: full ranking over all items that the customer does not have yet, never over a sample.
import type { Scorer } from '../models/baskets.js'
import { rankWeights } from '../models/baskets.js'
import type { Split } from './split.js'

export interface RankingScore {
  'ndcg@10': number
  'recall@10': number
  'recall@20': number
  'hr@10': number
  mrr: number
  /** Share of all items that stand in somebody's first ten. */
  coverage: number
  /** Mean surprise of the first ten in bits: -log2 of the share of customers who have the item. */
  novelty: number
  testedCustomers: number
  p50Ms: number
  p95Ms: number
}

export interface RankingOptions {
  halfLife?: number | undefined
  /** Only the newest so many entries of a history are shown to the model. */
  known?: number | undefined
  /** At most so many customers, evenly spread; all when absent. */
  most?: number | undefined
}

const top = 20

/** The first `top` items by score, best first; -Infinity is never taken. Ties go to the smaller number. */
export function bestOf(scores: Float32Array, most: number): number[] {
  const best: number[] = []
  let least = -Infinity
  for (let item = 0; item < scores.length; item += 1) {
    const score = scores[item] as number
    if (score === -Infinity || (best.length === most && score <= least)) continue
    let at = best.length
    while (at > 0 && (scores[best[at - 1] as number] as number) < score) at -= 1
    best.splice(at, 0, item)
    if (best.length > most) best.pop()
    least = scores[best[best.length - 1] as number] as number
  }
  return best
}

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Customers who have something to foretell; at most about so many, evenly spread. */
export function testedCustomers({ test }: Split, most?: number): number[] {
  const tested = test.flatMap((items, customer) => (items.length > 0 ? [customer] : []))
  const stride = most === undefined ? 1 : Math.max(1, Math.floor(tested.length / most))
  return tested.filter((_, at) => at % stride === 0)
}

/** What the model is shown of a customer: the newest so many entries, or all. */
function shownTo(split: Split, customer: number, known: number | undefined): Int32Array {
  const learnt = split.learn[customer] ?? []
  return Int32Array.from(known === undefined ? learnt : learnt.slice(-known))
}

/** The first items for a history, without those that the customer has; `scores` is left with all that were looked at. */
function rankFor(
  { scorer, halfLife }: { scorer: Scorer; halfLife: number | undefined },
  { learn, masked }: Split,
  customer: number,
  shown: Int32Array,
  scores: Float32Array,
): number[] {
  scorer.score(shown, rankWeights(shown.length, halfLife), scores)
  for (const item of learn[customer] ?? []) scores[item] = -Infinity
  for (const item of masked[customer] ?? []) scores[item] = -Infinity
  return bestOf(scores, top)
}

function ndcgAt10(best: readonly number[], truth: ReadonlySet<number>): number {
  let gain = 0
  let ideal = 0
  for (let rank = 0; rank < 10; rank += 1) {
    const item = best[rank]
    const worth = 1 / Math.log2(rank + 2)
    if (item !== undefined && truth.has(item)) gain += worth
    if (rank < truth.size) ideal += worth
  }
  return gain / ideal
}

/** NDCG@10 of each of some customers, so that models can be held against each other customer by customer. */
export function gainsOf(
  split: Split,
  model: { scorer: Scorer; halfLife: number | undefined },
  customers: readonly number[],
  known?: number,
): Float64Array {
  const scores = new Float32Array(split.items)
  return Float64Array.from(customers, (customer) => {
    const best = rankFor(model, split, customer, shownTo(split, customer, known), scores)
    return ndcgAt10(best, new Set(split.test[customer]))
  })
}

/** `scorerOf` may choose by the length of the shown history. */
export function scoreRanking(
  split: Split,
  scorerOf: (known: number) => Scorer,
  options: RankingOptions = {},
): RankingScore {
  const chosen = testedCustomers(split, options.most)
  const popularity = new Float64Array(split.items)
  for (const row of split.learn) for (const item of row) popularity[item] = (popularity[item] as number) + 1
  const sums = { ndcg: 0, recall10: 0, recall20: 0, hits: 0, mrr: 0, surprise: 0, shown: 0 }
  const covered = new Set<number>()
  const durations = new Float64Array(chosen.length)
  const scores = new Float32Array(split.items)
  for (const [at, customer] of chosen.entries()) {
    const shown = shownTo(split, customer, options.known)
    const begin = performance.now()
    const best = rankFor({ scorer: scorerOf(shown.length), halfLife: options.halfLife }, split, customer, shown, scores)
    durations[at] = performance.now() - begin
    addOne(sums, best, new Set(split.test[customer]), scores)
    for (const item of best.slice(0, 10)) {
      covered.add(item)
      sums.surprise -= Math.log2(Math.max(1, popularity[item] as number) / split.learn.length)
      sums.shown += 1
    }
  }
  const count = Math.max(1, chosen.length)
  durations.sort()
  return {
    'ndcg@10': sums.ndcg / count,
    'recall@10': sums.recall10 / count,
    'recall@20': sums.recall20 / count,
    'hr@10': sums.hits / count,
    mrr: sums.mrr / count,
    coverage: covered.size / split.items,
    novelty: sums.surprise / Math.max(1, sums.shown),
    testedCustomers: chosen.length,
    p50Ms: quantile(durations, 0.5),
    p95Ms: quantile(durations, 0.95),
  }
}

interface Sums {
  ndcg: number
  recall10: number
  recall20: number
  hits: number
  mrr: number
}

function addOne(sums: Sums, best: readonly number[], truth: ReadonlySet<number>, scores: Float32Array): void {
  let found10 = 0
  let found20 = 0
  for (const [rank, item] of best.entries()) {
    if (!truth.has(item)) continue
    found20 += 1
    if (rank < 10) found10 += 1
  }
  sums.ndcg += ndcgAt10(best, truth)
  sums.recall10 += found10 / truth.size
  sums.recall20 += found20 / truth.size
  sums.hits += found10 > 0 ? 1 : 0
  const first = best.findIndex((item) => truth.has(item))
  sums.mrr += 1 / (first >= 0 ? first + 1 : rankOfBest(truth, scores))
}

/** Behind the first twenty: how many items score higher than the best of the truth, plus one. */
function rankOfBest(truth: ReadonlySet<number>, scores: Float32Array): number {
  let highest = -Infinity
  for (const item of truth) highest = Math.max(highest, scores[item] as number)
  let higher = 0
  for (let item = 0; item < scores.length; item += 1) if ((scores[item] as number) > highest) higher += 1
  return higher + 1
}
