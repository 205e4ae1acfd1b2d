// The same example twice in one intent: it counts double and teaches nothing.
import { finding, groupBy, type Rule } from '../finding.js'

export const duplicate: Rule = ({ rows }) =>
  [...groupBy(rows, ({ intent }) => intent)].flatMap(([intent, own]) => {
    const extra = [...groupBy(own, ({ key }) => key).values()].flatMap((same) => same.slice(1))
    if (extra.length === 0) return []
    const n = String(extra.length)
    return [
      finding({
        rule: 'duplicate',
        severity: 'warning',
        intents: [intent],
        rows: extra,
        message: {
          en: `${n} example${extra.length === 1 ? '' : 's'} of "${intent}" stand there already, but for case, width or punctuation.`,
          zh: `“${intent}”中有 ${n} 条例句与已有例句相同（仅大小写、全半角或标点不同）。`,
        },
        suggestion: {
          en: 'Remove them, or replace them by other ways of asking the same.',
          zh: '请删除，或换成同一问题的其他问法。',
        },
      }),
    ]
  })
