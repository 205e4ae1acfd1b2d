// What the record remembers of a customer's events: a fold over the log, in the order of (time, id). The same log always gives the
// same state, whether it is folded at once or piece by piece.
import type { RecordEvent } from '../../bot/domain/event.js'
import { mention, type DecayedCount } from './decayed-counts.js'
import {
  articleOf,
  intentOf,
  languageOf,
  productsOf,
  queryOf,
  ratingOf,
  resolutionOf,
  sentimentOf,
} from './event-facts.js'

const day = 86_400_000

/** How long a mention counts: interests change with the seasons, reasons to write with the last order. */
export const halfLifeMs = { language: 180 * day, product: 60 * day, article: 60 * day, intent: 90 * day } as const

interface Timed<T> {
  value: T
  at: number
}

export interface ProfileState {
  events: number
  firstAt: number | null
  lastAt: number | null
  /** Last contact: events of conversations only. */
  firstContactAt: number | null
  lastContactAt: number | null
  byType: DecayedCount[]
  conversations: string[]
  languages: DecayedCount[]
  products: DecayedCount[]
  articles: DecayedCount[]
  intents: DecayedCount[]
  lastIntents: Timed<string>[]
  searches: Timed<string>[]
  sentiments: Timed<number>[]
  ratings: { count: number; sum: number; at: number | null }
  /** Stars of rated conversations by resolution, newest last. */
  service: (Timed<number> & { resolution: string })[]
}

export const emptyProfile: ProfileState = {
  events: 0,
  firstAt: null,
  lastAt: null,
  firstContactAt: null,
  lastContactAt: null,
  byType: [],
  conversations: [],
  languages: [],
  products: [],
  articles: [],
  intents: [],
  lastIntents: [],
  searches: [],
  sentiments: [],
  ratings: { count: 0, sum: 0, at: null },
  service: [],
}

/** How much an action says about interest in a product. */
const productWeight = new Map([
  ['product.viewed', 1],
  ['basket.added', 3],
  ['order.placed', 5],
  ['review.written', 3],
])

const newest = <T>(list: readonly Timed<T>[], value: T, at: number, keep: number): Timed<T>[] => [
  { value, at },
  ...list.slice(0, keep - 1),
]

function withConversation(state: ProfileState, event: RecordEvent, at: number): ProfileState {
  if (event.conversationId === undefined) return state
  const known = state.conversations.includes(event.conversationId)
  return {
    ...state,
    firstContactAt: state.firstContactAt ?? at,
    lastContactAt: at,
    conversations: known ? state.conversations : [...state.conversations, event.conversationId],
  }
}

function withProducts(state: ProfileState, event: RecordEvent, at: number): ProfileState {
  const rating = event.type === 'review.written' ? ratingOf(event) : undefined
  // A bad review speaks against the product: it is no interest.
  const weight = rating !== undefined && rating <= 2 ? 0 : (productWeight.get(event.type) ?? 0)
  if (weight === 0) return state
  let { products } = state
  for (const product of productsOf(event))
    products = mention(products, product, at, { halfLifeMs: halfLifeMs.product, keep: 60, weight })
  return { ...state, products }
}

/** One event more. Events must come in the order of (time, id). */
export function foldEvent(before: ProfileState, event: RecordEvent): ProfileState {
  const at = event.at.getTime()
  let state: ProfileState = {
    ...before,
    events: before.events + 1,
    firstAt: before.firstAt ?? at,
    lastAt: at,
    byType: mention(before.byType, event.type, at, { halfLifeMs: Infinity, keep: 100 }),
  }
  state = withProducts(withConversation(state, event, at), event, at)

  const language = event.type === 'message.received' ? languageOf(event) : undefined
  if (language !== undefined)
    state.languages = mention(state.languages, language, at, { halfLifeMs: halfLifeMs.language, keep: 5 })

  const sentiment = event.type === 'message.received' ? sentimentOf(event) : undefined
  if (sentiment !== undefined) state.sentiments = newest(state.sentiments, sentiment, at, 20)

  const intent = event.type === 'intent.recognised' ? intentOf(event) : undefined
  if (intent !== undefined) {
    state.intents = mention(state.intents, intent, at, { halfLifeMs: halfLifeMs.intent, keep: 60 })
    state.lastIntents = newest(state.lastIntents, intent, at, 30)
  }

  const article = event.type === 'article.cited' ? articleOf(event) : undefined
  if (article !== undefined)
    state.articles = mention(state.articles, article, at, { halfLifeMs: halfLifeMs.article, keep: 40 })

  const query = event.type === 'product.searched' ? queryOf(event) : undefined
  if (query !== undefined) state.searches = newest(state.searches, query, at, 20)

  const rating = event.type === 'review.written' ? ratingOf(event) : undefined
  const service = event.type === 'conversation.rated' ? ratingOf(event) : undefined
  const resolution = resolutionOf(event) ?? event.id
  if (service !== undefined)
    state.service = [
      ...state.service.filter((each) => each.resolution !== resolution),
      { resolution, value: service, at },
    ].slice(-20)
  if (rating !== undefined) state.ratings = { count: state.ratings.count + 1, sum: state.ratings.sum + rating, at }
  return state
}
