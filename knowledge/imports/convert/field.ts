// From a cell to a value: one converter a type. A cell that cannot be read says why and, where possible, what was probably meant.
import { readDecimal } from './decimal.js'
import { readMoney } from './money.js'
import { readPhoneNumber } from './phone.js'

export const valueTypes = [
  'text',
  'number',
  'boolean',
  'date',
  'email',
  'phone',
  'locale',
  'name',
  'list',
  'money',
] as const
export type ValueType = (typeof valueTypes)[number]

export type Converted =
  | { kind: 'value'; value: string | number | boolean | readonly string[] }
  | { kind: 'missing' }
  | { kind: 'invalid'; reason: string; suggestion?: string }

export interface ConvertOptions {
  /** For phone numbers without a country code, ISO 3166: `GB`, `CN`. */
  country?: string
  /** 03/04/2026 is the third of April; default false: the fourth of March. Only asked when both readings are possible. */
  dayFirst?: boolean
  /** 1.234,5 is one thousand and so on; guessed from the cell when it leaves no doubt. */
  decimalComma?: boolean
  /** Of money, ISO 4217 or a sign; what a cell says itself must agree. */
  currency?: string
}

/** What people write where nothing is. */
const nothing = /^(?:-+|n\/?a|null|none|nil|undefined|unknown|\?|无|暂无|空|未知|没有)$/i

/** @param text cleaned. */
export const isNothing = (text: string): boolean => text === '' || nothing.test(text)

/** NFKC folds full-width forms; no-break spaces and control characters go. */
export const cleaned = (cell: string): string =>
  // Most cells are plain already, and the full cleaning costs ten times the look.
  plainCell.test(cell)
    ? cell
    : cell
        .normalize('NFKC')
        .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim()

const plainCell = /^[!-~]*(?: [!-~]+)*$/

const value = (one: string | number | boolean | readonly string[]): Converted => ({ kind: 'value', value: one })
const invalid = (reason: string, suggestion?: string): Converted =>
  suggestion === undefined ? { kind: 'invalid', reason } : { kind: 'invalid', reason, suggestion }

function readNumber(text: string, options: ConvertOptions): Converted {
  const bare = text.replace(/[\s\u00a0'’]|[$€£¥￥]|\b(?:usd|eur|gbp|cny|rmb)\b|元/gi, '')
  const { digits, places } = readDecimal(bare, options)
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?%?$/i.test(digits)) return invalid('is not a number')
  const scale = places > 0 ? 10 ** places : digits.endsWith('%') ? 0.01 : 1
  const read = Number(digits.replace('%', '')) * scale
  return Number.isFinite(read) ? value(read) : invalid('is too large a number')
}

/** What fits on a page of the record; longer ones are documents. */
const longestText = 10_000

const yes = new Set(['true', 'yes', 'y', '1', 'on', '是', '有', '对', '真'])
const no = new Set(['false', 'no', 'n', '0', 'off', '否', '无', '没有', '错', '假'])

const isRealDate = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1000 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
const isoDate = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthNamed = (name: string): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1

/** Calendar dates as `YYYY-MM-DD`; a time of day is dropped. */
function readDate(text: string, { dayFirst = false }: ConvertOptions): Converted {
  const dated = (year: number, month: number, day: number): Converted =>
    isRealDate(year, month, day) ? value(isoDate(year, month, day)) : invalid('is a date that does not exist')
  const iso =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (iso) return dated(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const named = /^(\d{1,2})[ -]([a-z]{3,9})\.?[ ,-]+(\d{4})$/i.exec(text)
  if (named && monthNamed(named[2] ?? '') > 0)
    return dated(Number(named[3]), monthNamed(named[2] ?? ''), Number(named[1]))
  const american = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i.exec(text)
  if (american && monthNamed(american[1] ?? '') > 0)
    return dated(Number(american[3]), monthNamed(american[1] ?? ''), Number(american[2]))
  const numeric = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ].*)?$/.exec(text)
  if (!numeric) return invalid('is not a date')
  const [first, second, year] = [Number(numeric[1]), Number(numeric[2]), Number(numeric[3])]
  const isDayFirst = first > 12 || (second <= 12 && (dayFirst || text.includes('.')))
  return isDayFirst ? dated(year, second, first) : dated(year, first, second)
}

const commonDomains = [
  'gmail.com',
  'hotmail.com',
  'outlook.com',
  'yahoo.com',
  'icloud.com',
  'qq.com',
  '163.com',
  '126.com',
  'sina.com',
  'foxmail.com',
]

/** One letter swapped, lost, added or wrong in a domain that nearly everybody has. */
function nearDomain(domain: string): string | undefined {
  const near = (a: string, b: string): boolean => {
    if (Math.abs(a.length - b.length) > 1 || a === b) return false
    let at = 0
    while (a[at] === b[at] && at < a.length) at += 1
    const [x, y] = [a.slice(at), b.slice(at)]
    return (
      x.slice(1) === y.slice(1) ||
      x.slice(1) === y ||
      x === y.slice(1) ||
      (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2))
    )
  }
  return commonDomains.find((known) => near(domain, known))
}

function readEmail(text: string): Converted {
  const plain = text
    .replace(/^mailto:/i, '')
    .replace(/\s*(?:\(at\)|\[at\])\s*/i, '@')
    .toLowerCase()
  const match = /^([a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})$/.exec(
    plain,
  )
  const repaired = plain
    .replace(/,/g, '.')
    .replace(/\.{2,}/g, '.')
    .replace(/\.(con|cmo|ocm)$/, '.com')
    .replace(/\s/g, '')
  if (!match)
    return invalid('is not an e-mail address', repaired !== plain && repaired.includes('@') ? repaired : undefined)
  if (/^\.|\.$|\.\./.test(match[1] ?? '')) return invalid('is not an e-mail address', repaired)
  const domain = match[2] ?? ''
  const meant = domain.endsWith('.con') ? domain.replace(/\.con$/, '.com') : nearDomain(domain)
  if (meant !== undefined) return invalid('has a domain that is probably misspelt', `${match[1] ?? ''}@${meant}`)
  return value(plain)
}

/** E.164. */
function readPhone(text: string, { country }: ConvertOptions): Converted {
  const read = readPhoneNumber(text, country)
  return read.kind === 'number' ? value(read.e164) : invalid(read.reason)
}

/** A spreadsheet that opens an export would run it: OWASP's "CSV injection". A handle such as @ann calls nothing. */
const formula = /^(?:=|[+\-@].*[(|!])/

function readText(text: string): Converted {
  if (formula.test(text)) return invalid('begins like a formula of a spreadsheet', text.replace(/^[=+\-@\s]+/, ''))
  return text.length > longestText ? invalid(`is longer than ${String(longestText)} characters`) : value(text)
}

const localeWords = new Map([
  ['english', 'en'],
  ['英文', 'en'],
  ['英语', 'en'],
  ['chinese', 'zh'],
  ['cn', 'zh'],
  ['中文', 'zh'],
  ['汉语', 'zh'],
])

function readLocale(text: string): Converted {
  const lower = text.toLowerCase()
  const known = localeWords.get(lower) ?? /^(en|zh)(?:[-_].*)?$/.exec(lower)?.[1]
  return known === undefined ? invalid('is neither English (en) nor Chinese (zh)') : value(known)
}

/** ALL CAPITALS and all small become Capitalised; "Last, First" is turned round; Chinese names lose inner spaces. */
function readName(text: string): Converted {
  const read = readText(text)
  if (read.kind === 'invalid') return read
  if (/\p{Script=Han}/u.test(text)) return value(text.replace(/\s+/g, ''))
  const turned = /^([^,]+), ([^,]+)$/.exec(text)
  const whole = turned ? `${turned[2] ?? ''} ${turned[1] ?? ''}` : text
  if (!/\p{L}/u.test(whole)) return invalid('holds no letters')
  const shouted = whole === whole.toUpperCase() || whole === whole.toLowerCase()
  return value(
    shouted
      ? whole
          .toLowerCase()
          .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
      : whole,
  )
}

/** Never throws; `missing` for empty cells and for what people write where nothing is. */
export function convert(cell: string, type: ValueType, options: ConvertOptions = {}): Converted {
  const text = cleaned(cell)
  if (text === '' || (nothing.test(text) && type !== 'boolean')) return { kind: 'missing' }
  switch (type) {
    case 'text':
      return readText(text)
    case 'number':
      return readNumber(text, options)
    case 'boolean':
      return yes.has(text.toLowerCase())
        ? value(true)
        : no.has(text.toLowerCase())
          ? value(false)
          : invalid('is neither yes nor no')
    case 'date':
      return readDate(text, options)
    case 'email':
      return readEmail(text)
    case 'phone':
      return readPhone(text, options)
    case 'locale':
      return readLocale(text)
    case 'name':
      return readName(text)
    case 'money': {
      const read = readMoney(text, options)
      return read.kind === 'money' ? value(read.minor) : read
    }
    case 'list':
      return formula.test(text) ? readText(text) : value(text.split(/\s*[;；,，、|]\s*/).filter((item) => item !== ''))
  }
}
