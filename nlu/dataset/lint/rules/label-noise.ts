// Examples that look misfiled: models that never saw them are sure that they belong to another intent.
import { crossValidate } from '../../../evaluation/held-out.js'
import { foldsFor } from '../../../evaluation/folds.js'
import { finding, groupBy, type LintRow, type Rule } from '../finding.js'

/** How much likelier the other intent must be: confident learning keeps only clear disagreement (Northcutt et al. 2021). */
const sureOfOther = 0.6
const sureNotOwn = 0.15
/** Fewer rows and the held-out model knows too little to accuse anybody. */
const fewestRows = 8

export const labelNoise: Rule = ({ intents, rows, seed }) => {
  const counts = groupBy(rows, ({ intent }) => intent)
  const judged = rows.filter(({ intent }) => (counts.get(intent)?.length ?? 0) >= fewestRows)
  const names = intents.filter((intent) => (counts.get(intent)?.length ?? 0) >= fewestRows)
  if (names.length < 2) return []
  const labelOf = new Map(names.map((name, label) => [name, label]))
  const labelled = judged.map(({ text, intent }) => ({ text, label: labelOf.get(intent) ?? 0, pseudo: false }))
  const held = crossValidate(names, labelled, [], { folds: foldsFor(labelled.length), seed })
  const doubts = held.flatMap(({ text, label, scores }) => {
    const shares = softmax(scores)
    let best = 0
    for (let i = 1; i < shares.length; i++) if ((shares[i] ?? 0) > (shares[best] ?? 0)) best = i
    const [own, other] = [names[label], names[best]]
    if (own === undefined || other === undefined || best === label) return []
    return (shares[best] ?? 0) >= sureOfOther && (shares[label] ?? 0) <= sureNotOwn ? [{ own, other, text }] : []
  })
  return [...groupBy(doubts, ({ own, other }) => `${own} ${other}`).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const { own, other } = first
    const shown = same.map(({ text }): LintRow => ({ intent: own, text, key: text }))
    const n = String(same.length)
    return [
      finding({
        rule: 'label-noise',
        severity: same.length > 2 ? 'warning' : 'info',
        intents: [own, other],
        rows: shown,
        message: {
          en: `${n} example${same.length === 1 ? '' : 's'} of "${own}" read like "${other}" to a model that had not seen them.`,
          zh: `“${own}”中有 ${n} 条例句，在没有见过它们的模型看来更像“${other}”。`,
        },
        suggestion: {
          en: `Move them to "${other}" if they belong there; if not, add more examples like them to "${own}".`,
          zh: `如果确实属于“${other}”，请移过去；否则请在“${own}”里多加几条类似的例句。`,
        },
      }),
    ]
  })
}

function softmax(scores: Float32Array): Float64Array {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity)
  const shares = Float64Array.from(scores, (score) => Math.exp(score - most))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => share / sum)
}
