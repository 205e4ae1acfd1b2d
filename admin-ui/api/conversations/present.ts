// Domain objects as the API shows them: what is not named here stays on the server.
import type { Message } from '../../../bot/domain/message.js'
import type { Rating } from '../../../bot/domain/rating.js'
import type { Receipt } from '../../../bot/domain/receipt.js'
import type { Part, Understanding } from '../../../nlu/understanding.js'
import type { ConversationEntry, CustomerPanel, Note } from '../ports.js'
import type { Answer } from '../route.js'
import type { conversationsContract } from './contract.js'
import type { RatingView, ReceiptView, UnderstandingView, conversationView, messageView, noteView } from './views.js'
import type { z } from 'zod'

export function presentConversation({
  conversation,
  customer,
  lastMessage,
}: ConversationEntry): z.input<typeof conversationView> {
  const { id, channel, locale, owner, epoch, status, trust, handOff, lastSeq, customerId } = conversation
  return {
    ...{ id, channel, locale, owner, epoch, status, trust, lastSeq },
    customer: {
      id: customerId,
      ...(customer?.number === undefined ? {} : { number: customer.number }),
      ...(customer?.name === undefined ? {} : { name: customer.name }),
    },
    ...(handOff === undefined
      ? {}
      : {
          handOff: {
            reason: handOff.reason,
            requestedAt: handOff.requestedAt.toISOString(),
            ...(handOff.claimedBy === undefined ? {} : { claimedBy: handOff.claimedBy }),
            ...(handOff.claimedAt === undefined ? {} : { claimedAt: handOff.claimedAt.toISOString() }),
            ...(handOff.contactEmail === undefined ? {} : { contactEmail: handOff.contactEmail }),
          },
        }),
    ...(lastMessage === undefined
      ? {}
      : {
          lastMessage: {
            text: lastMessage.content.text.slice(0, 300),
            author: lastMessage.author.kind,
            at: lastMessage.at.toISOString(),
          },
        }),
    ...(conversation.rating && {
      rating: { score: conversation.rating.score, at: conversation.rating.at.toISOString() },
    }),
    createdAt: conversation.createdAt.toISOString(),
    updatedAt: conversation.updatedAt.toISOString(),
  }
}

/** zod strips what the view does not name; readonly arrays become plain ones on the way through JSON. */
export function presentMessage(message: Message): z.input<typeof messageView> {
  const { id, seq, direction, author, content, delivery, inboundId, at } = message
  const editedAt = message.editedAt?.toISOString()
  const deletedAt = message.deletedAt?.toISOString()
  const { text, quickReplies, card, citation, attachments } = content
  const optional = { quickReplies, card, citation, attachments, delivery, inboundId, editedAt, deletedAt }
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  return { id, seq, direction, author, text, ...present, at: at.toISOString() }
}

export const presentRating = ({ id, score, comment, by, at }: Rating): RatingView => ({
  ...{ id, score, at: at.toISOString() },
  ...(comment !== undefined && { comment }),
  ...(by && { by }),
})

export const presentNote = ({ id, author, text, at }: Note): z.input<typeof noteView> => ({
  id,
  author,
  text,
  at: at.toISOString(),
})

export function presentUnderstanding(understanding: Understanding): UnderstandingView {
  const { text, language, kind, sentiment, model, parts, encoder } = understanding
  return {
    ...{ text, language, kind, sentiment: { ...sentiment }, model, parts: parts.map(presentPart) },
    ...(encoder === undefined ? {} : { encoder }),
  }
}

function presentPart(part: Part): UnderstandingView['parts'][number] {
  const { kind, text, confidence, candidates, entities, evidence } = part
  return {
    ...{ kind, text, confidence },
    ...(part.kind === 'understood' ? { intent: part.intent } : {}),
    ...(part.kind === 'ambiguous' ? { intents: [...part.intents] } : {}),
    candidates: candidates.slice(0, 5).map((candidate) => ({ ...candidate })),
    entities: entities.map(({ name, text: written, value, confidence: sure, source, role }) => ({
      ...{ name, text: written, value, confidence: sure, source },
      ...(role === undefined ? {} : { role }),
    })),
    ...(evidence === undefined ? {} : { evidence: { ...evidence } }),
  }
}

export function presentReceipt(receipt: Receipt): ReceiptView {
  const { id, inboundId, flow, step, outcome, commands, read, rules, article, recommendations, stagesMs, ms } = receipt
  return {
    ...{ id, inboundId, flow, step, outcome, ms },
    commands: [...commands],
    read: [...read],
    rules: rules.map((rule) => ({ ...rule })),
    stagesMs: { ...stagesMs },
    at: receipt.at.toISOString(),
    ...(receipt.understanding === undefined ? {} : { understanding: presentUnderstanding(receipt.understanding) }),
    ...(article === undefined ? {} : { article }),
    ...(recommendations === undefined ? {} : { recommendations: recommendations.map((item) => ({ ...item })) }),
    ...(receipt.modelVersion === undefined ? {} : { modelVersion: receipt.modelVersion }),
  }
}

const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>

export function presentCustomer(panel: CustomerPanel): Answer<(typeof conversationsContract)['customer']> {
  const { customer, recommendations } = panel
  const { number, name, email, phone, locale, address } = customer
  return {
    id: customer.id,
    ...(defined({ number, name, email, phone, locale, city: address?.city }) as { name?: string }),
    createdAt: customer.createdAt.toISOString(),
    counters: { ...customer.counters },
    traits: customer.traits.map(({ value, at, ...trait }) => ({
      ...trait,
      value: Array.isArray(value) ? [...(value as readonly string[])] : (value as string | number | boolean),
      at: at.toISOString(),
    })),
    ...presentDealings(panel),
    recommendations: recommendations.map(({ productId, title, score, reason, model, becauseTitle }) => ({
      ...{ productId, title: { ...title }, score, reason: reason.kind, model },
      ...(becauseTitle === undefined ? {} : { because: { ...becauseTitle } }),
    })),
  }
}

/** What somebody ordered, and where they talked to the shop. */
export const presentDealings = ({ orders, conversations }: Pick<CustomerPanel, 'orders' | 'conversations'>) => ({
  orders: orders.map((order) => ({
    number: order.number,
    status: order.status,
    total: { ...order.total },
    placedAt: order.placedAt.toISOString(),
    lines: order.lines.map(({ title, quantity }) => ({ title: { ...title }, quantity })),
  })),
  conversations: conversations.map(({ id, channel, status, owner, updatedAt }) => ({
    ...{ id, channel, status, owner },
    updatedAt: updatedAt.toISOString(),
  })),
})
