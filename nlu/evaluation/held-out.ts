// Cross-validation: every row is scored by a model that was trained without it.
import type { LabelledRow } from '../dataset/labelled-rows.js'
import { IntentScorer } from '../intents/intent-scorer.js'
import { trainIntents } from '../intents/train-intents.js'
import { fold as foldText } from '../languages/fold.js'
import { stratifiedFolds } from './folds.js'

export interface HeldOutScore {
  /** Raw scores by intent. */
  scores: Float32Array
  knownShare: number
  /** Position of the right intent; -1 for an out-of-scope sentence. */
  label: number
  text: string
}

export interface CrossValidation {
  folds: number
  seed: number
  onFold?: (done: number) => void
}

/** Held-out scores of all real rows and of the out-of-scope sentences (which are shared out over the folds). */
export function crossValidate(
  intents: readonly string[],
  rows: readonly LabelledRow[],
  outOfScope: readonly string[],
  { folds, seed, onFold }: CrossValidation,
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
    const score = (text: string, label: number): void => {
      scorer.read(foldText(text).text)
      held.push({ scores: Float32Array.from(scorer.scores), knownShare: scorer.knownShare, label, text })
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
