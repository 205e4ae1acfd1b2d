// From what is remembered to what is known: one rule a trait, each with value, source, time and confidence.
import type { Trait } from '../../bot/domain/customer.js'
import type { Purpose } from '../store/models/consent-model.js'
import { ranked, worths, type DecayedCount } from './decayed-counts.js'
import { halfLifeMs, type ProfileState } from './profile-state.js'

/** What the rules look up; the state keeps ids, so a renamed category changes the trait and not the log. */
export interface TraitContext {
  categoryOf(product: string): string | undefined
  /** Category that a search was about. */
  categoryOfQuery(query: string): string | undefined
  /** Intents that mean something outside the dialogue itself (not "yes", "stop"). */
  isReason(intent: string): boolean
}

type Derived = Pick<Trait, 'value' | 'at' | 'confidence'>
type TraitRule = (state: ProfileState, context: TraitContext) => Derived | undefined

/** 0 with no evidence, 1/2 with `half` of it, towards 1 with more. */
const certainty = (evidence: number, half: number): number => round(evidence / (evidence + half))
const round = (value: number): number => Math.round(value * 1000) / 1000
const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0)
const lastAt = (entries: readonly DecayedCount[]): number => Math.max(...entries.map((entry) => entry.at))
const countOf = (state: ProfileState, type: string): number =>
  state.byType.find((entry) => entry.key === type)?.count ?? 0

const trait = (value: Trait['value'], at: number, confidence: number): Derived => ({
  value,
  at: new Date(at),
  confidence,
})

const preferredLanguage: TraitRule = ({ languages, lastAt: now }) => {
  const [first] = ranked(languages, now ?? 0, halfLifeMs.language)
  if (!first) return undefined
  const worth = worths(languages, now ?? 0, halfLifeMs.language)
  const share = (worth.get(first.key) ?? 0) / total(worth.values())
  return trait(first.key, lastAt(languages), round(share * certainty(first.count, 1)))
}

/** Categories by what was bought, put into the basket, looked at and searched for, each fading with time. */
const interests: TraitRule = ({ products, searches, lastAt: now }, context) => {
  const byCategory = new Map<string, number>()
  const add = (category: string | undefined, weight: number): void => {
    if (category !== undefined) byCategory.set(category, (byCategory.get(category) ?? 0) + weight)
  }
  for (const [product, weight] of worths(products, now ?? 0, halfLifeMs.product))
    add(context.categoryOf(product), weight)
  for (const { value, at } of searches)
    add(context.categoryOfQuery(value), 2 ** (-((now ?? at) - at) / halfLifeMs.product))
  const best = [...byCategory].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5)
  if (best.length === 0) return undefined
  const times = [...products.map((entry) => entry.at), ...searches.map((search) => search.at)]
  return trait(
    best.map(([category]) => category),
    Math.max(...times),
    certainty(total(byCategory.values()), 5),
  )
}

const favouriteProducts: TraitRule = ({ products, lastAt: now }) => {
  const best = ranked(products, now ?? 0, halfLifeMs.product).slice(0, 5)
  if (best.length === 0) return undefined
  return trait(
    best.map(({ key }) => key),
    lastAt(products),
    certainty(best[0]?.weight ?? 0, 3),
  )
}

const readArticles: TraitRule = ({ articles, lastAt: now }) => {
  const best = ranked(articles, now ?? 0, halfLifeMs.article).slice(0, 5)
  if (best.length === 0) return undefined
  return trait(
    best.map(({ key }) => key),
    lastAt(articles),
    1,
  )
}

const mean = (values: readonly number[]): number => total(values) / values.length

/** Mean of the last five messages, -1 … 1. */
const sentiment: TraitRule = ({ sentiments }) => {
  const recent = sentiments.slice(0, 5)
  if (!recent[0]) return undefined
  return trait(round(mean(recent.map(({ value }) => value))), recent[0].at, certainty(recent.length, 2))
}

/** The last five messages against the ones before them. */
const sentimentTrend: TraitRule = ({ sentiments }) => {
  const [recent, before] = [sentiments.slice(0, 5), sentiments.slice(5)]
  if (!recent[0] || before.length < 3) return undefined
  const change = mean(recent.map(({ value }) => value)) - mean(before.map(({ value }) => value))
  const value = change > 0.2 ? 'improving' : change < -0.2 ? 'worsening' : 'steady'
  return trait(value, recent[0].at, certainty(before.length, 5))
}

const lastIntents: TraitRule = ({ lastIntents: all }, { isReason }) => {
  const reasons = all.filter(({ value }) => isReason(value))
  const distinct = [...new Set(reasons.map(({ value }) => value))].slice(0, 5)
  return reasons[0] && trait(distinct, reasons[0].at, 1)
}

/** Why this customer writes, most frequent first, fading with time. */
const contactReasons: TraitRule = ({ intents, lastAt: now }, { isReason }) => {
  const reasons = intents.filter(({ key }) => isReason(key))
  const best = ranked(reasons, now ?? 0, halfLifeMs.intent).slice(0, 5)
  if (best.length === 0) return undefined
  return trait(
    best.map(({ key }) => key),
    lastAt(reasons),
    certainty(total(reasons.map((one) => one.count)), 2),
  )
}

/** How hard it is for this customer to get something done: misses, hand-offs and complaints a conversation. */
const effort: TraitRule = (state) => {
  if (state.conversations.length === 0 || state.lastContactAt === null) return undefined
  const trouble =
    countOf(state, 'intent.missed') + 2 * countOf(state, 'handoff.requested') + 3 * countOf(state, 'complaint.filed')
  const each = trouble / state.conversations.length
  const value = each < 0.5 ? 'low' : each < 2 ? 'medium' : 'high'
  return trait(value, state.lastContactAt, certainty(state.conversations.length, 2))
}

const averageRating: TraitRule = ({ ratings: { count, sum, at } }) =>
  at === null ? undefined : trait(round(sum / count), at, certainty(count, 2))

/** Stars that the customer gave to the newest rated conversations. */
const serviceRating: TraitRule = ({ service }) => {
  const newest = service.at(-1)
  const sum = service.reduce((all, { value }) => all + value, 0)
  return newest && trait(round(sum / service.length), newest.at, certainty(service.length, 2))
}

/** What serves the next answer needs no more than the conversation itself; what says who somebody is, is profiling. */
const rules: readonly { name: string; rule: TraitRule; purpose?: Purpose }[] = [
  { name: 'preferred-language', rule: preferredLanguage },
  { name: 'interests', rule: interests, purpose: 'profiling' },
  { name: 'interest-products', rule: favouriteProducts, purpose: 'profiling' },
  { name: 'read-articles', rule: readArticles, purpose: 'profiling' },
  { name: 'sentiment', rule: sentiment, purpose: 'profiling' },
  { name: 'sentiment-trend', rule: sentimentTrend, purpose: 'profiling' },
  { name: 'last-intents', rule: lastIntents },
  { name: 'contact-reasons', rule: contactReasons },
  { name: 'contact-effort', rule: effort, purpose: 'profiling' },
  { name: 'average-rating', rule: averageRating, purpose: 'profiling' },
  { name: 'service-rating', rule: serviceRating, purpose: 'profiling' },
]

/** Names of the traits that may not be derived. */
export const refusedTraits = (may: ReadonlySet<Purpose>): string[] =>
  rules.flatMap(({ name, purpose }) => (purpose === undefined || may.has(purpose) ? [] : name))

/** All traits that the log gives grounds for and the customer lets us derive, in a fixed order. */
export const traitsOf = (state: ProfileState, context: TraitContext, may: ReadonlySet<Purpose>): Trait[] =>
  rules.flatMap(({ name, rule, purpose }) => {
    const derived = purpose === undefined || may.has(purpose) ? rule(state, context) : undefined
    return derived ? { name, source: `enrich:${name}`, ...derived } : []
  })

/** Counters of the record; times are ms since 1970. */
export function countersOf(state: ProfileState): Record<string, number> {
  const time = (name: string, at: number | null): Record<string, number> => (at === null ? {} : { [name]: at })
  return {
    events: state.events,
    conversations: state.conversations.length,
    messagesReceived: countOf(state, 'message.received'),
    messagesSent: countOf(state, 'message.sent'),
    ordersPlaced: countOf(state, 'order.placed'),
    complaints: countOf(state, 'complaint.filed'),
    handOffs: countOf(state, 'handoff.requested'),
    ...time('firstContactAt', state.firstContactAt),
    ...time('lastContactAt', state.lastContactAt),
    ...time('lastSeenAt', state.lastAt),
  }
}
