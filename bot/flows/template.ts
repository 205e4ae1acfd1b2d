// Fills `{slot}` in a text with values as a reader of that language writes them.
import type { Money } from '../domain/commerce.js'
import type { SlotValue } from '../domain/dialogue.js'
import type { Locale, LocalizedText } from '../domain/locale.js'

const tags: Readonly<Record<Locale, string>> = { en: 'en-GB', zh: 'zh-CN' }

/** `{ amount: 4990, currency: 'EUR' }` → `€49.90`. Minor units follow ISO 4217 as Intl knows it. */
export function formatMoney(money: Money, locale: Locale): string {
  const format = new Intl.NumberFormat(tags[locale], {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
  })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(money.amount / 10 ** digits)
}

/** Day and month, with the weekday; in UTC, as carriers' dates are stored. */
export function formatDate(date: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(date)
}

export const formatList = (items: readonly string[], locale: Locale): string =>
  new Intl.ListFormat(tags[locale], { type: 'conjunction' }).format(items)

const isMoney = (value: object): value is Money => 'amount' in value && 'currency' in value
const isLocalized = (value: object): value is LocalizedText => 'en' in value && 'zh' in value
const isLocalizedList = (value: object): value is { items: readonly LocalizedText[] } =>
  'items' in value && Array.isArray(value.items)

/** One value in words. Dates are ISO strings asked for as `{slot:date}`. */
export function formatValue(value: SlotValue, form: string | undefined, locale: Locale): string {
  if (form === 'date' && typeof value === 'string') return formatDate(new Date(value), locale)
  if (Array.isArray(value)) return formatList(value as readonly string[], locale)
  if (typeof value === 'object') {
    if (isMoney(value)) return formatMoney(value, locale)
    if (isLocalized(value)) return value[locale]
    if (isLocalizedList(value))
      return formatList(
        value.items.map((item) => item[locale]),
        locale,
      )
    return JSON.stringify(value)
  }
  return typeof value === 'number' ? new Intl.NumberFormat(tags[locale]).format(value) : String(value)
}

const placeholder = /\{([a-zA-Z][a-zA-Z0-9-]*)(?::(date))?\}/g

/** Names of the slots that a text uses. */
export const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(placeholder)].map((match) => match[1] ?? '')

const optionalPassage = /\[\[(.+?)\]\]/g

const valueOf = (slots: Readonly<Record<string, SlotValue>>, slot: string): SlotValue | undefined =>
  Object.hasOwn(slots, slot) ? slots[slot] : undefined

/**
 * Values are put in as they are and never read as templates themselves. A passage in `[[…]]` is left out when one of its slots has no
 * value; elsewhere a slot without a value reads `–`.
 */
export function fill(text: LocalizedText, slots: Readonly<Record<string, SlotValue>>, locale: Locale): string {
  const template = text[locale].replace(optionalPassage, (_whole, passage: string) =>
    placeholders(passage).every((slot) => valueOf(slots, slot) !== undefined) ? passage : '',
  )
  return template.replace(placeholder, (_whole, slot: string, form: string | undefined) => {
    const value = valueOf(slots, slot)
    return value === undefined ? '–' : formatValue(value, form, locale)
  })
}
