// Botpress 12: intents/NAME.json with slots marked as [value](slot), entities/NAME.json, qna/ID.json with questions and answers.
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { ExchangeBuilder, type ExchangeExample, type ExchangeIntent, type ExchangeSet } from './exchange-set.js'
import { badData, fileNames, json, parseJson, peek, type DataFile, type Format } from './format.js'
import { languagesOf } from './language-files.js'
import { exampleOf, partsOf, type MarkedPart } from './marked-parts.js'

const noneIntent = 'none'
const texts = z.record(z.string(), z.array(z.string()))
const intentSchema = z.object({
  name: z.string().min(1),
  slots: z.array(z.object({ name: z.string().min(1), entities: z.array(z.string()).default([]) })).default([]),
  utterances: texts,
})
const entitySchema = z.object({
  name: z.string().min(1),
  type: z.enum(['list', 'pattern', 'system']),
  pattern: z.string().optional(),
  occurrences: z.array(z.object({ name: z.string().min(1), synonyms: z.array(z.string()).default([]) })).default([]),
})
const qnaSchema = z.object({
  id: z.string().min(1),
  data: z.object({ questions: texts, answers: texts.default({}) }),
})

const folderOf = (path: string): string => /(?:^|\/)(intents|entities|qna)\/[^/]+\.json$/.exec(path)?.[1] ?? ''
const isQna = (file: DataFile): boolean => folderOf(file.path) === 'qna' || file.path.endsWith('.qna.json')
const isIntent = (file: DataFile): boolean => folderOf(file.path) === 'intents' || file.path.endsWith('.intent.json')
const isEntity = (file: DataFile): boolean => folderOf(file.path) === 'entities' || file.path.endsWith('.entity.json')

export const botpress: Format = {
  name: 'botpress',
  title: 'Botpress 12 (intents, entities and qna folders)',
  detect: (files) =>
    files.some((file) => {
      const top = isQna(file) || isIntent(file) ? peek(file) : undefined
      return top !== undefined && ('utterances' in top || ('data' in top && 'id' in top))
    }),
  read(files) {
    const builder = new ExchangeBuilder()
    for (const file of files) {
      if (isEntity(file)) readEntity(file, builder)
      else if (isQna(file)) readQna(file, builder)
      else if (isIntent(file)) readIntent(file, builder)
    }
    return builder.build()
  },
  write,
}

type Slots = z.infer<typeof intentSchema>['slots']

function readIntent(file: DataFile, builder: ExchangeBuilder): void {
  const { name, slots, utterances } = parseJson(file, intentSchema)
  if (name !== noneIntent) builder.intent(name)
  for (const [language, own] of Object.entries(utterances))
    own.forEach((text, i) => {
      const example = readMarks(text, slots, (reason) =>
        badData(file.path, `utterances.${language}.${String(i)}`, reason),
      )
      if (example === undefined) return
      if (name === noneIntent) builder.outOfScope.push(example.text)
      else builder.intent(name).push(example)
    })
}

const mark = /\[([^[\]]+)\]\(([^()]+)\)/g

function readMarks(line: string, slots: Slots, refuse: (reason: string) => Error): ExchangeExample | undefined {
  const parts: MarkedPart[] = []
  let read = 0
  for (const { index, 0: whole, 1: text = '', 2: name = '' } of line.matchAll(mark)) {
    const slot = slots.find((one) => one.name === name)
    if (slot === undefined) throw refuse(`the slot "${name}" is not defined`)
    parts.push({ text: line.slice(read, index) })
    read = index + whole.length
    const [entity = name] = slot.entities
    parts.push({ text, entity: { entity, ...(entity === name ? {} : { role: name }) } })
  }
  return exampleOf([...parts, { text: line.slice(read) }])
}

function readEntity(file: DataFile, builder: ExchangeBuilder): void {
  const { name, type, pattern, occurrences } = parseJson(file, entitySchema)
  if (type === 'pattern') {
    if (pattern === undefined || pattern === '') throw badData(file.path, 'pattern', 'is missing')
    builder.pattern(name, pattern)
  } else if (type === 'list') {
    builder.list(name)
    for (const { name: value, synonyms } of occurrences) builder.value(name, value, synonyms)
  }
}

function readQna(file: DataFile, builder: ExchangeBuilder): void {
  const { id, data } = parseJson(file, qnaSchema)
  const into = builder.intent(id.replace(/^__qna__/, ''), data.answers)
  for (const text of Object.values(data.questions).flat())
    if (text.trim() !== '') into.push({ text: text.trim(), entities: [] })
}

function write({ intents, outOfScope, lists, patterns }: ExchangeSet): ReturnType<Format['write']> {
  const lost: string[] = []
  const none = outOfScope.map((text) => ({ text, entities: [] }))
  const all: ExchangeIntent[] = [...intents, ...(none.length === 0 ? [] : [{ name: noneIntent, examples: none }])]
  const names = fileNames(all.map(({ name }) => name))
  const entityNames = fileNames([...lists, ...patterns].map(({ name }) => name))
  const files = [
    ...all.map((intent) => {
      const file = names.get(intent.name) ?? intent.name
      return intent.answers === undefined
        ? json(`intents/${file}.json`, writeIntent(intent, lost))
        : json(`qna/${file}.json`, writeQna(intent, intent.answers, lost))
    }),
    ...lists.map(({ name, values }) =>
      json(`entities/${entityNames.get(name) ?? name}.json`, {
        ...{ id: name, name, type: 'list', fuzzy: 0.8, examples: [] },
        occurrences: values.map(({ value, synonyms }) => ({ name: value, synonyms })),
      }),
    ),
    ...patterns.map(({ name, pattern }) =>
      json(`entities/${entityNames.get(name) ?? name}.json`, {
        ...{ id: name, name, type: 'pattern', pattern, examples: [] },
      }),
    ),
  ]
  return { files, lost }
}

function writeIntent({ name, examples }: ExchangeIntent, lost: string[]) {
  const slots = new Map(
    examples.flatMap(({ entities }) => entities.map(({ entity, role }) => [role ?? entity, entity] as const)),
  )
  const written = [...slots].map(([slot, entity]) => ({ id: slot, name: slot, entities: [entity], color: 1 }))
  const lines = examples.flatMap((example) => {
    const line = writeMarks(example)
    const again = readMarks(line, written, (reason) => new Error(reason))
    if (isDeepStrictEqual(again, example)) return [{ text: example.text, line }]
    lost.push(
      `${name}: "${example.text}" holds brackets that Botpress would read as a mark, or a value that stands for another`,
    )
    return []
  })
  const utterances = languagesOf(lines, ({ text }) => text).map(([language, own]) => [
    language.slice(0, 2),
    own.map(({ line }) => line),
  ])
  return {
    ...{ name, filename: `${name}.json`, contexts: ['global'], slots: written },
    utterances: Object.fromEntries(utterances) as Record<string, string[]>,
  }
}

const writeMarks = (example: ExchangeExample): string =>
  partsOf(example)
    .map(({ text, entity }) => (entity === undefined ? text : `[${text}](${entity.role ?? entity.entity})`))
    .join('')

function writeQna({ name, examples }: ExchangeIntent, answers: NonNullable<ExchangeIntent['answers']>, lost: string[]) {
  if (examples.some(({ entities }) => entities.length > 0)) lost.push(`${name}: marked values (questions have none)`)
  const questions = languagesOf(examples, ({ text }) => text).map(([language, own]) => [
    language.slice(0, 2),
    own.map(({ text }) => text),
  ])
  return {
    id: name,
    data: {
      ...{ action: 'text', contexts: ['global'], enabled: true, answers },
      questions: Object.fromEntries(questions) as Record<string, string[]>,
    },
  }
}
