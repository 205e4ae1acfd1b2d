// Times and days as people of a language write them.
import type { Locale } from '../../../../bot/domain/locale.js'
import type { Strings } from '../strings/index.js'

const tag: Readonly<Record<Locale, string>> = { en: 'en-GB', zh: 'zh-CN' }

export const timeOf = (at: Date, locale: Locale): string =>
  at.toLocaleTimeString(tag[locale], { hour: '2-digit', minute: '2-digit' })

const dayNumber = (at: Date): number => Math.floor((at.getTime() - at.getTimezoneOffset() * 60_000) / 86_400_000)

export const sameDay = (a: Date, b: Date): boolean => dayNumber(a) === dayNumber(b)

export function dayOf(at: Date, now: Date, locale: Locale, strings: Strings): string {
  const ago = dayNumber(now) - dayNumber(at)
  if (ago === 0) return strings.today
  if (ago === 1) return strings.yesterday
  const far = at.getFullYear() !== now.getFullYear()
  return at.toLocaleDateString(tag[locale], { day: 'numeric', month: 'long', ...(far && { year: 'numeric' }) })
}
