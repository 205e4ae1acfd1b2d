// What an import would do to the training data as it is: row by row, and as steps to write. Pure.
import type { Locale } from '../../../bot/domain/locale.js'
import { sameUtterance } from '../train/checks.js'
import { withMarks } from '../train/marks.js'
import type { EditableIntent, EntityDefinition, Intent, IntentStep, MarkedUtterance, NotOurs } from '../ports.js'
import type { ImportView, RowReason, RowStatus, RowView } from './contract.js'

/** What was read from files, in Kefu's names. */
export interface ReadData {
  set: {
    intents: readonly { name: string; utterances: readonly string[] }[]
    outOfScope: readonly string[]
    entities: readonly EntityDefinition[]
    annotated?: readonly MarkedUtterance[] | undefined
  }
  answers: readonly { intent: string; en: readonly string[]; zh: readonly string[] }[]
  bad: readonly { file: string; at: string; reason: string }[]
  refused: readonly { name: string; reason: string }[]
}

export interface Present {
  intents: readonly EditableIntent[]
  outOfScope: NotOurs
  entities: readonly EntityDefinition[]
}

export interface ImportPlan {
  rows: RowView[]
  intents: ImportView['intents']
  entities: ImportView['entities']
  /** What to write; nothing where nothing is new. */
  steps: IntentStep[]
  notOurs: NotOurs
  newEntities: EntityDefinition[]
}

const longest = 300
const longestName = 60

/** Chinese where any of it is written in Chinese. */
const localeOf = (text: string): Locale => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en')

const byLocale = (texts: readonly string[]): Record<Locale, string[]> => ({
  en: texts.filter((text) => localeOf(text) === 'en'),
  zh: texts.filter((text) => localeOf(text) === 'zh'),
})

type Counts = Record<RowStatus, number>
export const countRows = (rows: readonly RowView[]): Counts => {
  const counts: Counts = { new: 0, marked: 0, duplicate: 0, invalid: 0 }
  for (const { status } of rows) counts[status]++
  return counts
}

export function planImport(present: Present, read: ReadData): ImportPlan {
  const { set } = read
  const marksOf = new Map((set.annotated ?? []).map((marked) => [marked.text, marked]))
  const claims = claimsOf(present)
  const rows: RowView[] = []
  const steps: IntentStep[] = []
  const intents: ImportPlan['intents'] = []
  for (const { name, utterances } of set.intents) {
    const before = present.intents.find((intent) => intent.name === name)
    const own = utterances.map((text): RowView => judge({ name, text, before, claims, marks: marksOf.get(text) }))
    const added = own.filter(({ status }) => status === 'new').map(({ text }) => text)
    const marked = own.filter(({ status }) => status === 'marked').map(({ text }) => text)
    if (added.length + marked.length > 0) {
      const base = before ?? newIntent(name, read.answers)
      const marks = [...added, ...marked].flatMap((text) => marksOf.get(text) ?? [])
      steps.push({ name, before: before ?? null, after: grown(base, added, marks) })
    }
    rows.push(...own)
    intents.push({ name, known: before !== undefined, counts: countRows(own) })
  }
  const outside = set.outOfScope.map((text): RowView => judgeOutside(text, claims))
  return {
    rows: [...rows, ...outside, ...read.bad.map(unreadable)],
    intents,
    entities: judgeEntities(present.entities, read),
    steps,
    notOurs: byLocale(outside.filter(({ status }) => status === 'new').map(({ text }) => text)),
    newEntities: set.entities.filter(({ name }) => !present.entities.some((known) => known.name === name)),
  }
}

/** Whose each example is, by what the model cannot tell apart; null: nobody's. */
type Claims = Map<string, string | null>

function claimsOf({ intents, outOfScope }: Present): Claims {
  const claims: Claims = new Map()
  for (const text of [...outOfScope.en, ...outOfScope.zh]) claims.set(sameUtterance(text), null)
  for (const { name, utterances } of intents)
    for (const text of [...utterances.en, ...utterances.zh]) claims.set(sameUtterance(text), name)
  return claims
}

function judge(row: {
  name: string
  text: string
  before: EditableIntent | undefined
  claims: Claims
  marks: MarkedUtterance | undefined
}): RowView {
  const { name, text, before, claims, marks } = row
  const say = (status: RowStatus, reason?: RowReason): RowView => ({
    ...{ intent: name, text, status },
    ...(reason === undefined ? {} : { reason }),
  })
  if (name.length > longestName) return say('invalid', { kind: 'name' })
  if (text.length > longest) return say('invalid', { kind: 'too-long', most: longest })
  const key = sameUtterance(text)
  const claimed = claims.get(key)
  if (claimed === null) return say('invalid', { kind: 'not-ours' })
  if (claimed !== undefined && claimed !== name) return say('invalid', { kind: 'other-intent', intent: claimed })
  if (claimed === name) return brings(before, text, marks) ? say('marked') : say('duplicate', { kind: 'same' })
  claims.set(key, name)
  return say('new')
}

/** Marks for an utterance that is there, word for word, without any. */
const brings = (before: EditableIntent | undefined, text: string, marks: MarkedUtterance | undefined): boolean =>
  marks !== undefined &&
  before !== undefined &&
  before.utterances[localeOf(text)].includes(text) &&
  !(before.marks ?? []).some((marked) => marked.text === text)

function judgeOutside(text: string, claims: Claims): RowView {
  const key = sameUtterance(text)
  const claimed = claims.get(key)
  const row = { intent: null, text }
  if (text.length > longest) return { ...row, status: 'invalid', reason: { kind: 'too-long', most: longest } }
  if (claimed === null) return { ...row, status: 'duplicate', reason: { kind: 'same' } }
  if (claimed !== undefined) return { ...row, status: 'invalid', reason: { kind: 'other-intent', intent: claimed } }
  claims.set(key, null)
  return { ...row, status: 'new' }
}

const unreadable = (bad: ReadData['bad'][number]): RowView => ({
  ...{ intent: null, text: '', status: 'invalid' },
  reason: { kind: 'unreadable', ...bad },
})

function newIntent(name: string, answers: ReadData['answers']): Intent {
  const said = answers.find(({ intent }) => intent === name)
  return {
    name,
    description: { en: '', zh: '' },
    kind: 'answer',
    answers: { en: [...(said?.en ?? [])], zh: [...(said?.zh ?? [])] },
    utterances: { en: [], zh: [] },
  }
}

function grown(base: Intent | EditableIntent, added: readonly string[], marks: readonly MarkedUtterance[]): Intent {
  const { version: _, ...intent } = base as EditableIntent
  const { en, zh } = byLocale(added)
  const utterances = { en: [...intent.utterances.en, ...en], zh: [...intent.utterances.zh, ...zh] }
  return withMarks({ ...intent, utterances }, [...(intent.marks ?? []), ...marks])
}

function judgeEntities(present: readonly EntityDefinition[], { set, refused }: ReadData): ImportPlan['entities'] {
  return [
    ...set.entities.map(({ name, kind }) => ({
      ...{ name, kind },
      status: present.some((known) => known.name === name) ? ('known' as const) : ('new' as const),
    })),
    ...refused.map(({ name, reason }) => ({ name, kind: 'pattern' as const, status: 'invalid' as const, reason })),
  ]
}
