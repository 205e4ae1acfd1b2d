// Edits of intents as pure steps: what is asked, applied to what is there. Storing them is the intent store's business.
import type { Locale } from '../../../bot/domain/locale.js'
import { AppError } from '../../../platform/errors.js'
import type { EditableIntent, Intent, IntentStep } from '../ports.js'
import { sameUtterance } from './checks.js'
import { keepMarks, reworded, withMarks } from './marks.js'

/** Without the version: the form in which it is written back. */
export function withoutVersion({ version: _, ...intent }: EditableIntent): Intent {
  return intent
}

/** Marks of utterances that are gone go with them. */
const withUtterances = (intent: EditableIntent, locale: Locale, texts: readonly string[]): Intent =>
  keepMarks({ ...withoutVersion(intent), utterances: { ...intent.utterances, [locale]: texts } })

const step = (before: EditableIntent, after: Intent): IntentStep => ({ name: before.name, before, after })

/** Newest first: what was just typed is what is looked at next. Texts that are there already, in either language, are skipped. */
export function addUtterances(intent: EditableIntent, locale: Locale, texts: readonly string[]) {
  const known = new Set([...intent.utterances.en, ...intent.utterances.zh].map(sameUtterance))
  const added: string[] = []
  const skipped: string[] = []
  for (const text of texts.map((line) => line.trim())) {
    const key = sameUtterance(text)
    if (key === '' || known.has(key)) skipped.push(text)
    else added.push(text)
    known.add(key)
  }
  return {
    step: step(intent, withUtterances(intent, locale, [...added, ...intent.utterances[locale]])),
    added,
    skipped,
  }
}

/** Rejects with `conflict` when the utterance is no longer there, with `input-invalid` when the new wording is there already. */
export function editUtterance(intent: EditableIntent, locale: Locale, from: string, to: string): IntentStep {
  refuseMissing(intent, locale, [from])
  const others = [...intent.utterances.en, ...intent.utterances.zh].filter((text) => text !== from)
  if (others.map(sameUtterance).includes(sameUtterance(to)))
    throw new AppError('input-invalid', 'The intent has this utterance already.', {
      details: { field: 'to', reason: 'duplicate' },
    })
  const marks = (intent.marks ?? []).map((marked) => (marked.text === from ? reworded(marked, to) : marked))
  return step(
    intent,
    withUtterances(
      withMarks(
        intent,
        marks.filter(({ entities }) => entities.length > 0),
      ),
      locale,
      intent.utterances[locale].map((text) => (text === from ? to : text)),
    ),
  )
}

export function removeUtterances(intent: EditableIntent, locale: Locale, texts: readonly string[]): IntentStep {
  refuseMissing(intent, locale, texts)
  const gone = new Set(texts)
  return step(
    intent,
    withUtterances(
      intent,
      locale,
      intent.utterances[locale].filter((text) => !gone.has(text)),
    ),
  )
}

/** Two steps: out of one intent, into the other (where those that it has already are not doubled). */
export function moveUtterances(
  from: EditableIntent,
  to: EditableIntent,
  locale: Locale,
  texts: readonly string[],
): readonly [IntentStep, IntentStep] {
  if (from.name === to.name)
    throw new AppError('input-invalid', 'The utterances are in this intent already.', {
      details: { field: 'to', reason: 'same' },
    })
  const { step: added, added: arrived } = addUtterances(to, locale, texts)
  const marks = [...(to.marks ?? []), ...(from.marks ?? []).filter(({ text }) => arrived.includes(text))]
  const after = added.after === null ? null : withMarks(added.after, marks)
  return [removeUtterances(from, locale, texts), { ...added, after }]
}

function refuseMissing(intent: EditableIntent, locale: Locale, texts: readonly string[]): void {
  const known = new Set(intent.utterances[locale])
  if (!texts.every((text) => known.has(text)))
    throw new AppError('conflict', 'An utterance is no longer there; look again.', { details: { intent: intent.name } })
}
