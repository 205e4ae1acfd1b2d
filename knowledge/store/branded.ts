// zod forms of the domain's branded ids and of what several documents share.
import { z } from 'zod'
import type {
  ChannelIdentityId,
  ConversationId,
  CustomerId,
  EventId,
  InboundId,
  MessageId,
  ReceiptId,
} from '../../bot/domain/ids.js'
import { locales } from '../../bot/domain/locale.js'

const id = <T extends string>() =>
  z
    .string()
    .min(1)
    .transform((value) => value as T)

export const customerId = id<CustomerId>()
export const channelIdentityId = id<ChannelIdentityId>()
export const conversationId = id<ConversationId>()
export const messageId = id<MessageId>()
export const inboundId = id<InboundId>()
export const receiptId = id<ReceiptId>()
export const eventId = id<EventId>()

export const locale = z.enum(locales)
export const localizedText = z.object({ en: z.string(), zh: z.string() })
export const localizedLists = z.object({ en: z.array(z.string()), zh: z.array(z.string()) })
export const money = z.object({ amount: z.number(), currency: z.string() })
export const json = z.record(z.string(), z.unknown())
