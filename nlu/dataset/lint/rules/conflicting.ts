// One sentence in two intents: whatever the bot answers, half of the examples say that it is wrong.
import { finding, groupBy, type Rule } from '../finding.js'

export const conflicting: Rule = ({ rows }) =>
  [...groupBy(rows, ({ key }) => key).values()].flatMap((same) => {
    const byIntent = groupBy(same, ({ intent }) => intent)
    const [first] = same
    if (byIntent.size < 2 || first === undefined) return []
    const intents = [...byIntent.keys()]
    return [
      finding({
        rule: 'conflicting',
        severity: 'error',
        intents,
        rows: [...byIntent.values()].flatMap((own) => own.slice(0, 1)),
        message: {
          en: `"${first.text}" is an example of ${String(intents.length)} intents: ${intents.join(', ')}.`,
          zh: `“${first.text}”同时是 ${String(intents.length)} 个意图的例句：${intents.join('、')}。`,
        },
        suggestion: {
          en: 'Keep it in one of them. If both are right, the intents ask for the same and should be one.',
          zh: '只保留在其中一个意图里；若都合理，说明这些意图含义相同，应当合并。',
        },
      }),
    ]
  })
