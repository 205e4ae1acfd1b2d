// How a message feels, and in what manner it is said: pressing, polite or abusive, after much effort.
import type { Sentiment } from '../understanding.js'
import { abuseCues, cueScore, effortCues, politeCues, urgencyCues } from './cues.js'
import { feelingReader, type FeelingModel } from './feeling-model.js'
import { lexiconScore } from './lexicon-score.js'

/** Scores closer to zero than this are neutral: a shop's customers mostly just ask. */
const neutralBelow = 0.25
/** From here a feeling is strong: two clear words, or one strong one that is scaled. */
const strongFrom = 0.7
/** A weight of 3, one strong word, gives about 0.64. */
const squash = 4
/** From here a message is polite or abusive; abuse outweighs "please". */
const plainFrom = 0.5

export type WeighFeeling = (folded: string) => Sentiment

/** @param learnt from the installation's own ratings; without it the word lists alone tell */
export function sentimentReader(learnt?: FeelingModel): WeighFeeling {
  const read = learnt === undefined ? undefined : feelingReader(learnt)
  return (folded) => {
    const lexicon = lexiconScore(folded)
    const score = Math.round((read?.(folded, lexicon) ?? Math.tanh(lexicon / squash)) * 1000) / 1000
    const polarity = score >= neutralBelow ? 'positive' : score <= -neutralBelow ? 'negative' : 'neutral'
    const strength = polarity === 'neutral' ? 'none' : Math.abs(score) >= strongFrom ? 'strong' : 'clear'
    return {
      ...{ score, polarity, strength },
      urgency: urgencyOf(folded),
      politeness: politenessOf(folded),
      effort: cueScore(folded, effortCues),
    }
  }
}

/** "Not urgent" says the opposite. */
const unhurried =
  /\b(?:not urgent|no (?:rush|hurry)|take your time|whenever you)\b|不(?:着|太|是很)?急|不用急|慢慢来|有空再/

const urgencyOf = (folded: string): number => (unhurried.test(folded) ? 0 : cueScore(folded, urgencyCues))

function politenessOf(folded: string): 'polite' | 'plain' | 'abusive' {
  if (cueScore(folded, abuseCues) >= plainFrom * 0.9) return 'abusive'
  return cueScore(folded, politeCues) >= plainFrom ? 'polite' : 'plain'
}
