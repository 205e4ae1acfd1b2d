// Rasa's nlu.yml, version 3: intents with [values](entity) in the examples, synonyms, lookups, regular expressions.
// https://rasa.com/docs/rasa/training-data-format (read as documented there).
import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { ExchangeBuilder, type ExchangeExample, type ExchangeSet } from './exchange-set.js'
import { badData, checked, type DataFile, type Format } from './format.js'
import { exampleOf, partsOf, type MarkedPart } from './marked-parts.js'

const outOfScopeIntent = 'out_of_scope'
const outOfScopeNames = new Set([outOfScopeIntent, 'nlu_fallback'])

const examples = z.union([
  z.string(),
  z.array(z.union([z.string(), z.object({ text: z.coerce.string() }).transform(({ text }) => text)])),
])
const itemSchema = z.union([
  z.object({ intent: z.coerce.string().min(1), examples: examples.optional() }),
  z.object({ synonym: z.coerce.string().min(1), examples }),
  z.object({ lookup: z.coerce.string().min(1), examples }),
  z.object({ regex: z.coerce.string().min(1), examples }),
])

export const rasa: Format = {
  name: 'rasa',
  title: 'Rasa (nlu.yml, version 3)',
  detect: (files) => files.some(({ path, text }) => /\.ya?ml$/i.test(path) && /^nlu\s*:/m.test(text)),
  read(files) {
    const builder = new ExchangeBuilder()
    const synonyms: [string, string[]][] = []
    for (const file of files) if (/\.ya?ml$/i.test(file.path)) readFile(file, builder, synonyms)
    for (const [value, written] of synonyms) placeSynonyms(builder, value, written)
    return builder.build()
  },
  write,
}

function readFile(file: DataFile, builder: ExchangeBuilder, synonyms: [string, string[]][]): void {
  const lines = new LineCounter()
  // `uniqueKeys` finds what a hand-written file gets wrong most: an example block pasted twice.
  const document = parseDocument(file.text, { lineCounter: lines, uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined)
    throw badData(file.path, `line ${String(lines.linePos(error.pos[0]).line)}`, error.message.split('\n')[0] ?? '')
  const items = isMap(document.contents) ? document.contents.get('nlu', true) : undefined
  if (items === undefined || (isScalar(items) && items.value === null)) return
  if (!isSeq(items)) throw badData(file.path, 'nlu', 'must be a list')
  for (const node of items.items) {
    const offset = (node as { range?: [number, number, number] }).range?.[0] ?? 0
    const at = `line ${String(lines.linePos(offset).line)}`
    const item = checked(file, (node as { toJSON(): unknown }).toJSON(), itemSchema, at)
    if ('synonym' in item) synonyms.push([item.synonym, listed(item.examples)])
    else if ('lookup' in item) for (const value of listed(item.examples)) builder.value(item.lookup, value, [])
    else if ('regex' in item) for (const pattern of listed(item.examples)) builder.pattern(item.regex, pattern)
    else readIntent(file, at, builder, item.intent, listed(item.examples ?? ''))
  }
}

/** The lines `- one`, `- two` of a block; a list of YAML's own serves as well. */
function listed(examples: string | readonly string[]): string[] {
  if (typeof examples !== 'string') return examples.map((text) => text.trim()).filter((text) => text !== '')
  return examples
    .split('\n')
    .map((line) => line.trim().replace(/^-\s*/, '').trim())
    .filter((line) => line !== '')
}

function readIntent(
  file: DataFile,
  at: string,
  builder: ExchangeBuilder,
  name: string,
  texts: readonly string[],
): void {
  // `faq/ask_hours`: an answer of the response selector; the part before the slash groups them.
  const into = outOfScopeNames.has(name) ? undefined : builder.intent(name)
  for (const text of texts) {
    const example = readMarks(file, at, text)
    if (example === undefined) continue
    if (into === undefined) builder.outOfScope.push(example.text)
    else into.push(example)
  }
}

const mark = /\[([^\]]+)\](?:\(([^)]+)\)|(\{[^}]+\})|\[(\{[^}]+\})[^\]]*\])/g
const marked = z.object({
  entity: z.string().min(1),
  role: z.string().min(1).optional(),
  group: z.string().optional(),
  value: z.coerce.string().min(1).optional(),
})

/** Of several entities on one value (`[SF][{…}, {…}]`) the first stays. `[SF]{"entity":"city","role":"from","value":"San Francisco"}`, `[SF](city)`, `[SF](city:San Francisco)`. */
function readMarks(file: DataFile, at: string, line: string): ExchangeExample | undefined {
  const parts: MarkedPart[] = []
  let read = 0
  for (const { index, 0: whole, 1: text = '', 2: short, 3: single, 4: first } of line.matchAll(mark)) {
    parts.push({ text: line.slice(read, index) })
    read = index + whole.length
    const long = single ?? first
    if (long === undefined) {
      const [entity = '', value] = (short ?? '').split(/:(.*)/s)
      parts.push({ text, entity: { entity, ...(value === undefined || value === '' ? {} : { value }) } })
      continue
    }
    let given: unknown
    try {
      given = JSON.parse(long)
    } catch {
      throw badData(file.path, at, `the mark ${long} is not JSON`)
    }
    const { entity, role, value } = checked(file, given, marked, at)
    parts.push({
      text,
      entity: { entity, ...(role === undefined ? {} : { role }), ...(value === undefined ? {} : { value }) },
    })
  }
  return exampleOf([...parts, { text: line.slice(read) }])
}

/** Rasa's synonyms belong to no entity: they go to the lists that hold the value, else to a list named after the value. */
function placeSynonyms(builder: ExchangeBuilder, value: string, synonyms: readonly string[]): void {
  const names = builder.listNames().filter((name) => builder.list(name).has(value))
  for (const name of names.length === 0 ? [value] : names) {
    // A lookup lists synonyms among its values; now it is known what they are.
    for (const synonym of synonyms) builder.list(name).delete(synonym)
    builder.value(name, value, synonyms)
  }
}

function write({ intents, outOfScope, lists, patterns }: ExchangeSet): ReturnType<Format['write']> {
  const lost: string[] = []
  const written = (name: string, example: ExchangeExample): string[] => {
    const line = writeMarks(example)
    if (line !== undefined) return [line]
    lost.push(`${name}: "${example.text}" holds brackets that Rasa would read as a mark, or a line break`)
    return []
  }
  const plain = outOfScope.map((text) => ({ text, entities: [] }))
  const all = [...intents, ...(plain.length === 0 ? [] : [{ name: outOfScopeIntent, examples: plain, answers: {} }])]
  for (const { name, answers } of intents)
    if (answers !== undefined) lost.push(`${name}: answers (Rasa keeps them in the domain)`)
  const nlu = [
    ...all.map(({ name, examples }) => ({ intent: name, ...block(examples.flatMap((one) => written(name, one))) })),
    ...lists.map(({ name, values }) => ({
      lookup: name,
      ...block(values.flatMap((one) => [one.value, ...one.synonyms])),
    })),
    ...lists.flatMap(({ values }) =>
      values
        .filter(({ synonyms }) => synonyms.length > 0)
        .map(({ value, synonyms }) => ({ synonym: value, ...block(synonyms) })),
    ),
    ...patterns.map(({ name, pattern }) => ({ regex: name, ...block([pattern]) })),
  ]
  const text = stringify({ version: '3.1', nlu }, { lineWidth: 0, blockQuote: 'literal' })
  return { files: [{ path: 'nlu.yml', text }], lost }
}

const block = (lines: readonly string[]): { examples: string } | object =>
  lines.length === 0 ? {} : { examples: lines.map((line) => `- ${line}\n`).join('') }

/** Undefined where the text would be read back as something else. */
function writeMarks(example: ExchangeExample): string | undefined {
  const parts = partsOf(example)
  const line = parts
    .map(({ text, entity }) => {
      if (entity === undefined) return text
      const isShort = entity.role === undefined && entity.value === undefined && !/[:)]/.test(entity.entity)
      return `[${text}]${isShort ? `(${entity.entity})` : JSON.stringify(entity)}`
    })
    .join('')
  if (/[\r\n\u2028\u2029]/.test(line)) return undefined
  if (parts.some(({ text, entity }) => entity !== undefined && text.trim() !== text)) return undefined
  const again = readQuietly(`- ${line}`)
  return isDeepStrictEqual(again, example) ? line : undefined
}

function readQuietly(line: string): ExchangeExample | undefined {
  try {
    return readMarks({ path: '', text: '' }, '', listed(line)[0] ?? '')
  } catch {
    return undefined
  }
}
