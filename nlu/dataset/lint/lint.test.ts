// Each rule finds what it is for, and stays silent on good data.
import { describe, expect, it } from 'vitest'
import { trainingSetSchema, type TrainingSet } from '../training-set.js'
import { smallSet } from '../../testing/small-set.js'
import type { RuleName } from './finding.js'
import { lintInWorker } from './lint-in-worker.js'
import { lintTrainingSet, type LintOptions } from './lint-training-set.js'

const setOf = (intents: Record<string, string[]>): TrainingSet =>
  trainingSetSchema.parse({ intents: Object.entries(intents).map(([name, utterances]) => ({ name, utterances })) })

const lint = (intents: Record<string, string[]>, rule: RuleName, options: LintOptions = {}) =>
  lintTrainingSet(setOf(intents), { ...options, only: [rule] })

const refunds = [
  'i want my money back',
  'refund please',
  'give me a refund for the shoes',
  'when do i get the money',
  'how long until the refund is on my card',
  'send my money back to paypal',
  'i never received the refund',
  '我要退款',
  '钱什么时候退给我',
  '退款到账了吗',
  '请把钱退回来',
  'refund the delivery fee as well',
]
const hours = [
  'when do you open',
  'opening hours on sunday',
  'are you open today',
  'until what time is the shop open',
  'do you close at six',
  'closing time tomorrow',
  'what are the hours of the store',
  '你们几点开门',
  '周日营业吗',
  '营业到几点',
  '今天开门吗',
  'is the shop open on holidays',
]

describe('the lint', () => {
  it.each<RuleName>([
    'duplicate',
    'conflicting',
    'too-few',
    'unbalanced',
    'too-similar',
    'label-noise',
    'personal-data',
  ])('has nothing to say by %s about good data', (rule) => expect(lint({ refunds, hours }, rule)).toEqual([]))

  it('finds duplicates but for case, width and punctuation', () => {
    const found = lint({ refunds: [...refunds, 'Refund, please!', '我要退款。'], hours }, 'duplicate')
    expect(found).toMatchObject([{ rule: 'duplicate', severity: 'warning', intents: ['refunds'], count: 2 }])
    expect(found[0]?.rows.map(({ text }) => text)).toEqual(['Refund, please!', '我要退款。'])
  })

  it('finds one sentence in two intents', () =>
    expect(lint({ refunds, hours: [...hours, 'REFUND PLEASE'] }, 'conflicting')).toMatchObject([
      { severity: 'error', intents: ['refunds', 'hours'], count: 2 },
    ]))

  it('counts different examples only', () =>
    expect(lint({ refunds, few: ['one', 'One!', 'two'] }, 'too-few')).toMatchObject([
      { severity: 'error', intents: ['few'], message: { en: '"few" has 2 different examples.' } },
    ]))

  it('finds an intent that outweighs the others', () => {
    const many = Array.from({ length: 100 }, (_, i) => `different words ${String(i)}`)
    expect(lint({ refunds, hours, many }, 'unbalanced')).toMatchObject([{ intents: ['many'], count: 100 }])
  })

  it('finds near-copies across intents', () =>
    expect(
      lint({ refunds, hours: [...hours, 'how long until the refunds is on my card'] }, 'too-similar'),
    ).toMatchObject([{ severity: 'info', intents: ['refunds', 'hours'] }]))

  it('finds misfiled examples by models that never saw them', () => {
    const misfiled = 'when does the shop open and close on sunday'
    const found = lint({ refunds: [...refunds, misfiled], hours }, 'label-noise')
    expect(found.filter(({ intents }) => intents[0] === 'refunds')).toMatchObject([{ rows: [{ text: misfiled }] }])
  })

  it('finds test rows that were trained on', () =>
    expect(
      lint({ refunds, hours }, 'leakage', {
        test: [
          { intent: 'refunds', text: 'Refund please.' },
          { intent: 'hours', text: 'open late?' },
        ],
      }),
    ).toMatchObject([{ severity: 'error', intents: ['refunds'], count: 1 }]))

  it.each([
    ['write to anna.kern@web.de', 1],
    ['我的手机是138 1234 5678', 1],
    ['我的手机是１３８１２３４５６７８', 1],
    ['call 415-867-5309', 1],
    ['card 4111 1111 1111 1111', 1],
    ['身份证11010519491231002X', 1],
    ['write to name@example.com', 0],
    ['call 415-555-0132', 0],
    ['order NL-10023 of 2026-11-23', 0],
    ['单号 4111111111111112', 0],
  ])('looks for personal data in "%s"', (text, count) =>
    expect(lint({ refunds: [...refunds, text], hours }, 'personal-data')).toHaveLength(count),
  )

  it('puts errors first and says everything in both languages', () => {
    const found = lintTrainingSet(setOf({ refunds: [...refunds, 'refund please'], hours: ['refund please'] }))
    expect(found.map(({ severity }) => severity)).toEqual(['error', 'error', 'warning'])
    for (const { message, suggestion } of found)
      for (const text of [message.zh, suggestion.zh]) expect(text).toMatch(/[\u4e00-\u9fff]/)
  })

  it('says the same from a worker', async () => {
    const set = trainingSetSchema.parse(smallSet)
    expect(await lintInWorker(set)).toEqual(lintTrainingSet(set))
  })
})
