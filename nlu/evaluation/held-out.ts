// Cross-validation: every row is scored by a model that was trained without it.
import type { LabelledRow } from '../dataset/labelled-rows.js'
import { knownShareOf, readCorpus, weighRows, type Corpus } from '../intents/sparse-rows.js'
import type { MeanStart } from '../intents/mean-start.js'
import { scoreRows } from '../intents/softmax.js'
import { learnWeights } from '../intents/train-intents.js'
import { encoderLanguages, type EncoderLanguage } from '../encoder/encoder.js'
import {
  denseMethods,
  SemanticScorer,
  trainSemantic,
  type DenseMethod,
  type SemanticRow,
} from '../semantic/semantic-part.js'
import { vectorAt, type VectorTables } from '../semantic/vector-table.js'
import { stratifiedFolds } from './folds.js'

export interface HeldOutScore {
  /** Raw scores by intent. */
  scores: Float32Array
  knownShare: number
  /** Position of the right intent; -1 for an out-of-scope sentence. */
  label: number
  text: string
  /** Where the text has a sentence vector and its language has enough examples. */
  semantic?: {
    language: EncoderLanguage
    /** By method: log probability by intent; NaN for intents without an example in this language. */
    dense: Partial<Record<DenseMethod, Float64Array>>
    /** Cosine with the nearest example of an intent; undefined where it has none. */
    similarity: (label: number) => number | undefined
  }
}

export interface CrossValidation {
  folds: number
  seed: number
  vectors?: VectorTables
  /** The texts of the rows, then the out-of-scope ones, where they were read before. */
  corpus?: Corpus
  /** Gets the n-gram weights of each fold. */
  start?: MeanStart
  onFold?: (done: number) => void
}

/** Held-out scores of all real rows and of the out-of-scope sentences (which are shared out over the folds). */
export function crossValidate(
  intents: readonly string[],
  rows: readonly LabelledRow[],
  outOfScope: readonly string[],
  { folds, seed, vectors = {}, onFold, start, corpus = corpusOf(rows, outOfScope) }: CrossValidation,
): HeldOutScore[] {
  const foldOf = foldOfRows(rows, folds, seed)
  const held: HeldOutScore[] = []
  for (let fold = 0; fold < folds; fold++) {
    const known = Int32Array.from([...rows.keys()].filter((row) => foldOf[row] !== fold))
    const knownRows = Array.from(known, (row) => rows[row] as LabelledRow)
    const labels = Int32Array.from(knownRows, (row) => row.label)
    const { weighing, exact } = learnWeights(corpus, { intents, rows: known, labels }, { seed })
    start?.add(exact)
    const semantic = semanticOpinions(knownRows, intents.length, vectors, seed)
    const asked = Int32Array.from([
      ...[...rows.keys()].filter((row) => foldOf[row] === fold),
      ...[...outOfScope.keys()].filter((i) => i % folds === fold).map((i) => rows.length + i),
    ])
    let at = 0
    for (const scores of scoreRows(exact, weighRows(corpus, asked, weighing))) {
      const row = asked[at++] as number
      const { text, label } = rows[row] ?? { text: outOfScope[row - rows.length] as string, label: -1 }
      const opinion = semantic(text)
      held.push({
        scores: new Float32Array(scores),
        knownShare: knownShareOf(corpus, row, weighing),
        label,
        text,
        ...(opinion === undefined ? {} : { semantic: opinion }),
      })
    }
    onFold?.(fold + 1)
  }
  return held
}

/** All texts of a training, read once. */
export const corpusOf = (rows: readonly LabelledRow[], outOfScope: readonly string[]): Corpus =>
  readCorpus([...rows.map((row) => row.text), ...outOfScope])

/** Pseudo-examples are in no fold: they are always learnt from. */
function foldOfRows(rows: readonly LabelledRow[], folds: number, seed: number): Int32Array {
  const real = [...rows.keys()].filter((row) => rows[row]?.pseudo === false)
  const foldOf = new Int32Array(rows.length).fill(-1)
  stratifiedFolds(
    real.map((row) => (rows[row] as LabelledRow).label),
    folds,
    seed,
  ).forEach((fold, i) => (foldOf[real[i] as number] = fold))
  return foldOf
}

/** Rows of the table that belong to labelled texts. */
export function semanticRows(rows: readonly LabelledRow[], table: { texts: readonly string[] }): SemanticRow[] {
  const rowOf = new Map(table.texts.map((text, row) => [text, row]))
  return rows.flatMap(({ text, label }) => {
    const row = rowOf.get(text)
    return row === undefined ? [] : [{ row, label }]
  })
}

function semanticOpinions(
  known: readonly LabelledRow[],
  classes: number,
  vectors: VectorTables,
  seed: number,
): (text: string) => HeldOutScore['semantic'] {
  const byText = new Map<string, () => HeldOutScore['semantic']>()
  for (const language of encoderLanguages) {
    const table = vectors[language]
    if (table === undefined) continue
    const rows = semanticRows(known, table)
    const scorers = new Map<DenseMethod, SemanticScorer>()
    for (const method of denseMethods(rows.length)) {
      const part = trainSemantic(table, rows, classes, { seed, method })
      if (part !== undefined) scorers.set(method, new SemanticScorer(part))
    }
    const [first] = scorers.values()
    if (first === undefined) continue
    table.texts.forEach((text, row) =>
      byText.set(text, () => {
        const vector = vectorAt(table, row)
        const dense = Object.fromEntries([...scorers].map(([method, scorer]) => [method, scorer.opinion(vector)]))
        return { language, dense, similarity: (label) => first.nearest(vector, label)?.similarity }
      }),
    )
  }
  return (text) => byText.get(text)?.()
}
