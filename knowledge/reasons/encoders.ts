// Sentence vectors, as this room needs them. The language engine's encoders satisfy it.
import type { ReasonLanguage } from '../store/models/contact-reason-model.js'

export interface ReasonEncoder {
  readonly stamp: { checksum: string; dimensions: number }
  encode(texts: readonly string[], options: { urgency: 'later' }): Promise<Float32Array[]>
}

/** A language without one is grouped by its words. */
export type ReasonEncoders = Readonly<Partial<Record<ReasonLanguage, ReasonEncoder>>>

const encodedTogether = 64

/** Row by row; customers' own messages go before them in the encoder's queue, and nothing waits behind more than one batch of them. */
export async function meaningsOf(encoder: ReasonEncoder, texts: readonly string[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let from = 0; from < texts.length; from += encodedTogether)
    vectors.push(...(await encoder.encode(texts.slice(from, from + encodedTogether), { urgency: 'later' })))
  return vectors
}
