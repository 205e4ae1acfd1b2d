// Conversations: the list, one with its transcript and receipts, the customer beside it, and what a person can do with it.
import { z } from 'zod'
import { cursor, limit, locale, route } from '../route.js'
import {
  conversationView,
  customerView,
  listedConversation,
  messageView,
  noteView,
  ratedAs,
  ratingView,
  receiptView,
  view,
} from './views.js'

const one = z.object({ id: z.string().min(1).max(100) })
/** The epoch that the person saw: an action on a conversation that changed hands meanwhile is refused with `conflict`. */
const epoch = z.number().int().nonnegative()
/** Made by the browser for each message, so that sending it again after a lost answer is harmless. */
const clientId = z.string().min(8).max(100)
const oneMessage = one.extend({ message: z.string().min(1).max(120) })
const messageText = z.string().trim().min(1).max(8000)

export const conversationsContract = {
  list: route({
    method: 'get',
    path: '/conversations',
    policy: 'conversations.read',
    summary: 'Conversations, newest activity first (the queue: longest waiting first).',
    query: z.object({
      view: view.default('open'),
      channel: z.string().max(50).optional(),
      language: locale.optional(),
      rating: ratedAs.optional(),
      text: z.string().trim().max(200).optional(),
      cursor,
      limit: limit(100, 30),
    }),
    response: z.object({ items: z.array(listedConversation), next: z.string().nullable() }),
  }),
  counts: route({
    method: 'get',
    path: '/conversations/counts',
    policy: 'conversations.read',
    summary: 'How many conversations each view holds, and the channels there are.',
    response: z.object({ views: z.record(view, z.number().int()), channels: z.array(z.string()) }),
  }),
  get: route({
    method: 'get',
    path: '/conversations/:id',
    policy: 'conversations.read',
    summary: 'One conversation.',
    params: one,
    response: conversationView,
  }),
  transcript: route({
    method: 'get',
    path: '/conversations/:id/transcript',
    policy: 'conversations.read',
    summary: 'The newest messages before `before`, with notes, ratings and the receipts of the bot turns among them.',
    params: one,
    query: z.object({ before: z.coerce.number().int().positive().optional(), limit: limit(500, 200) }),
    response: z.object({
      messages: z.array(messageView),
      notes: z.array(noteView),
      ratings: z.array(ratingView),
      receipts: z.array(receiptView),
      /** True when there are messages before these. */
      earlier: z.boolean(),
    }),
  }),
  customer: route({
    method: 'get',
    path: '/conversations/:id/customer',
    policy: 'customers.read',
    summary: 'The customer of a conversation: traits with their source, orders, recommendations with their reason.',
    params: one,
    response: customerView,
  }),
  claim: route({
    method: 'post',
    path: '/conversations/:id/claim',
    policy: 'conversations.answer',
    summary: 'Take over from the bot or the queue. `conflict` names who has it when somebody was faster.',
    params: one,
    body: z.object({ epoch }),
    response: conversationView,
  }),
  reply: route({
    method: 'post',
    path: '/conversations/:id/reply',
    policy: 'conversations.answer',
    summary: 'Answer the customer; only who has the conversation may.',
    params: one,
    body: z.object({ epoch, text: messageText, clientId }),
    response: conversationView,
  }),
  edit: route({
    method: 'patch',
    path: '/conversations/:id/messages/:message',
    policy: 'conversations.answer',
    summary: 'Say one of your own messages otherwise; the customer sees the new words. Web chat only.',
    params: oneMessage,
    body: z.object({ text: messageText }),
    response: conversationView,
  }),
  takeBack: route({
    method: 'delete',
    path: '/conversations/:id/messages/:message',
    policy: 'conversations.answer',
    summary: "Take back one of your own messages, or the bot's while the conversation is yours. Web chat only.",
    params: oneMessage,
    response: conversationView,
  }),
  note: route({
    method: 'post',
    path: '/conversations/:id/notes',
    policy: 'conversations.answer',
    summary: 'Write a note for colleagues; the customer never sees it.',
    params: one,
    body: z.object({ text: messageText, clientId }),
    response: noteView,
  }),
  handBack: route({
    method: 'post',
    path: '/conversations/:id/hand-back',
    policy: 'conversations.answer',
    summary: 'Give the conversation back to the bot.',
    params: one,
    body: z.object({ epoch }),
    response: conversationView,
  }),
  resolve: route({
    method: 'post',
    path: '/conversations/:id/resolve',
    policy: 'conversations.answer',
    summary: 'Mark the conversation resolved; the next message of the customer opens it again.',
    params: one,
    body: z.object({ epoch }),
    response: conversationView,
  }),
}
