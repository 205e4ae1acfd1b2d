// Test rows that were trained on: the figures measured with them are too good to be true.
import { finding, groupBy, type Rule } from '../finding.js'

export const leakage: Rule = ({ rows, testRows }) => {
  const trained = new Set(rows.map(({ key }) => key))
  const leaked = testRows.filter(({ key }) => trained.has(key))
  if (leaked.length === 0) return []
  const share = `${((100 * leaked.length) / testRows.length).toFixed(1)} %`
  return [
    finding({
      rule: 'leakage',
      severity: 'error',
      intents: [...groupBy(leaked, ({ intent }) => intent).keys()],
      rows: leaked,
      message: {
        en: `${String(leaked.length)} of ${String(testRows.length)} test rows (${share}) stand in the training data.`,
        zh: `${String(testRows.length)} 条测试句中有 ${String(leaked.length)} 条（${share}）出现在训练数据里。`,
      },
      suggestion: {
        en: 'Take them out of one of the two: a model is measured on sentences that it has not seen.',
        zh: '请从其中一方删除：只能用模型没见过的句子来评测。',
      },
    }),
  ]
}
