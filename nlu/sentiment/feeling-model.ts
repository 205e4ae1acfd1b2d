// Feeling learnt from rated texts: a classifier over hashed n-grams beside the word lists, weighed against them by cross-validation.
import { crossValidate } from '../evaluation/held-out.js'
import { IntentScorer } from '../intents/intent-scorer.js'
import type { IntentModel } from '../intents/intent-model.js'
import { trainIntents } from '../intents/train-intents.js'
import { fold } from '../languages/fold.js'
import type { Sentiment } from '../understanding.js'
import { lexiconScore } from './lexicon-score.js'

export type Polarity = Sentiment['polarity']

export interface FeelingRow {
  text: string
  polarity: Polarity
}

export interface FeelingModel {
  /** Its classes are `polarities`, in their order. */
  classifier: IntentModel
  /** How much the word lists count beside the n-grams. */
  lexiconWeight: number
  /** Share of held-out texts whose feeling was right; so many of each hundred. */
  accuracy: number
}

export const polarities = ['negative', 'neutral', 'positive'] as const
/** Fewer texts of a polarity and the word lists know better. */
export const fewestOfEach = 30
const folds = 5
const weightsTried = [0, 0.25, 0.5, 1, 1.5, 2, 3]

/** Of stars as people give them, 1 … 5. */
export const polarityOfRating = (rating: number): Polarity =>
  rating <= 2 ? 'negative' : rating >= 4 ? 'positive' : 'neutral'

/** Undefined while there are too few negative or too few positive texts. Same rows and seed, same model. */
export function trainFeeling(rows: readonly FeelingRow[], seed: number): FeelingModel | undefined {
  const count = (polarity: Polarity): number => rows.filter((row) => row.polarity === polarity).length
  if (count('negative') < fewestOfEach || count('positive') < fewestOfEach) return undefined
  // Few neutral texts are told by how close the others are; a class of its own needs examples.
  const used = count('neutral') >= fewestOfEach ? rows : rows.filter((row) => row.polarity !== 'neutral')
  const labelled = used.map(({ text, polarity }) => ({ text, label: polarities.indexOf(polarity), pseudo: false }))
  const held = crossValidate(polarities, labelled, [], { folds, seed })
  const best = weightsTried
    .map((lexiconWeight) => {
      const right = held.filter(({ scores, text, label }) => {
        const shares = sharesOf(scores, lexiconScore(fold(text).text), lexiconWeight, used !== rows)
        return shares.indexOf(Math.max(...shares)) === label
      })
      return { lexiconWeight, accuracy: right.length / held.length }
    })
    .reduce((one, other) => (other.accuracy > one.accuracy ? other : one))
  const classifier = trainIntents(
    {
      intents: used === rows ? polarities : polarities.map((name) => (name === 'neutral' ? unusedNeutral : name)),
      texts: labelled.map(({ text }) => text),
      labels: Int32Array.from(labelled, ({ label }) => label),
    },
    { seed },
  )
  return { classifier, ...best }
}

/** Name of the neutral class where it was not learnt. */
const unusedNeutral = '-'

/** -1 … 1 for folded text, by the model and the word lists together. */
export function feelingReader(model: FeelingModel): (folded: string, lexicon: number) => number {
  const scorer = new IntentScorer(model.classifier)
  const twoClasses = model.classifier.intents.includes(unusedNeutral)
  return (folded, lexicon) => {
    scorer.read(folded)
    // Of words that training never saw the lists alone can tell.
    if (scorer.knownShare === 0) return Math.tanh(lexicon / 4)
    const [negative = 0, , positive = 0] = sharesOf(scorer.scores, lexicon, model.lexiconWeight, twoClasses)
    return positive - negative
  }
}

/** Shares of the three polarities. */
function sharesOf(scores: ArrayLike<number>, lexicon: number, weight: number, twoClasses: boolean): number[] {
  const lean = (weight * lexicon) / 2
  const logits = [
    (scores[0] as number) - lean,
    twoClasses ? -Infinity : (scores[1] as number),
    (scores[2] as number) + lean,
  ]
  const most = Math.max(...logits)
  const shares = logits.map((logit) => Math.exp(logit - most))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => share / sum)
}
