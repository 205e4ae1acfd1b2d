// How well the groups of messages agree with what they were written for: on the demo shop's sentences in both languages, or on any file.
import { loadDemoShop } from '../../demo/shop/index.js'
import { columnOf, readTable } from '../../knowledge/imports/read/index.js'
import { meaningsOf, type ReasonEncoder } from '../../knowledge/reasons/encoders.js'
import { groupTexts, type TextsToGroup } from '../../knowledge/reasons/grouping/group-texts.js'
import { weighWords, wordColumns, wordVector } from '../../knowledge/reasons/text-vectors.js'
import { adjustedRandIndex, kMeans } from '../../knowledge/segments/k-means.js'
import { commandEncoders } from './encoders.js'
import { optional, required, rounded, timed, usageError, type Given } from '../lib/command.js'

type Language = 'en' | 'zh'

interface Known {
  set: string
  language: Language
  texts: string[]
  reasons: string[]
}

/** Agreement is counted over at most so many different reasons and groups. */
const mostNumbers = 255

const numbers = (names: readonly unknown[]): Uint8Array => {
  const all = new Map([...new Set(names)].map((name, at) => [name, Math.min(at, mostNumbers)]))
  return Uint8Array.from(names, (name) => all.get(name) ?? mostNumbers)
}

const shopSentences = (): Known[] =>
  (['en', 'zh'] as const).map((language) => {
    const rows = loadDemoShop({ now: new Date() }).intents.flatMap(({ name, kind, utterances }) =>
      kind === 'dialogue' ? [] : utterances[language].map((text) => ({ text, name })),
    )
    return {
      ...{ set: 'demo shop', language },
      texts: rows.map(({ text }) => text),
      reasons: rows.map(({ name }) => name),
    }
  })

async function fromFile(given: Given, path: string): Promise<Known[]> {
  const language = optional(given, 'language') ?? 'en'
  if (language !== 'en' && language !== 'zh') throw usageError(`--language must be en or zh, not "${language}".`)
  const table = await readTable(path)
  const column = (option: string): string[] => {
    const { values, codes } = columnOf(table, required(given, option))
    return Array.from(codes, (code) => values[code] ?? '')
  }
  const [texts, reasons] = [column('text'), column('reason')]
  const seen = new Set<string>()
  const rows = texts.flatMap((text, at) => {
    if (text.trim() === '' || seen.has(text)) return []
    seen.add(text)
    return [{ text, reason: reasons[at] ?? '' }]
  })
  return [{ set: path, language, texts: rows.map(({ text }) => text), reasons: rows.map(({ reason }) => reason) }]
}

async function inputOf(texts: readonly string[], encoder: ReasonEncoder | undefined): Promise<TextsToGroup> {
  const counts = texts.map(() => 1)
  if (!encoder) return { texts, counts }
  const { dimensions: columns } = encoder.stamp
  const values = new Float32Array(texts.length * columns)
  for (const [row, vector] of (await meaningsOf(encoder, texts)).entries()) values.set(vector, row * columns)
  return { texts, counts, meanings: { columns, values } }
}

/** k-means told the right number of groups, on the same vectors. */
function toldHowMany({ texts, meanings }: TextsToGroup, groups: number): Uint8Array | undefined {
  if (groups > 50 || texts.length < groups) return undefined
  const columns = meanings?.columns ?? wordColumns
  const weights = weighWords(texts)
  const values = meanings?.values ?? Float32Array.from(texts.flatMap((text) => [...wordVector(text, weights)]))
  return kMeans({ rows: texts.length, columns, values }, groups, { restarts: 4 }).groups
}

async function scored({ set, language, texts, reasons }: Known, encoder: ReasonEncoder | undefined) {
  const truth = numbers(reasons)
  const encoding = await timed(() => inputOf(texts, encoder))
  const grouping = await timed(() => groupTexts(encoding.result))
  const { groups } = grouping.result
  const told = toldHowMany(encoding.result, new Set(reasons).size)
  return {
    ...{ set, language, by: encoder ? 'meaning' : 'words', messages: texts.length, reasons: new Set(reasons).size },
    agreement: rounded(adjustedRandIndex(truth, numbers([...groups]))),
    groups: grouping.result.grouping.words.length,
    inNone: rounded(groups.filter((group) => group < 0).length / Math.max(1, texts.length)),
    kMeansToldTheNumber: told ? rounded(adjustedRandIndex(truth, told)) : null,
    cpuSeconds: rounded(encoding.cpuSeconds + grouping.cpuSeconds, 2),
  }
}

/** Adjusted Rand index with the known reasons: 1 the same groups, 0 chance. */
export async function reasonsEval(given: Given): Promise<unknown> {
  const path = optional(given, 'data')
  const sets = path === undefined ? shopSentences() : await fromFile(given, path)
  const encoders = await commandEncoders()
  const rows: unknown[] = []
  for (const known of sets) {
    const encoder = encoders[known.language]
    if (encoder) rows.push(await scored(known, encoder))
    rows.push(await scored(known, undefined))
  }
  return rows
}
