// What the API shows of conversations, messages, receipts and the customer beside them.
import { z } from 'zod'
import { instant, locale, localizedText } from '../route.js'

export const views = ['queue', 'person', 'bot', 'open', 'resolved'] as const
export const view = z.enum(views)
export type View = z.infer<typeof view>

const person = z.object({ id: z.string(), name: z.string() })

/** One or two stars, three, four or five. */
export const ratedAs = z.enum(['bad', 'fair', 'good'])
export type RatedAs = z.infer<typeof ratedAs>

const stars = z.number().int().min(1).max(5)

/** What a customer said of how a conversation was resolved. */
export const ratingView = z.object({
  id: z.string(),
  score: stars,
  comment: z.string().optional(),
  /** Who resolved it; absent: the bot. */
  by: person.optional(),
  at: instant,
})
export type RatingView = z.infer<typeof ratingView>

export const conversationView = z.object({
  id: z.string(),
  channel: z.string(),
  locale,
  owner: z.enum(['bot', 'queue', 'person']),
  epoch: z.number().int(),
  status: z.enum(['open', 'snoozed', 'resolved']),
  trust: z.enum(['anonymous', 'asserted', 'verified']),
  customer: z.object({ id: z.string(), number: z.string().optional(), name: z.string().optional() }),
  handOff: z
    .object({
      reason: z.string(),
      requestedAt: instant,
      claimedBy: person.optional(),
      claimedAt: instant.optional(),
      contactEmail: z.string().optional(),
    })
    .optional(),
  lastMessage: z
    .object({ text: z.string(), author: z.enum(['customer', 'bot', 'person', 'system']), at: instant })
    .optional(),
  lastSeq: z.number().int(),
  /** The latest. */
  rating: z.object({ score: stars, at: instant }).optional(),
  createdAt: instant,
  updatedAt: instant,
})
export type ConversationView = z.infer<typeof conversationView>

export const listedConversation = conversationView.extend({
  /** Where the searched text was found. */
  found: z.object({ text: z.string(), seq: z.number().int() }).optional(),
})
export type ListedConversation = z.infer<typeof listedConversation>

const citation = z.object({ articleId: z.string(), title: z.string(), version: z.number(), url: z.string() })

const cardFields = {
  kind: z.enum(['order', 'product', 'article']),
  title: z.string(),
  subtitle: z.string().optional(),
  imageUrl: z.string().optional(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
  actions: z
    .array(z.object({ label: z.string(), value: z.string().optional(), url: z.string().optional() }))
    .optional(),
}

export const messageView = z.object({
  id: z.string(),
  seq: z.number().int(),
  direction: z.enum(['in', 'out']),
  author: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('customer') }),
    z.object({ kind: z.literal('bot') }),
    z.object({ kind: z.literal('person'), id: z.string(), name: z.string() }),
    z.object({ kind: z.literal('system') }),
  ]),
  text: z.string(),
  quickReplies: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
  card: z.object({ ...cardFields, items: z.array(z.object(cardFields)).optional() }).optional(),
  citation: citation.optional(),
  attachments: z.array(z.object({ id: z.string(), name: z.string(), mime: z.string(), size: z.number() })).optional(),
  inboundId: z.string().optional(),
  delivery: z.enum(['queued', 'sent', 'delivered', 'read', 'failed']).optional(),
  at: instant,
  editedAt: instant.optional(),
  /** Taken back: customers see no words any more. */
  deletedAt: instant.optional(),
})
export type MessageView = z.infer<typeof messageView>

export const noteView = z.object({ id: z.string(), author: person, text: z.string(), at: instant })
export type NoteView = z.infer<typeof noteView>

const candidate = z.object({ intent: z.string(), confidence: z.number() })

export const understandingView = z.object({
  text: z.string(),
  language: z.enum(['en', 'zh', 'mixed', 'other']),
  kind: z.enum(['understood', 'ambiguous', 'out-of-scope']),
  sentiment: z.object({ polarity: z.enum(['negative', 'neutral', 'positive']), score: z.number() }),
  parts: z.array(
    z.object({
      kind: z.enum(['understood', 'ambiguous', 'out-of-scope']),
      text: z.string(),
      intent: z.string().optional(),
      intents: z.array(z.string()).optional(),
      confidence: z.number(),
      candidates: z.array(candidate),
      entities: z.array(
        z.object({
          name: z.string(),
          text: z.string(),
          value: z.unknown(),
          confidence: z.number(),
          source: z.string(),
          role: z.string().optional(),
        }),
      ),
      /** The training example that the answer leant on; only where a sentence vector was asked for. */
      evidence: z.object({ intent: z.string(), example: z.string(), similarity: z.number() }).optional(),
    }),
  ),
  model: z.string(),
  /** What the sentence encoder gave; absent for versions trained without one. */
  encoder: z.enum(['used', 'not-needed', 'late', 'absent']).optional(),
})
export type UnderstandingView = z.infer<typeof understandingView>

export const receiptView = z.object({
  id: z.string(),
  inboundId: z.string(),
  understanding: understandingView.optional(),
  flow: z.string().nullable(),
  step: z.string().nullable(),
  outcome: z.string(),
  commands: z.array(z.string()),
  read: z.array(z.string()),
  rules: z.array(z.object({ rule: z.string(), fired: z.boolean() })),
  article: citation.optional(),
  recommendations: z
    .array(
      z.object({
        productId: z.string(),
        title: z.string(),
        score: z.number(),
        reason: z.string(),
        model: z.string(),
      }),
    )
    .optional(),
  modelVersion: z.string().optional(),
  stagesMs: z.record(z.string(), z.number()),
  ms: z.number(),
  at: instant,
})
export type ReceiptView = z.infer<typeof receiptView>

const money = z.object({ amount: z.number(), currency: z.string() })

export const customerView = z.object({
  id: z.string(),
  number: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  locale: locale.optional(),
  city: z.string().optional(),
  createdAt: instant,
  counters: z.record(z.string(), z.number()),
  traits: z.array(
    z.object({
      name: z.string(),
      value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
      source: z.string(),
      at: instant,
      confidence: z.number(),
    }),
  ),
  orders: z.array(
    z.object({
      number: z.string(),
      status: z.string(),
      total: money,
      placedAt: instant,
      lines: z.array(z.object({ title: localizedText, quantity: z.number() })),
    }),
  ),
  recommendations: z.array(
    z.object({
      productId: z.string(),
      title: localizedText,
      score: z.number(),
      reason: z.enum(['bought-together', 'similar', 'popular']),
      because: localizedText.optional(),
      model: z.string(),
    }),
  ),
  conversations: z.array(
    z.object({ id: z.string(), channel: z.string(), status: z.string(), owner: z.string(), updatedAt: instant }),
  ),
})
export type CustomerView = z.infer<typeof customerView>
