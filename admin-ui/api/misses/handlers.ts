// Misses: grouped, and dealt with many at a time. Each way of dealing with them is a change of the training data that can be undone.
import type { Locale } from '../../../bot/domain/locale.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { ChangeKind, EditableIntent, IntentStep, IntentStore, Miss, Misses, NotOurs } from '../ports.js'
import type { Handlers } from '../serve.js'
import { addUtterances } from '../train/edits.js'
import { presentChange } from '../train/present.js'
import type { MissGroup, missesContract } from './contract.js'
import { groupMisses } from './group.js'

export interface MissesDeps {
  misses: Misses
  intents: IntentStore
  clock: Clock
  onChanged(): void
}

export const missesKeptMs = 30 * 86_400_000
/** The newest so many are grouped; older ones come up once these are dealt with. */
const grouped = 3000
const shownOfGroup = 50

export function missesHandlers({ misses, intents, clock, onChanged }: MissesDeps): Handlers<typeof missesContract> {
  const since = () => new Date(clock.now().getTime() - missesKeptMs)

  const teach = async (ids: readonly string[], by: string, plan: TeachPlan) => {
    const found = await misses.get(ids)
    const { kind, count, steps, notOurs, intent } = await plan(found)
    const change =
      count === 0
        ? undefined
        : await intents.apply({ kind, count, by, steps, ...(notOurs === undefined ? {} : { notOurs }) })
    if (count > 0 && change === undefined)
      throw new AppError('conflict', 'Somebody else changed this intent; try again.')
    await misses.markHandled(ids, {
      kind: intent === undefined ? 'not-ours' : 'intent',
      ...(intent === undefined ? {} : { intent }),
      by,
    })
    onChanged()
    return { handled: found.length, change: change === undefined ? null : presentChange(change) }
  }

  return {
    async list({ query }) {
      const groups = groupMisses(await misses.open(since(), grouped))
      const from = query.cursor === undefined ? 0 : groups.findIndex(({ id }) => id === query.cursor) + 1
      const page = groups.slice(from, from + query.limit)
      const more = from + query.limit < groups.length
      return {
        groups: page.map(present),
        total: await misses.countOpen(since()),
        next: more ? (page.at(-1)?.id ?? null) : null,
      }
    },

    assign: ({ body }, { user }) =>
      teach(body.ids, user.name, async (found) => {
        const intent = await intents.get(body.intent)
        if (intent === undefined)
          throw new AppError('not-found', 'There is no such intent.', { details: { intent: body.intent } })
        return { kind: 'add', intent: intent.name, ...withTexts(intent, intent, found, body.locale) }
      }),

    newIntent: ({ body }, { user }) =>
      teach(body.ids, user.name, async (found) => {
        const { name, description } = body
        if ((await intents.get(name)) !== undefined)
          throw new AppError('conflict', 'There is an intent of this name.', { details: { field: 'name' } })
        const empty: EditableIntent = {
          ...{ name, description, kind: 'answer', version: 0 },
          answers: { en: [], zh: [] },
          utterances: { en: [], zh: [] },
        }
        return { kind: 'add-intent', intent: name, ...withTexts(null, empty, found, body.locale) }
      }),

    notOurs: ({ body }, { user }) =>
      teach(body.ids, user.name, async (found) => {
        const texts = (locale: Locale) =>
          found.filter((miss) => localeOf(miss, body.locale) === locale).map(({ text }) => text)
        return { kind: 'not-ours', count: found.length, steps: [], notOurs: { en: texts('en'), zh: texts('zh') } }
      }),
  }
}

type TeachPlan = (found: readonly Miss[]) => Promise<{
  kind: ChangeKind
  count: number
  steps: readonly IntentStep[]
  notOurs?: NotOurs
  intent?: string
}>

const localeOf = (miss: Miss, otherwise: Locale): Locale =>
  miss.language === 'en' || miss.language === 'zh' ? miss.language : otherwise

function withTexts(before: EditableIntent | null, base: EditableIntent, found: readonly Miss[], otherwise: Locale) {
  const texts = (locale: Locale) => found.filter((miss) => localeOf(miss, otherwise) === locale).map(({ text }) => text)
  const en = addUtterances(base, 'en', texts('en'))
  const zh = addUtterances({ ...(en.step.after ?? base), version: base.version }, 'zh', texts('zh'))
  return { count: en.added.length + zh.added.length, steps: [{ name: base.name, before, after: zh.step.after }] }
}

const present = ({ id, size, misses, suggestions }: ReturnType<typeof groupMisses>[number]): MissGroup => ({
  id,
  size,
  misses: misses.slice(0, shownOfGroup).map(({ id: receipt, conversationId, text, language, outcome, at }) => ({
    ...{ id: receipt, conversationId, text, language, outcome },
    at: at.toISOString(),
  })),
  suggestions: suggestions.map((suggestion) => ({ ...suggestion })),
})
