// What an import would do, row by row.
import { describe, expect, it } from 'vitest'
import type { EditableIntent } from '../ports.js'
import { countRows, planImport, type Present, type ReadData } from './plan.js'

const order = { entity: 'order', start: 9, end: 14 }
const known: EditableIntent = {
  name: 'order-status',
  description: { en: 'Orders', zh: '订单' },
  kind: 'flow',
  utterances: { en: ['where is A1001', 'track it'], zh: ['我的订单'] },
  version: 4,
}
const present: Present = {
  intents: [
    known,
    { ...known, name: 'refund', kind: 'answer', utterances: { en: ['money back'], zh: [] }, version: 1 },
  ],
  outOfScope: { en: ['tell me a joke'], zh: [] },
  entities: [{ kind: 'list', name: 'size', values: [] }],
}
const read = (set: Partial<ReadData['set']>, more: Partial<ReadData> = {}): ReadData => ({
  set: { intents: [], outOfScope: [], entities: [], ...set },
  ...{ answers: [], bad: [], refused: [] },
  ...more,
})
const one = (name: string, ...utterances: string[]) => ({ intents: [{ name, utterances }] })
const judged = (data: ReadData) => planImport(present, data).rows.map(({ status, reason }) => reason?.kind ?? status)

describe('planning an import', () => {
  it('adds what is new to an intent, each text to its language, and leaves the rest of it alone', () => {
    const { steps, intents } = planImport(present, read(one('order-status', 'any news?', '到哪了', 'TRACK it!')))
    expect(intents).toEqual([
      { name: 'order-status', known: true, counts: { new: 2, marked: 0, duplicate: 1, invalid: 0 } },
    ])
    const { version: _, ...rest } = known
    const utterances = { en: ['where is A1001', 'track it', 'any news?'], zh: ['我的订单', '到哪了'] }
    expect(steps).toEqual([{ name: 'order-status', before: known, after: { ...rest, utterances } }])
  })

  it('makes a new intent with the answers that came along', () => {
    const answers = [{ intent: 'gift', en: ['Yes.'], zh: ['有。'] }]
    const { steps } = planImport(present, read(one('gift', 'gift cards?'), { answers }))
    expect(steps).toMatchObject([
      { name: 'gift', before: null, after: { kind: 'answer', answers: { en: ['Yes.'], zh: ['有。'] } } },
    ])
  })

  it('says why a row is not taken', () => {
    expect(judged(read(one('order-status', 'Money back!')))).toEqual(['other-intent'])
    expect(judged(read(one('order-status', 'tell me a joke')))).toEqual(['not-ours'])
    expect(judged(read(one('order-status', 'x'.repeat(301))))).toEqual(['too-long'])
    expect(judged(read(one('x'.repeat(61), 'hello')))).toEqual(['name'])
    expect(judged(read({ outOfScope: ['track it', 'tell me a joke', 'sing'] }))).toEqual([
      'other-intent',
      'same',
      'new',
    ])
    expect(judged(read({}, { bad: [{ file: 'a', at: 'line 2', reason: 'is not JSON' }] }))).toEqual(['unreadable'])
  })

  it('takes an example that stands under two intents of the files once', () => {
    const intents = [
      { name: 'a', utterances: ['hello there'] },
      { name: 'b', utterances: ['Hello  there'] },
    ]
    expect(judged(read({ intents }))).toEqual(['new', 'other-intent'])
  })

  it('brings marks to an example that has none, and with new ones', () => {
    const annotated = ['where is A1001', 'where is B2002'].map((text) => ({ text, entities: [order] }))
    const data = read({ ...one('order-status', 'where is A1001', 'where is B2002'), annotated })
    const { rows, steps } = planImport(present, data)
    expect(countRows(rows)).toEqual({ new: 1, marked: 1, duplicate: 0, invalid: 0 })
    expect(steps[0]?.after?.marks?.map(({ text }) => text).sort()).toEqual(['where is A1001', 'where is B2002'])
    const again: Present = { ...present, intents: [{ ...known, ...steps[0]?.after, version: 5 }] }
    expect(planImport(again, data).steps).toEqual([])
  })

  it('adds lists and patterns whose names are free', () => {
    const entities = [
      { kind: 'list' as const, name: 'size', values: [{ value: 'small' }] },
      { kind: 'pattern' as const, name: 'sku', pattern: 'P-[0-9]+' },
    ]
    const plan = planImport(present, read({ entities }, { refused: [{ name: 'slow', reason: 'it repeats' }] }))
    expect(plan.newEntities).toEqual([entities[1]])
    expect(plan.entities.map(({ name, status }) => [name, status])).toEqual([
      ['size', 'known'],
      ['sku', 'new'],
      ['slow', 'invalid'],
    ])
  })
})
