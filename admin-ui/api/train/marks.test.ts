// Values marked in utterances go where their utterance goes, and vanish with it.
import { describe, expect, it } from 'vitest'
import type { EditableIntent } from '../ports.js'
import { addUtterances, editUtterance, moveUtterances, removeUtterances } from './edits.js'
import { markableEntities, markUtterance } from './marks.js'

const text = 'fly from Berlin to Paris'
const marks = [
  { entity: 'city', role: 'from', start: 9, end: 15 },
  { entity: 'city', role: 'to', start: 19, end: 24 },
]
const intent = (change: Partial<EditableIntent> = {}): EditableIntent => ({
  name: 'travel',
  description: { en: '', zh: '' },
  kind: 'answer',
  utterances: { en: [text, 'book a trip'], zh: ['去北京'] },
  version: 3,
  ...change,
})
const marked = intent({ marks: [{ text, entities: marks }] })

describe('marking values', () => {
  it('keeps them in order, beside those of other utterances', () => {
    const [from, to] = marks
    const first = markUtterance(intent(), text, [to!, from!]).after
    expect(first?.marks).toEqual([{ text, entities: marks }])
    const city = [{ entity: 'city', start: 1, end: 3 }]
    expect(markUtterance({ ...intent(), ...first }, '去北京', city).after?.marks).toEqual([
      { text, entities: marks },
      { text: '去北京', entities: city },
    ])
  })

  it('takes all of them away again', () => {
    expect(markUtterance(marked, text, []).after).not.toHaveProperty('marks')
  })

  it.each([
    [
      'overlap',
      [
        { entity: 'a', start: 0, end: 5 },
        { entity: 'b', start: 4, end: 8 },
      ],
      'entities.1',
    ],
    ['end outside', [{ entity: 'a', start: 20, end: 99 }], 'entities.0'],
    ['are empty', [{ entity: 'a', start: 5, end: 5 }], 'entities.0'],
    ['hold only blanks', [{ entity: 'a', start: 3, end: 4 }], 'entities.0'],
  ])('refuses marks that %s', (_, entities, field) => {
    expect(() => markUtterance(intent(), text, entities)).toThrow(
      expect.objectContaining({ code: 'input-invalid', details: { field, reason: 'marks' } }),
    )
  })

  it('refuses an utterance that is gone', () => {
    expect(() => markUtterance(intent(), 'another', [])).toThrow(expect.objectContaining({ code: 'conflict' }))
  })
})

describe('marks of an utterance that changes', () => {
  it('stay where their words still stand once, and in order', () => {
    const marksAfter = (to: string) => editUtterance(marked, 'en', text, to).after?.marks
    expect(marksAfter('please fly me from Berlin to Paris')).toEqual([
      {
        text: 'please fly me from Berlin to Paris',
        entities: [
          { ...marks[0], start: 19, end: 25 },
          { ...marks[1], start: 29, end: 34 },
        ],
      },
    ])
    expect(marksAfter('to Paris from Berlin')).toEqual([
      { text: 'to Paris from Berlin', entities: [{ ...marks[0], start: 14, end: 20 }] },
    ])
    expect(marksAfter('Paris, Paris')).toBeUndefined()
  })

  it('go with it', () => {
    expect(removeUtterances(marked, 'en', [text]).after).not.toHaveProperty('marks')
    const [left, arrived] = moveUtterances(marked, intent({ name: 'other', utterances: { en: [], zh: [] } }), 'en', [
      text,
    ])
    expect([left.after?.marks, arrived.after?.marks]).toEqual([undefined, [{ text, entities: marks }]])
  })

  it('are left alone by what happens to others', () => {
    expect(addUtterances(marked, 'zh', ['我要旅行']).step.after?.marks).toEqual(marked.marks)
    expect(removeUtterances(marked, 'en', ['book a trip']).after?.marks).toEqual(marked.marks)
  })
})

it('lists what can be marked: definitions first, then names in use, with their roles', () => {
  const size = { kind: 'list' as const, name: 'size', values: [] }
  expect(markableEntities([size], [marked, intent()])).toEqual([
    { name: 'size', kind: 'list', roles: [], marked: 0 },
    { name: 'city', kind: 'marked', roles: ['from', 'to'], marked: 2 },
  ])
})
