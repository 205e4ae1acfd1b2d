// Intents that are guessed more often than recognised, because they have hardly any examples.
import { finding, groupBy, type Rule } from '../finding.js'

/** Below the first number an intent is found by luck; below the second more examples still help most. */
const fewest = 5
const few = 10

export const tooFew: Rule = ({ intents, rows }) => {
  const byIntent = groupBy(rows, ({ intent }) => intent)
  return intents.flatMap((intent) => {
    const own = byIntent.get(intent) ?? []
    const distinct = new Set(own.map(({ key }) => key)).size
    if (distinct >= few) return []
    const n = String(distinct)
    return [
      finding({
        rule: 'too-few',
        severity: distinct < fewest ? 'error' : 'warning',
        intents: [intent],
        rows: own,
        message: {
          en: `"${intent}" has ${n} different example${distinct === 1 ? '' : 's'}.`,
          zh: `“${intent}”只有 ${n} 条不同的例句。`,
        },
        suggestion: {
          en: `Add at least ${String(few - distinct)} more, in the words that customers use; unanswered questions are a good source.`,
          zh: `请至少再添加 ${String(few - distinct)} 条，用顾客自己的说法；“未答问题”是很好的来源。`,
        },
      }),
    ]
  })
}
