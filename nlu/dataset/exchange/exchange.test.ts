// Every format: what is written is read back the same, foreign files are read, and bad ones are refused by name and place.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExchangeExample, ExchangeSet } from './exchange-set.js'
import { formats, fromTrainingSet, readDataset, toTrainingSet, writeDataset } from './index.js'

const word = fc
  .string({ minLength: 1, maxLength: 10, unit: fc.constantFrom(...'abcXYZ019 .,:;-_#"\'退款单号é😀{}()\\|>&*!%@') })
  .map((text) => text.trim())
  .filter((text) => text !== '')
const name = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(...'abcdefgh_') }).map((text) => `n${text}`)

/** Words, some marked, joined by blanks. */
const example: fc.Arbitrary<ExchangeExample> = fc
  .array(
    fc.record({ text: word, entity: fc.option(name, { nil: undefined }), role: fc.option(name, { nil: undefined }) }),
    { minLength: 1, maxLength: 5 },
  )
  .map((words) => {
    let text = ''
    const entities = words.flatMap(({ text: written, entity, role }) => {
      if (text !== '') text += ' '
      const start = text.length
      text += written
      if (entity === undefined) return []
      return [{ entity, start, end: text.length, ...(role === undefined ? {} : { role: `${role}_${entity}` }) }]
    })
    return { text, entities }
  })

const uniqueBy = <T>(items: readonly T[], key: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [key(item), item])).values(),
]

const exchangeSet: fc.Arbitrary<ExchangeSet> = fc.record({
  intents: fc
    .array(fc.record({ name, examples: fc.array(example, { minLength: 1, maxLength: 4 }) }), { maxLength: 4 })
    .map((all) => uniqueBy(all, (one) => one.name)),
  outOfScope: fc.array(word, { maxLength: 3 }),
  lists: fc.uniqueArray(word, { maxLength: 6 }).map((values) =>
    values.length < 3
      ? []
      : [
          {
            name: 'l1',
            values: [
              { value: values[0] ?? '', synonyms: values.slice(1, 2) },
              { value: values[2] ?? '', synonyms: [] },
            ],
          },
        ],
  ),
  patterns: fc.constantFrom([], [{ name: 'order', pattern: 'NL-?(\\d{5})' }]),
})

const canonical = ({ text, entities }: ExchangeExample): string =>
  JSON.stringify([text, entities.map(({ entity, start, end, role, value }) => [entity, start, end, role, value])])

/** Languages may stand in files of their own, so the order of examples is free. */
const sorted = (set: ExchangeSet) => ({
  ...set,
  intents: [...set.intents]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((intent) => ({ ...intent, examples: intent.examples.map(canonical).sort() })),
  outOfScope: [...set.outOfScope].sort(),
})

const holdsLists = new Set(['rasa', 'luis', 'dialogflow-es', 'dialogflow-cx', 'botpress'])

describe.each(formats.map((format) => [format.name, format] as const))('%s', (name, format) => {
  it('reads back what it wrote, and finds its own files', () =>
    fc.assert(
      fc.property(exchangeSet, (given) => {
        const set = holdsLists.has(name) ? given : { ...given, lists: [], patterns: [] }
        const { files, lost } = format.write(set)
        fc.pre(lost.length === 0)
        expect(sorted(format.read(files))).toEqual(sorted(set))
        if (set.intents.length > 0) expect(readDataset(files).format).toBe(name)
      }),
      { numRuns: 150 },
    ))

  it('says what it cannot hold', () => {
    const set: ExchangeSet = {
      intents: [
        {
          name: 'a',
          examples: [{ text: 'hi x', entities: [{ entity: 'e', start: 3, end: 4 }] }],
          answers: { en: ['Yes.'] },
        },
      ],
      outOfScope: [],
      lists: [],
      patterns: [],
    }
    expect(format.write(set).lost).not.toEqual([])
  })
})

describe('rasa', () => {
  const nlu = `version: "3.1"
nlu:
- intent: book_flight
  examples: |
    - from [Berlin]{"entity": "city", "role": "from"} to [SF]{"entity": "city", "role": "to", "value": "San Francisco"}
    - what about [Paris](city)
- intent: out_of_scope
  examples:
    - text: tell me a joke
- synonym: San Francisco
  examples: |
    - SF
    - Frisco
- lookup: city
  examples: |
    - Berlin
    - San Francisco
- regex: order_number
  examples: |
    - NL-\\d{5}
`
  const read = readDataset([{ path: 'data/nlu.yml', text: nlu }]).set

  it('reads marks, roles, values, synonyms, lookups and regular expressions', () => {
    expect(read.intents[0]?.examples).toEqual([
      {
        text: 'from Berlin to SF',
        entities: [
          { entity: 'city', role: 'from', start: 5, end: 11 },
          { entity: 'city', role: 'to', value: 'San Francisco', start: 15, end: 17 },
        ],
      },
      { text: 'what about Paris', entities: [{ entity: 'city', start: 11, end: 16 }] },
    ])
    expect(read.outOfScope).toEqual(['tell me a joke'])
    expect(read.lists).toEqual([
      {
        name: 'city',
        values: [
          { value: 'Berlin', synonyms: [] },
          { value: 'San Francisco', synonyms: ['SF', 'Frisco'] },
        ],
      },
    ])
    expect(read.patterns).toEqual([{ name: 'order_number', pattern: 'NL-\\d{5}' }])
  })

  it('becomes a training set and comes back', () => {
    const { set, renamed } = toTrainingSet(read)
    expect(set.intents.map((intent) => intent.name)).toEqual(['book-flight'])
    expect(renamed).toContainEqual({ from: 'book_flight', to: 'book-flight' })
    expect(set.annotated).toHaveLength(2)
    expect(toTrainingSet(readDataset(writeDataset(fromTrainingSet(set), 'rasa').files).set).set).toEqual(set)
  })
})

describe('bad files', () => {
  it.each([
    ['nlu.yml', 'nlu:\n- intent: a\n  examples: |\n    - x\n- intnt: b\n', 'line 5'],
    ['nlu.yml', 'nlu:\n- intent: a\n   examples: 3\n', 'line 2'],
    ['a.jsonl', '{"text":"a","intent":"b"}\n{"text":1}\n', 'line 2.text'],
    ['a.jsonl', '{"text":"abc","intent":"b","entities":[{"entity":"e","start":2,"end":9}]}\n', 'line 1'],
    ['a.csv', 'text,intent\nhello,greet\n"open', 'line 3'],
    ['a.csv', 'satz,intent\n', 'line 1'],
    ['app.json', '{"luis_schema_version":"7.0.0","intents":[{"nam":"x"}]}', 'intents.0.name'],
    ['intents/a.json', '{"name":"a","utterances":{"en":["to [x](city)"]}}', 'utterances.en.0'],
    ['intents/a_usersays_en.json', '[{"data":[{}]}]', '0.data.0.text'],
    ['intents/a/trainingPhrases/en.json', '{"trainingPhrases":[{}]}', 'trainingPhrases.0.parts'],
  ])('%s: %s', (path, text, at) => {
    const details: unknown = expect.objectContaining({ file: path, at })
    expect(() => readDataset([{ path, text }])).toThrow(
      expect.objectContaining({ code: 'training-data-invalid', details }),
    )
  })

  it('of no known format name the formats', () =>
    expect(() => readDataset([{ path: 'a.txt', text: 'x' }])).toThrow(/rasa, luis/))

  it('whose names fall together are refused', () => {
    const examples = [{ text: 'x', entities: [] }]
    const intents = [
      { name: 'a_b', examples },
      { name: 'A b', examples },
    ]
    expect(() => toTrainingSet({ intents, outOfScope: [], lists: [], patterns: [] })).toThrow(/same name/)
  })
})
