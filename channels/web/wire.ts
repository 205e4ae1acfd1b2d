// Messages of the record as the widget sees them.
import type { Message } from '../../bot/domain/message.js'
import { ratedUntil, type GivenScore, type Resolution, type Score } from '../../bot/domain/rating.js'
import type { RatingAsked, WireMessage } from './protocol.js'

/** Gives a path by which the file can be fetched for a while. */
export type FileLink = (file: { id: string; name: string }) => string

/** Ids of people and of inbox entries stay on the server; a deleted message keeps its place but not its words. */
export function toWire(message: Message, fileLink: FileLink): WireMessage {
  const { attachments, ...content } = message.content
  const { author } = message
  return {
    id: message.id,
    seq: message.seq,
    direction: message.direction,
    author: author.kind === 'person' ? { kind: 'person', name: author.name } : { kind: author.kind },
    content: message.deletedAt
      ? { text: '' }
      : {
          ...content,
          ...(attachments && { attachments: attachments.map((file) => ({ ...file, url: fileLink(file) })) }),
        },
    ...(message.clientId !== undefined && { clientId: message.clientId }),
    ...(message.delivery && { delivery: message.delivery }),
    at: message.at.toISOString(),
    ...(message.editedAt && { editedAt: message.editedAt.toISOString() }),
    ...(message.deletedAt && { deletedAt: message.deletedAt.toISOString() }),
  }
}

export const toWireRating = (resolution: Pick<Resolution, 'epoch' | 'at'>, score?: Score): RatingAsked => ({
  epoch: resolution.epoch,
  resolvedAt: resolution.at.toISOString(),
  until: ratedUntil(resolution).toISOString(),
  ...(score !== undefined && { score }),
})

/** What may be rated of a conversation now. */
export function ratingAsked(
  conversation: { resolution?: Resolution; rating?: GivenScore } | undefined,
  now: Date,
): RatingAsked | undefined {
  const { resolution, rating } = conversation ?? {}
  if (!resolution || ratedUntil(resolution) <= now) return undefined
  return toWireRating(resolution, rating?.epoch === resolution.epoch ? rating.score : undefined)
}
