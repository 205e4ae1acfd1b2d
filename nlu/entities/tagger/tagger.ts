// Finds values in a sentence with a trained model.
import { HashIndex } from '../../intents/hash-index.js'
import { Gazetteer } from './gazetteer.js'
import { spansOf, type TaggedSpan } from './tag-set.js'
import { tokensOf } from './tagged-tokens.js'
import { featuresOf } from './tagger-features.js'
import type { TaggerModel } from './train-tagger.js'
import { bestTags } from './viterbi.js'

export class Tagger {
  private readonly index: HashIndex
  private readonly gazetteer: Gazetteer

  /** @param lists the same that the model was trained with, or their newer values */
  constructor(
    private readonly model: TaggerModel,
    lists: readonly { name: string; phrases: readonly string[] }[] = [],
  ) {
    this.index = HashIndex.from(model.hashes)
    this.gazetteer = new Gazetteer(lists)
  }

  /** Spans of the original text, in order, without overlaps. Time grows with the length of the text, of which 400 tokens are read. */
  find(original: string): TaggedSpan[] {
    const { labels, transitions } = this.model
    const tokens = tokensOf(original)
    if (tokens.length === 0) return []
    const tags = 1 + 2 * labels.length
    const scores = new Float64Array(tokens.length * tags)
    featuresOf(tokens, this.gazetteer.mark(tokens)).forEach((features, i) => this.score(features, scores, i * tags))
    return spansOf(tokens, bestTags(scores, tags, transitions), labels)
  }

  private score(features: Uint32Array, scores: Float64Array, at: number): void {
    const { offsets, tags, weights } = this.model
    for (const hash of features) {
      const feature = this.index.get(hash)
      if (feature < 0) continue
      const end = offsets[feature + 1] as number
      for (let i = offsets[feature] as number; i < end; i++) {
        const slot = at + (tags[i] as number)
        scores[slot] = (scores[slot] as number) + (weights[i] as number)
      }
    }
  }
}
