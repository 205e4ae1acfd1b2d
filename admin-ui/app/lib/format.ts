// Times, numbers and money in the reader's language and time zone.
import { useTranslation, type Language } from './i18n/index.js'

const tag = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en')

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

export interface Format {
  /** `5 minutes ago`, `5分钟前`; `now` under a minute. */
  ago(iso: string): string
  /** Time of day today, else day and time. */
  when(iso: string): string
  dateTime(iso: string): string
  number(value: number): string
  /** 0.934 → 93 % */
  percent(share: number, digits?: number): string
  /** -0.034 → −3.4 points of a percentage */
  points(share: number): string
  money(money: { amount: number; currency: string }): string
  ms(value: number): string
  /** 34480891 → 34.5 MB */
  megabytes(bytes: number): string
}

export function formatIn(language: Language): Format {
  const locale = tag(language)
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const day = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const plain = new Intl.NumberFormat(locale)
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 1 })
  const large = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return {
    ago(iso) {
      const past = Date.now() - Date.parse(iso)
      const [unit, size] = units.find(([, ms]) => past >= ms) ?? (['minute', 60_000] as const)
      return past < 60_000 ? relative.format(0, 'second') : relative.format(-Math.floor(past / size), unit)
    },
    when(iso) {
      const at = new Date(iso)
      return (at.toDateString() === new Date().toDateString() ? time : day).format(at)
    },
    dateTime: (iso) => full.format(new Date(iso)),
    number: (value) => plain.format(value),
    percent: (share, digits = 0) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share),
    points: (share) => signed.format(100 * share),
    money({ amount, currency }) {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
    },
    ms: (value) => (value < 10 ? `${value.toFixed(1)} ms` : `${plain.format(Math.round(value))} ms`),
    megabytes: (bytes) => `${large.format(bytes / 1e6)} MB`,
  }
}

export function useFormat(): Format {
  return formatIn(useTranslation().language)
}
