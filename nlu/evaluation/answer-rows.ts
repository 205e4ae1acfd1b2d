// What a trained model answers to many sentences at once, as the product would: pinyin and slips read as meant, with the scores that decide.
import type { Encoders } from '../encoder/encoder.js'
import { largest } from '../intents/decide.js'
import { IntentScorer } from '../intents/intent-scorer.js'
import { fold } from '../languages/fold.js'
import { createLexicon } from '../languages/lexicon.js'
import { readAsMeant } from '../languages/read-as-meant.js'
import type { TrainedModel } from '../registry/trained-model.js'
import { SemanticJudge } from '../semantic/judge.js'

export interface RowAnswer {
  intent: string
  /** Calibrated probability of the intent. */
  confidence: number
  /** In-scope score as a share of the threshold that holds for this sentence: below 1 it would be turned away. */
  inScope: number
  /** The intents by probability, best first, up to ten. */
  ranking: readonly { intent: string; confidence: number }[]
  /** An encoder was asked. */
  encoded: boolean
}

const chunk = 512
const ranked = 10

/** In the order of the texts. Texts are read in batches of like length; an encoder is waited for. */
export async function answerRows(
  model: TrainedModel,
  texts: readonly string[],
  encoders: Encoders,
): Promise<RowAnswer[]> {
  const scorer = new IntentScorer(model.intentModel)
  const judge = new SemanticJudge(scorer, model.settings, model.semantic, encoders)
  const lexicon = createLexicon(model.settings.lexicon ?? [])
  const read = (text: string): string => readAsMeant(fold(text), lexicon, (word) => scorer.knows(word)).text
  const order = [...texts.keys()].sort((a, b) => (texts[a] as string).length - (texts[b] as string).length)
  const answers: RowAnswer[] = []
  for (let at = 0; at < order.length; at += chunk) {
    const places = order.slice(at, at + chunk)
    const assessed = await judge.assess(
      places.map((place) => read(texts[place] as string)),
      {},
    )
    assessed.forEach(({ intents, probabilities: p, inScope, threshold, wordless, encoder }, i) => {
      const ranking = largest(p, ranked).map((c) => ({ intent: intents[c] as string, confidence: p[c] as number }))
      answers[places[i] as number] = {
        intent: ranking[0]?.intent ?? '',
        confidence: ranking[0]?.confidence ?? 0,
        inScope: wordless ? 0 : inScope / Math.max(threshold, 1e-9),
        ranking,
        encoded: encoder === 'used',
      }
    })
  }
  return answers
}
