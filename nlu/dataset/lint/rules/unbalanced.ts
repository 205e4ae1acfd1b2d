// Intents with far more examples than the others: close calls go to them.
import { finding, groupBy, type Rule } from '../finding.js'

/** More than this many times the median, and so many more rows that it is not chance. */
const times = 5
const atLeast = 30

export const unbalanced: Rule = ({ intents, rows }) => {
  const byIntent = groupBy(rows, ({ intent }) => intent)
  const counts = intents.map((intent) => byIntent.get(intent)?.length ?? 0).sort((a, b) => a - b)
  const median = counts[Math.floor((counts.length - 1) / 2)] ?? 0
  return intents.flatMap((intent) => {
    const own = byIntent.get(intent) ?? []
    if (intents.length < 3 || own.length <= times * median || own.length < median + atLeast) return []
    return [
      finding({
        rule: 'unbalanced',
        severity: 'warning',
        intents: [intent],
        rows: own,
        message: {
          en: `"${intent}" has ${String(own.length)} examples, the usual intent ${String(median)}: close calls will go to it.`,
          zh: `“${intent}”有 ${String(own.length)} 条例句，而一般意图只有 ${String(median)} 条：难以判断的句子会偏向它。`,
        },
        suggestion: {
          en: 'Add examples to the small intents, or split this one if it holds several questions.',
          zh: '请给较小的意图补充例句；如果它包含好几个问题，请拆分。',
        },
      }),
    ]
  })
}
