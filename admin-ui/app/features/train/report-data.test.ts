import { expect, it } from 'vitest'
import { histogramOf, outOfScopePoints, worthwhile } from './report-data.js'

it('counts right and wrong answers by how sure they were, tenths without any included', () => {
  const tenths = histogramOf([
    { confidence: 0.34, accuracy: 0.25, count: 4 },
    { confidence: 1, accuracy: 0.9, count: 10 },
  ])
  expect(tenths).toHaveLength(10)
  expect(tenths[3]).toEqual({ from: 0.3, right: 1, wrong: 3 })
  expect(tenths[9]).toEqual({ from: 0.9, right: 9, wrong: 1 })
  expect(tenths[5]).toEqual({ from: 0.5, right: 0, wrong: 0 })
})

it('draws what is caught over what is wrongly turned away, in order', () => {
  const chosen = { threshold: 1, inScopeRejected: 0.05 }
  const curve = [
    { threshold: 2, inScopeRejected: 0.1, caught: 0.9 },
    { threshold: 1, inScopeRejected: 0.05, caught: 0.8 },
  ]
  expect(outOfScopePoints({ sentences: 3, chosen, curve })).toEqual([
    { rejected: 0.05, caught: 0.8 },
    { rejected: 0.1, caught: 0.9 },
  ])
  expect(outOfScopePoints({ sentences: 0, chosen, curve: [chosen] })).toEqual([])
})

it('names only intents that more examples would help', () => {
  const gains = [0.08, 0.03, 0.004].map((expectedGain) => ({ expectedGain }))
  expect(worthwhile(gains)).toEqual([{ expectedGain: 0.08 }, { expectedGain: 0.03 }])
  expect(worthwhile(gains, 1)).toEqual([{ expectedGain: 0.08 }])
})
