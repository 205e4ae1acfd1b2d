// Cross-validation: every row is scored by a model that was trained without it.
import type { LabelledRow } from '../dataset/labelled-rows.js'
import { IntentScorer } from '../intents/intent-scorer.js'
import { trainIntents } from '../intents/train-intents.js'
import { fold as foldText } from '../languages/fold.js'
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
  onFold?: (done: number) => void
}

/** Held-out scores of all real rows and of the out-of-scope sentences (which are shared out over the folds). */
export function crossValidate(
  intents: readonly string[],
  rows: readonly LabelledRow[],
  outOfScope: readonly string[],
  { folds, seed, vectors = {}, onFold }: CrossValidation,
): HeldOutScore[] {
  const real = rows.filter((row) => !row.pseudo)
  const pseudo = rows.filter((row) => row.pseudo)
  const foldOf = stratifiedFolds(
    real.map((row) => row.label),
    folds,
    seed,
  )
  const held: HeldOutScore[] = []
  for (let fold = 0; fold < folds; fold++) {
    const known = [...real.filter((_, i) => foldOf[i] !== fold), ...pseudo]
    const model = trainIntents(
      { intents, texts: known.map((row) => row.text), labels: Int32Array.from(known, (row) => row.label) },
      { seed },
    )
    const scorer = new IntentScorer(model)
    const semantic = semanticOpinions(known, intents.length, vectors, seed)
    const score = (text: string, label: number): void => {
      scorer.read(foldText(text).text)
      const opinion = semantic(text)
      held.push({
        scores: Float32Array.from(scorer.scores),
        knownShare: scorer.knownShare,
        label,
        text,
        ...(opinion === undefined ? {} : { semantic: opinion }),
      })
    }
    real.forEach((row, i) => {
      if (foldOf[i] === fold) score(row.text, row.label)
    })
    outOfScope.forEach((text, i) => {
      if (i % folds === fold) score(text, -1)
    })
    onFold?.(fold + 1)
  }
  return held
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
