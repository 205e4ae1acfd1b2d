// The semantic half of a model for one language: a classifier over sentence vectors and the examples it learnt from.
import type { EncoderStamp } from '../encoder/encoder.js'
import { trainLda } from './dense-lda.js'
import { scoreDense, trainDense, type DenseClassifier, type DenseRows } from './dense-softmax.js'
import { logProbabilities, type FusionWeights } from './fusion.js'
import type { ScopeWeights } from './in-scope.js'
import { vectorAt, type VectorTable } from './vector-table.js'

export interface SemanticPart {
  classifier: DenseClassifier
  /** 1 for intents with an example in this language. */
  seen: Uint8Array
  examples: VectorTable
  /** Intent of each example. */
  labels: Uint16Array
  settings: SemanticSettings
}

export interface SemanticSettings {
  method: DenseMethod
  weights: FusionWeights
  scope: ScopeWeights
  /** Fused in-scope scores below are out of scope. */
  threshold: number
  /** The gate: only messages of which the n-grams are less sure (`Evidence.sureness`) are worth encoding. */
  sureFrom: number
}

/** How the dense classifier is trained; cross-validation chooses. */
export type DenseMethod = 'softmax' | 'lda'

/** With more rows than this the softmax is always better, and the closed form takes seconds. */
const mostLdaRows = 6000

/** What is worth trying on so many rows. */
export const denseMethods = (rows: number): readonly DenseMethod[] =>
  rows > mostLdaRows ? ['softmax'] : ['softmax', 'lda']

export interface SemanticRow {
  /** Row of the table. */
  row: number
  label: number
}

/** Fewer examples or intents than this say nothing about a language. */
const fewestRows = 8
const fewestIntents = 2

/** Undefined where there are too few examples in the language. Deterministic for a seed. */
export function trainSemantic(
  table: VectorTable,
  rows: readonly SemanticRow[],
  classes: number,
  { seed, method }: { seed: number; method: DenseMethod },
): Omit<SemanticPart, 'settings'> | undefined {
  if (rows.length < fewestRows || new Set(rows.map((row) => row.label)).size < fewestIntents) return undefined
  const { dimensions } = table.stamp
  const seen = new Uint8Array(classes)
  const vectors = new Float32Array(rows.length * dimensions)
  const examples = {
    stamp: table.stamp,
    texts: rows.map(({ row }) => table.texts[row] as string),
    bytes: new Int8Array(rows.length * dimensions),
    scales: Float32Array.from(rows, ({ row }) => table.scales[row] as number),
  }
  rows.forEach(({ row, label }, i) => {
    seen[label] = 1
    vectorAt(table, row, vectors.subarray(i * dimensions, (i + 1) * dimensions))
    examples.bytes.set(table.bytes.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions)
  })
  const labels = Uint16Array.from(rows, ({ label }) => label)
  const classifier = trainBy[method]({ vectors, dimensions, labels: Int32Array.from(labels), classes }, seed)
  return { classifier, seen, examples, labels }
}

const trainBy: Record<DenseMethod, (rows: DenseRows, seed: number) => DenseClassifier> = {
  softmax: (rows, seed) => trainDense(rows, { seed }),
  lda: trainLda,
}

export interface Nearest {
  text: string
  label: number
  /** Cosine, -1 … 1. */
  similarity: number
}

/** Answers for one semantic part; examples are looked up by intent, so that a message is compared with hundreds, not with all. */
export class SemanticScorer {
  private readonly scores: Float64Array
  private readonly byIntent = new Map<number, number[]>()

  constructor(readonly part: Omit<SemanticPart, 'settings'>) {
    this.scores = new Float64Array(part.classifier.classes)
    part.labels.forEach((label, row) => {
      const rows = this.byIntent.get(label)
      if (rows === undefined) this.byIntent.set(label, [row])
      else rows.push(row)
    })
  }

  get stamp(): EncoderStamp {
    return this.part.examples.stamp
  }

  /** Log probability by intent; NaN for intents without an example in this language. */
  opinion(vector: Float32Array): Float64Array {
    return logProbabilities(scoreDense(this.part.classifier, vector, this.scores), this.part.seen)
  }

  /** The example of an intent that is most like the vector; undefined where the intent has none in this language. */
  nearest(vector: Float32Array, label: number): Nearest | undefined {
    const { examples } = this.part
    const { dimensions } = examples.stamp
    let best: Nearest | undefined
    for (const row of this.byIntent.get(label) ?? []) {
      let sum = 0
      for (let j = 0, at = row * dimensions; j < dimensions; j++)
        sum += (examples.bytes[at + j] as number) * (vector[j] as number)
      const similarity = sum * (examples.scales[row] as number)
      if (best === undefined || similarity > best.similarity)
        best = { text: examples.texts[row] as string, label, similarity }
    }
    return best
  }
}
