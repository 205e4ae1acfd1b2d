// Features, each defined once: the same functions make a row for training (as of a day in the past) and for serving (as of now). They are given
// only what had happened by then.
import type { LocalizedText } from '../../bot/domain/locale.js'
import type { Fact } from './facts.js'

export interface Feature {
  name: string
  /** For reasons. */
  words: LocalizedText
  /** @param past facts before `at`, oldest first. */
  of(past: readonly Fact[], at: number): number
}

const day = 86_400_000

const count =
  (kind: Fact['kind'], days: number) =>
  (past: readonly Fact[], at: number): number => {
    let found = 0
    for (let place = past.length - 1; place >= 0; place -= 1) {
      const fact = past[place]
      if (!fact || fact.at < at - days * day) break
      if (fact.kind === kind) found += 1
    }
    return found
  }

const daysSince =
  (kinds: readonly Fact['kind'][], never: number) =>
  (past: readonly Fact[], at: number): number => {
    const last = past.findLast((fact) => kinds.includes(fact.kind))
    return last ? Math.min(never, (at - last.at) / day) : never
  }

const mean = (kind: Fact['kind'], days: number, none: number) => (past: readonly Fact[], at: number) => {
  const values = past.filter((fact) => fact.kind === kind && fact.at >= at - days * day).map(({ value }) => value)
  return values.length === 0 ? none : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** More than three years is as good as never. */
const never = 1_100

export const features: readonly Feature[] = [
  {
    name: 'days-since-order',
    words: { en: 'time since the last order', zh: '距上次下单的时间' },
    of: daysSince(['order'], never),
  },
  {
    name: 'days-since-contact',
    words: { en: 'time since the last message', zh: '距上次联系的时间' },
    of: daysSince(['message'], never),
  },
  {
    name: 'days-since-visit',
    words: { en: 'time since the last visit', zh: '距上次访问的时间' },
    of: daysSince(['view', 'search', 'basket'], never),
  },
  { name: 'orders-90', words: { en: 'orders in 90 days', zh: '90 天内的订单数' }, of: count('order', 90) },
  { name: 'orders-365', words: { en: 'orders in a year', zh: '一年内的订单数' }, of: count('order', 365) },
  {
    name: 'order-value',
    words: { en: 'mean value of an order', zh: '平均订单金额' },
    of: mean('order', never * 10, 0),
  },
  { name: 'views-30', words: { en: 'products viewed in 30 days', zh: '30 天内浏览的商品数' }, of: count('view', 30) },
  { name: 'searches-30', words: { en: 'searches in 30 days', zh: '30 天内的搜索次数' }, of: count('search', 30) },
  {
    name: 'baskets-30',
    words: { en: 'products put into the basket in 30 days', zh: '30 天内加入购物车的商品数' },
    of: count('basket', 30),
  },
  { name: 'messages-90', words: { en: 'messages in 90 days', zh: '90 天内的消息数' }, of: count('message', 90) },
  {
    name: 'misses-90',
    words: { en: 'messages that were not understood', zh: '未被理解的消息数' },
    of: count('missed', 90),
  },
  {
    name: 'hand-offs-90',
    words: { en: 'times a person was asked for', zh: '请求人工的次数' },
    of: count('hand-off', 90),
  },
  { name: 'complaints-365', words: { en: 'complaints in a year', zh: '一年内的投诉数' }, of: count('complaint', 365) },
  { name: 'mood-90', words: { en: 'mood of the last messages', zh: '近期消息的情绪' }, of: mean('message', 90, 0) },
  { name: 'rating', words: { en: 'mean rating in reviews', zh: '评价的平均分' }, of: mean('review', never, 3.5) },
  {
    name: 'service-rating',
    words: { en: 'mean rating of conversations', zh: '对话评分的平均分' },
    of: mean('rating', never, 3.5),
  },
]

export const featureNames: readonly string[] = features.map(({ name }) => name)

/** Each feature's value where nothing is known. */
export const nothingKnown: readonly number[] = features.map((feature) => feature.of([], 0))

/** What had happened strictly before `at`. Facts must be in the order of time. */
export function before(facts: readonly Fact[], at: number): readonly Fact[] {
  let end = facts.length
  while (end > 0 && (facts[end - 1]?.at ?? 0) >= at) end -= 1
  return end === facts.length ? facts : facts.slice(0, end)
}

/** One row, in the order of `features`, as of `at`. */
export const featureRow = (facts: readonly Fact[], at: number): number[] => {
  const past = before(facts, at)
  return features.map((feature) => feature.of(past, at))
}
