// Our n-gram classifier alone, as it answers in the pipeline.
import { learnSpans } from '../../entities/tagger/index.js'
import { probabilities } from '../../intents/calibration.js'
import { IntentScorer } from '../../intents/intent-scorer.js'
import { inScopeScore } from '../../intents/out-of-scope.js'
import { trainIntents } from '../../intents/train-intents.js'
import { fold } from '../../languages/fold.js'
import { packModel } from '../../registry/model-file.js'
import type { Engine } from './engine.js'
import type { PublicRow } from './public-sets.js'

/** Names serve as examples while there are fewer than 30 rows, as in `labelledRows`. */
export function labelled(rows: readonly PublicRow[]): { intents: string[]; texts: string[]; labels: Int32Array } {
  const intents = [...new Set(rows.map((row) => row.intent))]
  const position = new Map(intents.map((intent, i) => [intent, i]))
  const counts = new Map<string, number>()
  for (const { intent } of rows) counts.set(intent, (counts.get(intent) ?? 0) + 1)
  const names = intents.filter((intent) => (counts.get(intent) ?? 0) < 30)
  return {
    intents,
    texts: [...rows.map((row) => row.text), ...names.map((name) => name.replace(/[_-]/g, ' '))],
    labels: Int32Array.from([...rows.map((row) => row.intent), ...names], (intent) => position.get(intent) ?? 0),
  }
}

export const ngramEngine: Engine = {
  name: 'kefu n-grams',
  learnSpans,
  train: async (rows, seed) => {
    const model = trainIntents(labelled(rows), { seed })
    const scorer = new IntentScorer(model)
    const p = new Float64Array(model.intents.length)
    const { hashes, idf, bias, offsets, classes, weights, scales } = model
    const sections = new Map(Object.entries({ hashes, idf, bias, offsets, classes, weights, scales }))
    return {
      modelBytes: packModel({ intents: model.intents }, sections).length,
      answer: async (texts) =>
        texts.map((text) => {
          scorer.read(fold(text).text)
          probabilities(scorer.scores, 1, p)
          let top = 0
          for (let c = 1; c < p.length; c++) if ((p[c] as number) > (p[top] as number)) top = c
          return {
            intent: model.intents[top] ?? '',
            score: inScopeScore(scorer.scores, scorer.knownShare),
          }
        }),
    }
  },
}
