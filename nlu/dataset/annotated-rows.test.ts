// What the tagger learns from, and what it makes of it.
import { describe, expect, it } from 'vitest'
import { trainModel } from '../registry/train-model.js'
import { smallSet } from '../testing/small-set.js'
import { createUnderstander } from '../understander.js'
import { annotatedRows } from './annotated-rows.js'

const text = 'deliver it to Berlin'
const annotated = [{ text, entities: [{ entity: 'city', role: 'to', start: 14, end: 20 }] }]
const intents = [
  { name: 'delivery', description: [], utterances: [text, 'deliver it to Rome'] },
  { name: 'thanks', description: [], utterances: ['thank you', 'thanks'] },
]

describe('what the tagger learns from', () => {
  it('is marked sentences and those of intents without marks', () => {
    expect(annotatedRows({ intents, annotated })).toEqual([
      ...annotated,
      { text: 'thank you', entities: [] },
      { text: 'thanks', entities: [] },
    ])
  })

  it('is nothing where nothing is marked', () => {
    expect(annotatedRows({ intents })).toEqual([])
    expect(annotatedRows({ intents, annotated: [{ text, entities: [] }] })).toEqual([])
  })

  it('keeps one mark from being found in what has nothing to do with it', async () => {
    const set = { ...smallSet, intents: [...smallSet.intents, ...intents], annotated }
    const bot = createUnderstander(await trainModel(set), 'v')
    const found = async (said: string) => {
      const { parts } = await bot.understand(said)
      return parts.flatMap(({ entities }) => entities.filter(({ source }) => source === 'tagger'))
    }
    expect(await found(text)).toMatchObject([{ name: 'city', role: 'to', text: 'Berlin' }])
    for (const said of ['I want to cancel what I bought', 'could I speak with somebody', '我想取消订单'])
      expect([said, await found(said)]).toEqual([said, []])
  })
})
