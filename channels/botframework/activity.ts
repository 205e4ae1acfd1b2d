// Kefu's messages as Bot Framework activities and back, without loss.
import { ActionTypes, ActivityTypes, AttachmentLayoutTypes, type Activity, type Entity } from 'botbuilder'
import { z } from 'zod'
import type { StoredInbound } from '../../bot/domain/inbound.js'
import type { Attachment, Citation, QuickReply, Reply } from '../../bot/domain/message.js'
import { attachmentsOf, cardOf } from './card-activity.js'

/** schema.org citation entity, as Teams draws it: learn.microsoft.com/microsoftteams/platform/bots/how-to/bot-messages-ai-generated-content */
const messageEntity = 'https://schema.org/Message'

const citationEntity = z.object({
  type: z.literal(messageEntity),
  citation: z.tuple([
    z.object({
      appearance: z.object({ name: z.string(), url: z.string(), identifier: z.string(), version: z.number() }),
    }),
  ]),
})

const citationOut = (citation: Citation): Entity => ({
  type: messageEntity,
  '@type': 'Message',
  '@context': 'https://schema.org',
  citation: [
    {
      '@type': 'Claim',
      position: 1,
      appearance: {
        '@type': 'DigitalDocument',
        name: citation.title,
        abstract: citation.title,
        url: citation.url,
        identifier: citation.articleId,
        version: citation.version,
      },
    },
  ],
})

function citationIn(entities: readonly Entity[]): Citation | undefined {
  for (const entity of entities) {
    const read = citationEntity.safeParse(entity)
    if (!read.success) continue
    const { identifier, name, version, url } = read.data.citation[0].appearance
    return { articleId: identifier, title: name, version, url }
  }
  return undefined
}

const buttonOut = (reply: QuickReply) => ({ type: ActionTypes.ImBack, title: reply.label, value: reply.value })

const fileType = 'application/vnd.kefu.file'
const file = z.object({ id: z.string(), name: z.string(), mime: z.string(), size: z.number() })

/** A message activity that says the same as `reply`. */
export function activityOf(reply: Reply): Partial<Activity> {
  const attachments = [
    ...(reply.card ? attachmentsOf(reply.card) : []),
    ...(reply.attachments ?? []).map((content) => ({ contentType: fileType, name: content.name, content })),
  ]
  return {
    type: ActivityTypes.Message,
    text: reply.text,
    ...(reply.quickReplies && { suggestedActions: { to: [], actions: reply.quickReplies.map(buttonOut) } }),
    ...((reply.card ?? reply.attachments) && { attachments }),
    ...(reply.card?.items && { attachmentLayout: AttachmentLayoutTypes.Carousel }),
    ...(reply.citation && { entities: [citationOut(reply.citation)] }),
  }
}

function filesIn(activity: Partial<Activity>): readonly Attachment[] | undefined {
  const attachments = activity.attachments
  if (!attachments) return undefined
  const files = attachments.filter((each) => each.contentType === fileType).map((each) => file.parse(each.content))
  // An empty list of files beside no card is the only way that `attachments: []` can have come about.
  return files.length > 0 || attachments.length === 0 ? files : undefined
}

/** The reply that a message activity says; what Kefu has no word for is left out. */
export function replyOf(activity: Partial<Activity>): Reply {
  const card = cardOf(
    activity.attachments ?? [],
    activity.attachmentLayout === (AttachmentLayoutTypes.Carousel as string),
  )
  const citation = citationIn(activity.entities ?? [])
  const attachments = filesIn(activity)
  const buttons = activity.suggestedActions?.actions.map((action) => ({
    label: action.title,
    value: String(action.value ?? action.title),
  }))
  return {
    text: activity.text ?? '',
    ...(attachments && { attachments }),
    ...(buttons && { quickReplies: buttons }),
    ...(card && { card }),
    ...(citation && { citation }),
  }
}

/** The activity that a turn runs on. */
export const inboundActivity = (inbound: StoredInbound): Partial<Activity> => ({
  type: ActivityTypes.Message,
  id: inbound.id,
  channelId: inbound.channel,
  serviceUrl: 'urn:kefu',
  timestamp: inbound.at,
  from: { id: inbound.from.subject, name: inbound.from.displayName ?? '', role: 'user' },
  recipient: { id: 'kefu', name: 'Kefu', role: 'bot' },
  conversation: { id: inbound.conversationId, isGroup: false, conversationType: 'personal', name: '' },
  text: inbound.text,
  ...(inbound.locale && { locale: inbound.locale }),
})
