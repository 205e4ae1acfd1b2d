// What an open page can listen to. A message says only that something changed; pages then read it through the API, so that nothing goes
// over the socket that the API would refuse. Each topic names its policy, or it does not compile.
import { z } from 'zod'
import type { Policy } from './policy.js'

export const topics = {
  /** The list of conversations; `id` names the one that changed. */
  conversations: 'conversations.read',
  /** One conversation: `id` is needed. */
  conversation: 'conversations.read',
  /** Intents, the training run, versions. */
  training: 'training.read',
  misses: 'misses.read',
} as const satisfies Record<string, Policy>
export type Topic = keyof typeof topics

/** Where the socket server of the pages listens. */
export const socketPath = '/admin/socket'

const topicNames = Object.keys(topics) as [Topic, ...Topic[]]

/** What a page sends with `subscribe` and `unsubscribe`. */
export const subscription = z.strictObject({
  topic: z.enum(topicNames),
  id: z.string().min(1).max(100).optional(),
})
export type Subscription = z.infer<typeof subscription>

/** The acknowledgement of both. */
export const subscribed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('refused'), code: z.string() }),
])

/** What a page gets with `changed`. */
export const changedMessage = z.object({ topic: z.enum(topicNames), id: z.string().optional() })
export type ChangedMessage = z.infer<typeof changedMessage>

/** What a page that listens to one conversation gets with `typing`: its customer is, for so many ms unless it is said again. */
export const typingMessage = z.object({ id: z.string(), ms: z.number().positive() })
export type TypingMessage = z.infer<typeof typingMessage>

export const roomOf = ({ topic, id }: Subscription): string => (id === undefined ? topic : `${topic}:${id}`)
