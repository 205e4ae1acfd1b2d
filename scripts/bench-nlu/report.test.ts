import { expect, it } from 'vitest'
import { reportOf } from './report.js'

const row = {
  ...{ set: 'clinc150', trainRows: 15_000, testRows: 4500, accuracy: 93.04, macroF1: 93, typos: 89.6 },
  ...{ auroc: 96.2, caught: 83.3, trainSeconds: 1.6, utterancesPerSecond: 61_234.5, peakMegabytes: 189.4 },
}

it('gives a table a set, with a dash for what an engine cannot do', () => {
  const report = reportOf(
    {
      intents: [
        {
          ...row,
          engine: 'kefu n-grams',
          sampled: 2000,
          modelMegabytes: 1.4,
          fewShot: [{ shots: 10, accuracy: 83.8 }],
        },
        { ...row, engine: 'slow one', sampled: 500, fewShot: [{ shots: 10, accuracy: 70 }], entityF1: 50 },
      ],
      atWork: [],
      feelings: [{ set: 'feeling-zh', rows: 300, unseenRows: 150, lists: 81.2, learnt: 88.8 }],
      failed: [{ cell: 'wink on clinc150', reason: 'it is not installed' }],
    },
    'a machine',
  )
  expect(report).toContain('on a machine')
  expect(report).toContain('**clinc150**: 15,000 rows to learn from, 4,500 to answer')
  expect(report).toContain('| kefu n-grams | 93.0 | 93.0 | 83.8 | 89.6 | 96.2 | 83.3 | – | 1.6 | 61,235 | 1.4 | 189 |')
  expect(report).toContain('| slow one | 93.0 | 93.0 | 70.0 | 89.6 | 96.2 | 83.3 | 50.0 | 1.6 | 61,235 | – | 189 |')
  expect(report).toContain('on 2,000 of the test sentences. slow one: on 500, being slow.')
  expect(report).toContain('| feeling-zh | 81.2 of 150 | 88.8 of 300 |')
  expect(report).toContain('wink on clinc150 did not work here: it is not installed')
})
