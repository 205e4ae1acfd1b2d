// What is wrong with training data: the same utterance twice, in two intents, too few of them, no answer. Pure, so that the same rules
// serve the page that types, the list of intents and the moment before training.
import type { Issue } from './contract.js'

interface CheckedIntent {
  name: string
  kind: 'flow' | 'article' | 'answer' | 'dialogue'
  article?: string
  answers?: { readonly en: readonly string[]; readonly zh: readonly string[] }
  utterances: { readonly en: readonly string[]; readonly zh: readonly string[] }
}

const locales = ['en', 'zh'] as const
/** Below this an intent is guessed more often than recognised. */
export const fewUtterances = 10
const longUtterance = 200

/** What the model cannot tell apart: width, case, spaces at the ends and inside, and closing punctuation. */
export const sameUtterance = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .replace(/[\s.!?。！？…~]+$/u, '')
    .trim()

/** Where each utterance stands already. */
export function utteranceIndex(intents: readonly CheckedIntent[]): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>()
  for (const { name, utterances } of intents)
    for (const locale of locales)
      for (const text of utterances[locale]) {
        const key = sameUtterance(text)
        const at = index.get(key)
        if (at === undefined) index.set(key, [name])
        else at.push(name)
      }
  return index
}

/** What would be wrong with `texts` as new utterances of `intent`. */
export function checkTyped(
  intents: readonly CheckedIntent[],
  intent: string,
  locale: 'en' | 'zh',
  texts: readonly string[],
): Issue[] {
  const index = utteranceIndex(intents)
  const typed = new Set<string>()
  return texts.flatMap((text): Issue[] => {
    const key = sameUtterance(text)
    if (key === '') return []
    const at = index.get(key) ?? []
    const twice = at.includes(intent) || typed.has(key)
    typed.add(key)
    return issuesOfText({ intent, locale, text, others: at.filter((name) => name !== intent), twice })
  })
}

function issuesOfText(given: {
  intent: string
  locale: 'en' | 'zh'
  text: string
  others: readonly string[]
  twice: boolean
}): Issue[] {
  const { intent, locale, text, others, twice } = given
  const at = { intent, locale, text }
  return [
    ...(twice ? [{ kind: 'duplicate' as const, severe: false, ...at }] : []),
    ...(others[0] === undefined ? [] : [{ kind: 'conflict' as const, severe: true, ...at, other: others[0] }]),
    ...(text.length > longUtterance ? [{ kind: 'too-long' as const, severe: false, ...at, count: text.length }] : []),
  ]
}

/** Everything that is wrong, intent by intent in their order. */
export function checkAll(intents: readonly CheckedIntent[]): Issue[] {
  const index = utteranceIndex(intents)
  return intents.flatMap((intent) => issuesOfIntent(intent, index))
}

function issuesOfIntent(intent: CheckedIntent, index: ReadonlyMap<string, readonly string[]>): Issue[] {
  const { name, kind, utterances, answers, article } = intent
  const total = utterances.en.length + utterances.zh.length
  const issues: Issue[] = []
  if (total < fewUtterances) issues.push({ kind: 'too-few', severe: total === 0, intent: name, count: total })
  else
    for (const locale of locales)
      if (utterances[locale].length === 0)
        issues.push({ kind: 'missing-language', severe: false, intent: name, locale })
  if (kind === 'answer')
    for (const locale of locales)
      if ((answers?.[locale] ?? []).length === 0) issues.push({ kind: 'no-answer', severe: true, intent: name, locale })
  if (kind === 'article' && (article === undefined || article === ''))
    issues.push({ kind: 'no-answer', severe: true, intent: name })
  const seen = new Set<string>()
  for (const locale of locales)
    for (const text of utterances[locale]) {
      const key = sameUtterance(text)
      const others = (index.get(key) ?? []).filter((other) => other !== name)
      issues.push(...issuesOfText({ intent: name, locale, text, others, twice: seen.has(key) }))
      seen.add(key)
    }
  return issues
}
