// The tagger learns from annotated sentences, and its model travels with the model version.
import { describe, expect, it } from 'vitest'
import { createUnderstander } from '../../understander.js'
import { deserializeModel, serializeModel } from '../../registry/trained-model.js'
import { trainModel } from '../../registry/train-model.js'
import { smallSet } from '../../testing/small-set.js'
import { learnTagger, Tagger, type AnnotatedRow } from './index.js'

/** `from [Berlin](city:from) to …` */
function row(marked: string): AnnotatedRow {
  let text = ''
  let read = 0
  const entities: AnnotatedRow['entities'][number][] = []
  for (const match of marked.matchAll(/\[([^\]]+)\]\((\w+):?(\w*)\)/g)) {
    const [whole, written = '', entity = '', role = ''] = match
    text += marked.slice(read, match.index)
    entities.push({ entity, ...(role === '' ? {} : { role }), start: text.length, end: text.length + written.length })
    text += written
    read = match.index + whole.length
  }
  return { text: text + marked.slice(read), entities }
}

const cities = ['Berlin', 'Hamburg', 'Paris', 'Rome', 'Oslo', 'Madrid']
const chinese = ['北京', '上海', '广州', '成都', '杭州', '武汉']
const rows = [
  ...cities.flatMap((city, i) => {
    const other = cities[(i + 1) % cities.length] ?? ''
    return [
      row(`send my parcel from [${city}](city:from) to [${other}](city:to) please`),
      row(`can it go to [${city}](city:to) instead of [${other}](city:from)`),
      row(`I moved from [${city}](city:from)`),
    ]
  }),
  ...chinese.flatMap((city, i) => {
    const other = chinese[(i + 1) % chinese.length] ?? ''
    return [row(`从[${city}](city:from)寄到[${other}](city:to)要几天`), row(`改送到[${city}](city:to)`)]
  }),
  row('where is my parcel'),
  row('我的快递到哪了'),
]
const trained = learnTagger(rows, { seed: 1 })
const find = (text: string) =>
  trained === undefined
    ? []
    : new Tagger(trained).find(text).map(({ role, start, end }) => [role, text.slice(start, end)])

describe('the tagger', () => {
  it.each([
    [
      'ship it from Lisbon to Vienna please',
      [
        ['from', 'Lisbon'],
        ['to', 'Vienna'],
      ],
    ],
    ['I moved from Lisbon', [['from', 'Lisbon']]],
    [
      '从昆明寄到济南要几天',
      [
        ['from', '昆明'],
        ['to', '济南'],
      ],
    ],
    [
      '從昆明寄到濟南要幾天',
      [
        ['from', '昆明'],
        ['to', '濟南'],
      ],
    ],
    ['where is my parcel', []],
    ['', []],
  ])('finds roles of unseen values: %s', (text, expected) => expect(find(text)).toEqual(expected))

  it('learns nothing from nothing', () => expect(learnTagger([row('hello')], { seed: 1 })).toBeUndefined())

  it('learns the same from the same', () => expect(learnTagger(rows, { seed: 1 })).toEqual(trained))

  it('stays bounded on long texts', () => expect(find('from Rome to '.repeat(5000)).length).toBeLessThan(400))

  it('goes with the model through bytes, and takes the value from a list of the same name', async () => {
    const model = await trainModel({
      ...smallSet,
      entities: [{ kind: 'list', name: 'city', fuzzy: false, values: [{ value: 'BER', synonyms: ['Berlin'] }] }],
      annotated: rows.map(({ text, entities }) => ({ text, entities: [...entities] })),
    })
    const bot = createUnderstander(deserializeModel(serializeModel(model)), 'm')
    const { parts } = await bot.understand('send my parcel from Berlin to Vienna please')
    const found = parts.flatMap(({ entities }) => entities).filter(({ name }) => name === 'city')
    expect(found).toMatchObject([
      { name: 'city', text: 'Berlin', value: 'BER', role: 'from', source: 'list' },
      { name: 'city', text: 'Vienna', value: 'vienna', role: 'to', source: 'tagger' },
    ])
  })
})
