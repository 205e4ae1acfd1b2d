// The widget's words by language.
import type { Locale } from '../../../../bot/domain/locale.js'
import { en, type Strings } from './en.js'
import { zh } from './zh.js'

export type { Strings } from './en.js'

const byLocale: Readonly<Record<Locale, Strings>> = { en, zh }
export const stringsOf = (locale: Locale): Strings => byLocale[locale]

/** Puts values in place of `{name}`. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole))

/** The language of a BCP 47 tag when the widget speaks it. */
export function localeOf(tag: string | null | undefined): Locale | undefined {
  const language = tag?.toLowerCase().split('-')[0]
  return language === 'en' || language === 'zh' ? language : undefined
}
