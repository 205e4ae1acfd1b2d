// Misses: messages that the bot did not understand, grouped so that many can be dealt with at once.
import { z } from 'zod'
import { cursor, instant, limit, locale, route } from '../route.js'
import { changeView, intentName } from '../train/contract.js'

export const missView = z.object({
  /** The receipt of the turn. */
  id: z.string(),
  conversationId: z.string(),
  text: z.string(),
  language: z.enum(['en', 'zh', 'mixed', 'other']),
  outcome: z.string(),
  at: instant,
})
export type MissView = z.infer<typeof missView>

export const missGroup = z.object({
  id: z.string(),
  size: z.number().int(),
  misses: z.array(missView),
  /** What the model thought of, best first. */
  suggestions: z.array(z.object({ intent: z.string(), confidence: z.number() })),
})
export type MissGroup = z.infer<typeof missGroup>

const ids = z.array(z.string().min(1).max(100)).min(1).max(500)
const handled = z.object({ handled: z.number().int(), change: changeView.nullable() })
/** The language of the intent's list that each text goes to is its own; `locale` decides for mixed and other ones. */
const fallbackLocale = locale.default('en')

export const missesContract = {
  list: route({
    method: 'get',
    path: '/misses',
    policy: 'misses.read',
    summary: 'Groups of similar messages of the last 30 days that nobody has dealt with, largest first.',
    query: z.object({ cursor, limit: limit(100, 30) }),
    response: z.object({ groups: z.array(missGroup), total: z.number().int(), next: z.string().nullable() }),
  }),
  assign: route({
    method: 'post',
    path: '/misses/assign',
    policy: 'misses.edit',
    summary: 'Add the messages to an intent as utterances.',
    body: z.object({ ids, intent: z.string().min(1).max(60), locale: fallbackLocale }),
    response: handled,
  }),
  newIntent: route({
    method: 'post',
    path: '/misses/new-intent',
    policy: 'misses.edit',
    summary: 'Make an intent of the messages.',
    body: z.object({
      ids,
      name: intentName,
      description: z.object({ en: z.string().trim().max(300), zh: z.string().trim().max(300) }),
      locale: fallbackLocale,
    }),
    response: handled,
  }),
  notOurs: route({
    method: 'post',
    path: '/misses/not-ours',
    policy: 'misses.edit',
    summary: 'Say that no intent should claim the messages: they teach the bot what is out of scope.',
    body: z.object({ ids, locale: fallbackLocale }),
    response: handled,
  }),
}
