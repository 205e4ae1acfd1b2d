// What the Bot Framework Service posts, checked, and the part of it that is a customer's message.
import { createHash } from 'node:crypto'
import { ActivityTypes, type Activity, type ConversationReference } from 'botbuilder'
import { z } from 'zod'
import type { Inbound } from '../../../bot/domain/inbound.js'
import type { Locale } from '../../../bot/domain/locale.js'
import { AppError } from '../../../platform/errors.js'
import { checkedText } from '../../message-text.js'

export const channelName = 'botframework'

/** Ids are stored, indexed and compared: well-formed text without control characters. */
const id = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Surrogate}\p{Cc}]+$/u, 'must be well-formed text')

const account = z.object({ id: id(250), name: z.string().max(250).optional() })

/** Only what is used is read; other fields of an activity pass unseen. https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md */
const common = z.object({
  type: z.enum(ActivityTypes),
  channelId: z.string().regex(/^[a-z0-9-]{1,60}$/i, 'must be the name of a channel'),
  serviceUrl: z.url().max(2000),
  conversation: z.object({
    id: id(220),
    isGroup: z.boolean().optional(),
    conversationType: z.string().max(60).optional(),
    tenantId: z.string().max(250).optional(),
  }),
  from: account.optional(),
  recipient: account.optional(),
})

const message = common.extend({
  id: id(500),
  from: account,
  recipient: account,
  text: z.unknown().optional(),
  value: z.unknown().optional(),
  locale: z.string().max(40).optional(),
  deliveryMode: z.string().max(40).optional(),
})

type MessageActivity = z.infer<typeof message>

const referenceSchema = z.object({
  channelId: z.string(),
  serviceUrl: z.string(),
  conversation: z.looseObject({ id: z.string() }),
  bot: z.looseObject({ id: z.string() }),
  user: z.looseObject({ id: z.string() }),
})

/** The address that a stored message carried, or undefined when it is not one of this channel. */
export const referenceOf = (stored: unknown): Partial<ConversationReference> | undefined => {
  const read = referenceSchema.safeParse(stored)
  return read.success ? (read.data as object) : undefined
}

const invalid = (error: z.ZodError) => {
  const [issue] = error.issues
  const field = issue?.path.join('.')
  return new AppError(
    'input-invalid',
    `The activity's field ${field === undefined || field === '' ? 'body' : field} is wrong: ${issue?.message ?? 'not an activity'}.`,
    { details: { field: field === undefined || field === '' ? 'body' : field } },
  )
}

/** Throws `input-invalid` naming the field. `insecure` allows a service that is not reached over HTTPS. */
export function checkedActivity(body: unknown, insecure: boolean): Activity {
  const read = common.safeParse(body)
  if (!read.success) throw invalid(read.error)
  // The bot's own token is sent to this address.
  if (!insecure && !read.data.serviceUrl.startsWith('https:'))
    throw new AppError('input-invalid', "The activity's field serviceUrl must be an https address.", {
      details: { field: 'serviceUrl' },
    })
  if (read.data.type === ActivityTypes.Message) {
    const asMessage = message.safeParse(body)
    if (!asMessage.success) throw invalid(asMessage.error)
    if (asMessage.data.deliveryMode === 'expectReplies')
      throw new AppError('input-invalid', 'Replies are sent when they are ready; they cannot be waited for.', {
        details: { field: 'deliveryMode' },
      })
  }
  return body as Activity
}

function localeOf(tag: string | undefined): Locale | undefined {
  const language = tag?.slice(0, 2).toLowerCase()
  return language === 'zh' || language === 'en' ? language : undefined
}

/** A button may come back as a value without text. */
const spoken = ({ text, value }: MessageActivity): unknown =>
  (text === undefined || text === '') && typeof value === 'string' ? value : (text ?? '')

/** Without the activity's id: one address serves the whole conversation, and nothing is marked as an answer to its first message. */
const addressed = ({ channelId, serviceUrl, conversation, from, recipient }: MessageActivity) => ({
  channelId,
  serviceUrl,
  conversation: { ...conversation },
  user: { ...from },
  bot: { ...recipient },
})

/**
 * A message activity as the core takes it. The speaker is anonymous: the service vouches for an account of its own, not for a customer of
 * the shop. Throws `message-empty`, `message-too-long` or `message-malformed`.
 */
export function inboundOf(activity: Activity, now: Date): Inbound {
  const read = message.parse(activity)
  const locale = localeOf(read.locale)
  const key = `${read.channelId}:${read.conversation.id}`
  return {
    channel: channelName,
    // Activity ids are unique within a conversation; some are longer than an external id may be.
    externalId: createHash('sha256')
      .update(JSON.stringify([key, read.id]))
      .digest('base64url'),
    conversationKey: key,
    from: {
      channel: channelName,
      subject: `${read.channelId}:${read.from.id}`,
      trust: 'anonymous',
      ...(read.from.name !== undefined && read.from.name !== '' && { displayName: read.from.name }),
    },
    text: checkedText(spoken(read)),
    ...(locale && { locale }),
    reference: addressed(read),
    at: now,
  }
}
