import { expect, it } from 'vitest'
import { translate, type Translation } from '../../lib/i18n/index.js'
import { en } from '../../lib/i18n/en.js'
import { zh } from '../../lib/i18n/zh.js'
import { ruleText } from './rule-text.js'

const [english, chinese]: Translation['t'][] = [
  (key, values) => translate(en, key, values),
  (key, values) => translate(zh, key, values),
]

it.each([
  [{ op: 'at-least', value: 0.7 }, 'Likelihood of leaving is at least 70%', '流失的可能性 不小于 70%'],
  [{ op: 'below', value: 0.07 }, 'Likelihood of leaving is below 7%', '流失的可能性 小于 7%'],
  [{ op: 'unknown' }, 'Likelihood of leaving is not known', '流失的可能性 未知'],
])('a rule about what is foretold is said in words: %j', (how, inEnglish, inChinese) => {
  const rule = { kind: 'prediction', name: 'churn', ...how }
  expect(ruleText(english!, rule)).toBe(inEnglish)
  expect(ruleText(chinese!, { kind: 'not', of: rule })).toBe(`非（${inChinese}）`)
})
