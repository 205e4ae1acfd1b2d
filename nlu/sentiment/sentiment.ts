// How a message feels: -1 (worst) … 1 (best).
import type { Sentiment } from '../understanding.js'
import { lexiconScore } from './lexicon-score.js'

/** Scores closer to zero than this are neutral: a shop's customers mostly just ask. */
const neutralBelow = 0.25
/** A weight of 3, one strong word, gives about 0.64. */
const squash = 4

/** Expects folded text. */
export function sentimentOf(folded: string): Sentiment {
  const score = Math.round(Math.tanh(lexiconScore(folded) / squash) * 1000) / 1000
  return { score, polarity: score >= neutralBelow ? 'positive' : score <= -neutralBelow ? 'negative' : 'neutral' }
}
