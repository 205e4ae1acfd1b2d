// Intents whose examples are nearly the same sentences: the model cannot tell them apart, and often customers could not either.
import { readCorpus, weighFeatures, weighRows, type SparseRows } from '../../../intents/sparse-rows.js'
import { finding, groupBy, type LintRow, type Rule } from '../finding.js'

/** Cosine of two rows that say the same but for a word or two. */
const alike = 0.75
/** Only rows that share one of their rarest features are compared: near-copies do. */
const rarest = 6
/** A feature of more rows than this is too common to say anything. */
const mostSharing = 200

export const tooSimilar: Rule = ({ rows }) => {
  const corpus = readCorpus(rows.map(({ text }) => text))
  const all = Int32Array.from(rows.keys())
  const sparse = weighRows(corpus, all, weighFeatures(corpus, all))
  const pairs = pairsAcross(rows, sparse)
  return [...groupBy(pairs, ({ one, other }) => [one.intent, other.intent].sort().join(' ')).values()].flatMap(
    (same) => {
      const [first] = same
      if (first === undefined) return []
      const { one, other } = first
      const n = String(same.length)
      return [
        finding({
          rule: 'too-similar',
          severity: same.length > 2 ? 'warning' : 'info',
          intents: [one.intent, other.intent],
          rows: [...new Set(same.flatMap((pair) => [pair.one, pair.other]))],
          message: {
            en: `"${one.intent}" and "${other.intent}" share ${n} nearly equal example${same.length === 1 ? '' : 's'}, such as "${one.text}" and "${other.text}".`,
            zh: `“${one.intent}”和“${other.intent}”有 ${n} 对几乎相同的例句，例如“${one.text}”与“${other.text}”。`,
          },
          suggestion: {
            en: 'Make the difference plain in the examples, or merge the intents and ask the customer which is meant.',
            zh: '请让例句体现出区别；或合并这两个意图，由机器人追问顾客的意思。',
          },
        }),
      ]
    },
  )
}

interface Pair {
  one: LintRow
  other: LintRow
}

function pairsAcross(rows: readonly LintRow[], { offsets, features, values }: SparseRows): Pair[] {
  const sharing = new Map<number, number[]>()
  const pairs: Pair[] = []
  const weights = new Map<number, number>()
  rows.forEach((row, at) => {
    const [from, to] = [offsets[at] as number, offsets[at + 1] as number]
    const own = Array.from({ length: to - from }, (_, i) => from + i).sort(
      (a, b) => (values[b] as number) - (values[a] as number),
    )
    weights.clear()
    for (const i of own) weights.set(features[i] as number, values[i] as number)
    const candidates = new Set<number>()
    for (const i of own.slice(0, rarest)) {
      const feature = features[i] as number
      const known = sharing.get(feature)
      if (known === undefined) sharing.set(feature, [at])
      else if (known.length < mostSharing) {
        for (const other of known) candidates.add(other)
        known.push(at)
      }
    }
    for (const candidate of candidates) {
      const other = rows[candidate]
      if (other === undefined || other.intent === row.intent || other.key === row.key) continue
      let cosine = 0
      for (let i = offsets[candidate] as number; i < (offsets[candidate + 1] as number); i++)
        cosine += (values[i] as number) * (weights.get(features[i] as number) ?? 0)
      if (cosine >= alike) pairs.push({ one: other, other: row })
    }
  })
  return pairs
}
