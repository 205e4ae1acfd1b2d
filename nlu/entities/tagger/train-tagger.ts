// Learns to tag from annotated sentences: a structured perceptron with averaged weights (Collins 2002).
import { seededRandom, shuffle } from '../../random.js'
import { HashIndex } from '../../intents/hash-index.js'
import { Gazetteer } from './gazetteer.js'
import { keyOfLabel, labelsOf, tagsOf, type TaggedSpan, type TagLabel } from './tag-set.js'
import { tokensOf } from './tagged-tokens.js'
import { featuresOf } from './tagger-features.js'
import { bestTags } from './viterbi.js'

export interface AnnotatedRow {
  text: string
  entities: readonly TaggedSpan[]
}

/** Weights by feature and tag, in compressed sparse form. */
export interface TaggerModel {
  labels: readonly TagLabel[]
  /** Feature i holds entries offsets[i] … offsets[i + 1] - 1. */
  hashes: Uint32Array
  offsets: Uint32Array
  tags: Uint16Array
  weights: Float32Array
  /** See `bestTags`. */
  transitions: Float32Array
}

export interface TrainTaggerOptions {
  seed: number
  /** Lists that hint: the same are given to the tagger that reads the model. */
  lists?: readonly { name: string; phrases: readonly string[] }[]
  epochs?: number
  onEpoch?: (done: number, of: number) => void
}

interface Sentence {
  /** Feature numbers by token. */
  features: Int32Array[]
  gold: Uint16Array
}

/** Undefined where nothing is annotated. Same rows and seed, same model. */
export function trainTagger(rows: readonly AnnotatedRow[], options: TrainTaggerOptions): TaggerModel | undefined {
  const labels = labelsOf(rows)
  if (labels.length === 0) return undefined
  const { seed, lists = [], epochs = 12, onEpoch } = options
  const numbers = new Map(labels.map((label, i) => [keyOfLabel(label), i]))
  const gazetteer = new Gazetteer(lists)
  const index = new HashIndex(rows.length * 40)
  const sentences = rows.map(({ text, entities }): Sentence => {
    const tokens = tokensOf(text)
    const features = featuresOf(tokens, gazetteer.mark(tokens))
    return {
      features: features.map((hashes) => Int32Array.from(hashes, (hash) => index.add(hash))),
      gold: tagsOf(tokens, entities, numbers),
    }
  })
  const learner = new Perceptron(index.size, 1 + 2 * labels.length)
  const random = seededRandom(seed)
  const order = sentences.map((_, i) => i)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const at of shuffle(order, random)) learner.learn(sentences[at] as Sentence)
    onEpoch?.(epoch + 1, epochs)
  }
  return { labels, ...learner.average(index) }
}

class Perceptron {
  private readonly weights: Float32Array
  /** Each update times the step at which it was made: what averaging takes off. */
  private readonly late: Float64Array
  private readonly transitions: Float32Array
  private readonly lateTransitions: Float64Array
  private step = 1

  constructor(
    private readonly features: number,
    private readonly tags: number,
  ) {
    this.weights = new Float32Array(features * tags)
    this.late = new Float64Array(features * tags)
    this.transitions = new Float32Array((tags + 1) * tags)
    this.lateTransitions = new Float64Array((tags + 1) * tags)
  }

  learn({ features, gold }: Sentence): void {
    const { tags } = this
    const guess = bestTags(this.scoresOf(features), tags, this.transitions)
    for (let i = 0; i < gold.length; i++) {
      const [right, wrong] = [gold[i] as number, guess[i] as number]
      const [rightBefore, wrongBefore] = i === 0 ? [tags, tags] : [gold[i - 1] as number, guess[i - 1] as number]
      if (right !== wrong)
        for (const feature of features[i] as Int32Array) {
          this.add(this.weights, this.late, feature * tags + right, 1)
          this.add(this.weights, this.late, feature * tags + wrong, -1)
        }
      if (right !== wrong || rightBefore !== wrongBefore) {
        this.add(this.transitions, this.lateTransitions, rightBefore * tags + right, 1)
        this.add(this.transitions, this.lateTransitions, wrongBefore * tags + wrong, -1)
      }
    }
    this.step++
  }

  private scoresOf(features: readonly Int32Array[]): Float64Array {
    const { tags, weights } = this
    const scores = new Float64Array(features.length * tags)
    for (let i = 0; i < features.length; i++) {
      const own = features[i] as Int32Array
      const to = i * tags
      for (let f = 0; f < own.length; f++) {
        const from = (own[f] as number) * tags
        for (let tag = 0; tag < tags; tag++)
          scores[to + tag] = (scores[to + tag] as number) + (weights[from + tag] as number)
      }
    }
    return scores
  }

  private add(weights: Float32Array, late: Float64Array, at: number, by: number): void {
    weights[at] = (weights[at] as number) + by
    late[at] = (late[at] as number) + by * this.step
  }

  average(index: HashIndex): Omit<TaggerModel, 'labels'> {
    const { tags, step } = this
    const mean = (weights: Float32Array, late: Float64Array, at: number): number =>
      (weights[at] as number) - (late[at] as number) / step
    const offsets = new Uint32Array(this.features + 1)
    const kept: number[] = []
    const weights: number[] = []
    for (let feature = 0; feature < this.features; feature++) {
      for (let tag = 0; tag < tags; tag++) {
        const weight = mean(this.weights, this.late, feature * tags + tag)
        if (Math.abs(weight) < smallest) continue
        kept.push(tag)
        weights.push(weight)
      }
      offsets[feature + 1] = kept.length
    }
    return {
      hashes: index.hashes(),
      offsets,
      tags: Uint16Array.from(kept),
      weights: Float32Array.from(weights),
      transitions: Float32Array.from(this.transitions, (_, at) => mean(this.transitions, this.lateTransitions, at)),
    }
  }
}

/** Weights below it decide nothing and cost space. */
const smallest = 0.02
