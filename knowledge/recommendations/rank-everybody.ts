// Fits the recommender and ranks the items of everybody: the heavy part, free of the database, so that it can run in a thread of its own.
import { fitRecommender, type FitInput } from './fit.js'

export interface RankInput extends FitInput {
  /** Items kept for each customer. */
  most: number
}

/** Row `c` holds the items of customer `c`, best first; the last row is what a stranger gets. -1 fills short rows. */
export interface RankOutput {
  model: string
  most: number
  item: Int32Array
  score: Float32Array
  /** Place in `kinds`. */
  kind: Uint8Array
  because: Int32Array
}

export const kinds = ['popular', 'bought-together', 'similar'] as const

export function rankEverybody(input: RankInput): RankOutput {
  const { histories, most } = input
  const recommender = fitRecommender(input)
  const size = (histories.length + 1) * most
  const output: RankOutput = {
    ...{ model: recommender.model, most },
    item: new Int32Array(size).fill(-1),
    score: new Float32Array(size),
    kind: new Uint8Array(size),
    because: new Int32Array(size).fill(-1),
  }
  const stranger = { items: new Int32Array(), weights: new Float32Array(), times: new Float64Array() }
  for (const [row, history] of [...histories, stranger].entries())
    for (const [place, ranked] of recommender.rank(history, most).entries()) {
      const at = row * most + place
      output.item[at] = ranked.item
      output.score[at] = ranked.score
      output.kind[at] = kinds.indexOf(ranked.kind)
      output.because[at] = ranked.because
    }
  return output
}
