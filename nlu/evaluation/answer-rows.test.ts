// What is evaluated is what the product answers.
import { describe, expect, it } from 'vitest'
import { trainOnRows } from '../registry/train-on-rows.js'
import { smallSet } from '../testing/small-set.js'
import { createUnderstander } from '../understander.js'
import { answerRows } from './answer-rows.js'

const rows = smallSet.intents.flatMap(({ name, utterances }) => utterances.map((text) => ({ text, intent: name })))
const model = await trainOnRows(rows)

describe('answers to many rows', () => {
  it.each(['cancel my order please', '我想取消订单', 'wo xiang quxiao dingdan', 'tuikuan'])(
    'are those of the product for “%s”',
    async (text) => {
      const [answer] = await answerRows(model, [text], {})
      const { parts } = await createUnderstander(model, 'mdl_1').understand(text)
      expect(answer).toMatchObject(parts[0]?.candidates[0] ?? {})
    },
  )

  it('read pinyin as it is meant', async () => {
    const [typed, meant] = await answerRows(model, ['wo xiang quxiao dingdan', '我想取消订单'], {})
    expect(typed).toEqual(meant)
  })

  it('come in the order of the texts', async () => {
    const texts = rows.slice(0, 30).map(({ text }) => text)
    const together = await answerRows(model, texts, {})
    const alone = await Promise.all(texts.map(async (text) => (await answerRows(model, [text], {}))[0]))
    expect(together).toEqual(alone)
  })
})
