// What the record takes from an event's data. Events come from several rooms and from imports: a fact that is missing is no fact.
import type { RecordEvent } from '../../bot/domain/event.js'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((one) => text(one) ?? []) : [])

/** Products an event is about: `productId`, `productIds`, `products`, or `lines` with a `productId` each. */
export function productsOf({ data }: RecordEvent): string[] {
  const one = text(data['productId'])
  const lines = Array.isArray(data['lines']) ? (data['lines'] as unknown[]) : []
  const fromLines = lines.flatMap((line) =>
    typeof line === 'object' && line !== null ? (text((line as { productId?: unknown }).productId) ?? []) : [],
  )
  return [
    ...new Set([
      ...(one === undefined ? [] : [one]),
      ...texts(data['productIds']),
      ...texts(data['products']),
      ...fromLines,
    ]),
  ]
}

export const intentOf = ({ data }: RecordEvent): string | undefined => text(data['intent'])
export const articleOf = ({ data }: RecordEvent): string | undefined => text(data['articleId']) ?? text(data['article'])
export const queryOf = ({ data }: RecordEvent): string | undefined => text(data['query'])
/** Which resolution of a conversation a rating is about. */
export const resolutionOf = ({ data }: RecordEvent): string | undefined => text(data['resolution'])
export const ratingOf = ({ data }: RecordEvent): number | undefined => number(data['rating'])

export function languageOf({ data }: RecordEvent): 'en' | 'zh' | undefined {
  const language = data['language'] ?? data['locale']
  return language === 'en' || language === 'zh' ? language : undefined
}

/** -1 (worst) … 1 (best): a number, or an object with a `score`. */
export function sentimentOf({ data }: RecordEvent): number | undefined {
  const sentiment = data['sentiment']
  if (typeof sentiment === 'object' && sentiment !== null) return number((sentiment as { score?: unknown }).score)
  return number(sentiment)
}
