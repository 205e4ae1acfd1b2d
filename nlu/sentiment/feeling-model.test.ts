// Feeling learnt from ratings knows the words of the shop that no list holds.
import { describe, expect, it } from 'vitest'
import { fold } from '../languages/fold.js'
import { deserializeModel, serializeModel } from '../registry/trained-model.js'
import { trainModel } from '../registry/train-model.js'
import { smallSet } from '../testing/small-set.js'
import { createUnderstander } from '../understander.js'
import { polarityOfRating, trainFeeling, type FeelingRow } from './feeling-model.js'
import { sentimentReader } from './sentiment.js'

const goods = ['kettle', 'lamp', 'chair', 'wallet', 'backpack', 'jacket', 'cushion', 'mirror']
const rows: FeelingRow[] = goods.flatMap((one): FeelingRow[] => [
  { text: `the ${one} wobbles`, polarity: 'negative' },
  { text: `${one} came with a dent`, polarity: 'negative' },
  { text: `my ${one} arrived in shards`, polarity: 'negative' },
  { text: `${one}开胶了`, polarity: 'negative' },
  { text: `the ${one} purrs along`, polarity: 'positive' },
  { text: `${one} glows every evening`, polarity: 'positive' },
  { text: `would gift this ${one} to my mother`, polarity: 'positive' },
  { text: `${one}一级赞`, polarity: 'positive' },
])
const learnt = trainFeeling(rows, 1)
const polarity = (text: string) => sentimentReader(learnt)(fold(text).text).polarity

describe('feeling learnt from ratings', () => {
  it.each([
    ['the shelf wobbles', 'negative'],
    ['鞋子开胶了', 'negative'],
    ['it purrs along every evening', 'positive'],
    ['terrible service', 'negative'],
    ['thank you, excellent', 'positive'],
  ])('%s is %s', (text, expected) => expect(polarity(text)).toBe(expected))

  it('measures itself on texts that it has not seen', () => expect(learnt?.accuracy).toBeGreaterThan(0.9))

  it('waits for enough ratings of both kinds', () => {
    expect(
      trainFeeling(
        rows.filter((row) => row.polarity === 'negative'),
        1,
      ),
    ).toBeUndefined()
    expect(trainFeeling(rows.slice(0, 40), 1)).toBeUndefined()
  })

  it('learns the same from the same', () => expect(trainFeeling(rows, 1)).toEqual(learnt))

  it('goes with the model through bytes', async () => {
    const rated = rows.map(({ text, polarity: feeling }) => ({ text, rating: feeling === 'negative' ? 1 : 5 }))
    const model = deserializeModel(serializeModel(await trainModel({ ...smallSet, rated })))
    const { sentiment } = await createUnderstander(model, 'm').understand('the shelf wobbles')
    expect(sentiment.polarity).toBe('negative')
  })

  it('reads stars', () =>
    expect([1, 2, 3, 4, 5].map(polarityOfRating)).toEqual(['negative', 'negative', 'neutral', 'positive', 'positive']))
})
