// What a trained model answers to many sentences at once, as the product would: pinyin and slips read as meant, with the scores that decide.
import type { Encoders } from '../encoder/encoder.js'
import { IntentScorer } from '../intents/intent-scorer.js'
import { fold } from '../languages/fold.js'
import { createLexicon } from '../languages/lexicon.js'
import { readAsMeant } from '../languages/read-as-meant.js'
import type { TrainedModel } from '../registry/trained-model.js'
import { SemanticJudge, type Assessment } from '../semantic/judge.js'

export interface RowAnswer {
  intent: string
  /** Calibrated probability of the intent. */
  confidence: number
  /** In-scope score as a share of the threshold that holds for this sentence: below 1 it would be turned away. */
  inScope: number
  /** An encoder was asked. */
  encoded: boolean
}

const chunk = 512

export type AnswerRows = (texts: readonly string[]) => Promise<RowAnswer[]>

/** Makes a model ready to answer once for many questions. Answers come in the order of the texts; an encoder is waited for. */
export function rowAnswerer(model: TrainedModel, encoders: Encoders): AnswerRows {
  const scorer = new IntentScorer(model.intentModel)
  const judge = new SemanticJudge(scorer, model.settings, model.semantic, encoders)
  const lexicon = createLexicon(model.settings.lexicon ?? [])
  const isKnown = (word: string): boolean => scorer.knows(word)
  const read = (text: string): string => readAsMeant(fold(text), lexicon, isKnown).text
  return async (texts) => {
    // Texts are read in batches of like length.
    const lengths = texts.map((text) => text.length)
    const order = [...texts.keys()].sort((a, b) => (lengths[a] as number) - (lengths[b] as number))
    const answers = new Array<RowAnswer>(texts.length)
    for (let at = 0; at < order.length; at += chunk) {
      const places = order.slice(at, at + chunk)
      const assessed = await judge.assess(
        places.map((place) => read(texts[place] as string)),
        {},
      )
      for (const [i, place] of places.entries()) answers[place] = answerOf(assessed[i] as Assessment)
    }
    return answers
  }
}

/** The same for one question. */
export const answerRows = (model: TrainedModel, texts: readonly string[], encoders: Encoders): Promise<RowAnswer[]> =>
  rowAnswerer(model, encoders)(texts)

function answerOf({ intents, probabilities: p, inScope, threshold, wordless, encoder }: Assessment): RowAnswer {
  let top = 0
  let confidence = p[0] ?? 0
  for (let c = 1; c < p.length; c++) {
    const other = p[c] as number
    if (other <= confidence) continue
    confidence = other
    top = c
  }
  return {
    intent: intents[top] ?? '',
    confidence,
    inScope: wordless ? 0 : inScope / Math.max(threshold, 1e-9),
    encoded: encoder === 'used',
  }
}
