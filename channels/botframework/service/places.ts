// What the services behind the Bot Framework can show; their connectors drop or refuse what is beyond.
import type { ChannelLimits } from '../../channel.js'

/** The narrowest of the chat services, taken for one that is not listed. */
const unknown: ChannelLimits = { maxTextLength: 2000, maxQuickReplies: 3, cards: true }

/** https://learn.microsoft.com/azure/bot-service/bot-service-channels-reference and the services' own references. */
const known = new Map<string, ChannelLimits>([
  ['directline', { maxTextLength: 20_000, maxQuickReplies: 20, cards: true }],
  ['webchat', { maxTextLength: 20_000, maxQuickReplies: 20, cards: true }],
  ['emulator', { maxTextLength: 20_000, maxQuickReplies: 20, cards: true }],
  ['msteams', { maxTextLength: 10_000, maxQuickReplies: 3, cards: true }],
  ['facebook', { maxTextLength: 2000, maxQuickReplies: 10, cards: true }],
  ['line', { maxTextLength: 5000, maxQuickReplies: 13, cards: true }],
  ['telegram', { maxTextLength: 4000, maxQuickReplies: 20, cards: true }],
  ['email', { maxTextLength: 20_000, maxQuickReplies: 0, cards: false }],
  ['sms', { maxTextLength: 1500, maxQuickReplies: 0, cards: false }],
])

export const limitsOf = (channelId: string): ChannelLimits => known.get(channelId) ?? unknown

/** The most that any of them can show. */
export const widestLimits: ChannelLimits = { maxTextLength: 20_000, maxQuickReplies: 20, cards: true }
