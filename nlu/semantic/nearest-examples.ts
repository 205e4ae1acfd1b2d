// Which training examples a text is most like, whatever their intent: shown to admins beside an answer.
import type { Encoders } from '../encoder/encoder.js'
import { fold } from '../languages/fold.js'
import type { TrainedModel } from '../registry/trained-model.js'
import { encoderLanguageOf, vectorAt } from './vector-table.js'

export interface NearExample {
  intent: string
  example: string
  /** Cosine, -1 … 1. */
  similarity: number
}

/** Nearest first. None where the model was trained without sentence vectors for the text's language, or its encoder is not here. */
export async function nearestExamples(
  model: TrainedModel,
  text: string,
  encoders: Encoders,
  most = 5,
): Promise<NearExample[]> {
  const folded = fold(text).text
  const language = encoderLanguageOf(folded)
  const part = model.semantic[language]
  const encoder = encoders[language]
  if (part === undefined || encoder?.stamp.checksum !== part.examples.stamp.checksum) return []
  const [vector] = await encoder.encode([folded])
  if (vector === undefined) return []
  const { examples, labels } = part
  const row = new Float32Array(examples.stamp.dimensions)
  return examples.texts
    .map((example, at) => {
      vectorAt(examples, at, row)
      const similarity = row.reduce((sum, value, j) => sum + value * (vector[j] as number), 0)
      return { intent: model.intentModel.intents[labels[at] as number] as string, example, similarity }
    })
    .sort((one, other) => other.similarity - one.similarity)
    .slice(0, most)
}
