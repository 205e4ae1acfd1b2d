// What customers contact the shop about: groups of messages with words, counts and weeks.
import { z } from 'zod'
import { instant, localizedText, route } from '../route.js'

export const reasonView = z.object({
  /** Null: messages that are like no group. */
  id: z.string().nullable(),
  /** Of its messages. */
  language: z.enum(['en', 'zh']).nullable(),
  /** What the bot understood in most of them, where there is such a thing, and the words that tell the group from the others. */
  label: localizedText,
  words: z.array(z.string()),
  intent: z.string().optional(),
  messages: z.number().int(),
  /** One that goes on in another week counts again. */
  conversations: z.number().int(),
  /** Oldest first, every week. */
  weeks: z.array(z.object({ week: z.iso.date(), messages: z.number().int(), conversations: z.number().int() })),
  /** Without names, addresses and numbers. */
  examples: z.array(z.object({ text: z.string(), conversationId: z.string(), at: instant })),
})
export type ReasonView = z.infer<typeof reasonView>

export const reasonsContract = {
  list: route({
    method: 'get',
    path: '/contact-reasons',
    policy: 'misses.read',
    summary: 'What customers contact the shop about, most messages first, week by week, with masked examples.',
    query: z.object({ weeks: z.coerce.number().int().min(1).max(26).default(12) }),
    response: z.object({ items: z.array(reasonView) }),
  }),
}
