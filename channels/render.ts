// A reply made to fit a channel: split, and turned into words where the channel has no buttons or cards.
import type { Locale } from '../bot/domain/locale.js'
import type { QuickReply, Reply } from '../bot/domain/message.js'
import { citationText, fallbackText } from './card-text.js'
import type { ChannelLimits } from './channel.js'
import { splitText } from './split-text.js'

const bullets = (replies: readonly QuickReply[]): string => replies.map((reply) => `- ${reply.label}`).join('\n')

/**
 * One or more replies, in order, each within `limits`. Nothing that was said is dropped: buttons beyond the limit, cards and citations
 * become text. Buttons, card, citation and files go with the last piece, so that they stand under the whole answer.
 * A reply that fits comes back unchanged, so rendering twice is harmless.
 */
export function renderFor(limits: ChannelLimits, reply: Reply, locale: Locale): readonly Reply[] {
  const buttons = (reply.quickReplies ?? []).slice(0, limits.maxQuickReplies)
  const spoken = (reply.quickReplies ?? []).slice(limits.maxQuickReplies)
  const text = [
    reply.text,
    reply.card && !limits.cards ? fallbackText(reply.card) : '',
    bullets(spoken),
    reply.citation && !limits.cards ? citationText(reply.citation, locale) : '',
  ]
  const pieces = splitText(text.filter((part) => part !== '').join('\n\n'), limits.maxTextLength)
  const { text: _text, quickReplies: _quickReplies, card, citation, ...rest } = reply
  const trimmings = {
    ...rest,
    ...(buttons.length > 0 && { quickReplies: buttons }),
    ...(card && limits.cards && { card }),
    ...(citation && limits.cards && { citation }),
  }
  return pieces.map((piece, index) => (index === pieces.length - 1 ? { text: piece, ...trimmings } : { text: piece }))
}
