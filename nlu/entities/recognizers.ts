// Numbers, dates, money, e-mail and phone in English and Chinese by @microsoft/recognizers-text-suite, asked only where a cheap test says
// that there may be something: asking all of them costs milliseconds.
import { setImmediate } from 'node:timers/promises'
import type * as Suite from '@microsoft/recognizers-text-suite'
import { createRecent } from '../../platform/recent.js'
import type { Language } from '../understanding.js'
import { amountsIn } from './amounts.js'
import { englishDateStretches } from './date-stretches.js'
import { resolveDate } from './dates.js'
import { rank, type Found } from './found.js'
import { englishMoneyStretches } from './money-stretches.js'
import { currencyCode } from './money.js'
import { isInsideWord } from './patterns.js'
import { recognizerSuite } from './recognizer-suite.js'
import { hasChineseDate, hasEmail, hasMoney, hasNumber, hasPhone } from './triggers.js'

type ModelResult = ReturnType<typeof Suite.recognizeNumber>[number]
type Culture = 'en-us' | 'zh-cn'

/**
 * Their expressions backtrack, and the work grows with the square of how many figures there are: what stands after this many characters
 * or figures is not read by them.
 */
const textLimit = 1000
const chineseTextLimit = 400
const figureLimit = 16
/** Digits of one figure; no number that anybody means is longer. */
const longestFigure = 40

/**
 * Loads and compiles everything once, one to two seconds of work in pieces of at most half a second: call it at start, so that the first
 * customer does not wait. The event loop runs between the pieces.
 */
export async function warmUpRecognizers(now: Date): Promise<void> {
  const samples: [string, Language][] = [
    ['two bags', 'en'],
    ['a@example.com', 'en'],
    ['415-555-0132', 'en'],
    ['$20', 'en'],
    ['next monday at 3pm', 'en'],
    ['两个包', 'zh'],
    ['13800000000', 'zh'],
    ['200元', 'zh'],
    ['明天下午三点', 'zh'],
  ]
  for (const [text, language] of samples) {
    recognise(text, language, now)
    await setImmediate()
  }
}

/** What was found in a text whenever it is said, and in which cultures it speaks of dates, which are counted from the moment. */
interface Reading {
  timeless: readonly Found[]
  dated: readonly Culture[]
}

const datesIn = (text: string, culture: Culture, now: Date): Found[] =>
  culture === 'en-us'
    ? within(text, englishDateStretches(text), (part) =>
        ask(() => recognizerSuite().recognizeDateTime(part, culture, 0, now)).flatMap(toDate),
      )
    : hasChineseDate(text)
      ? ask(() => recognizerSuite().recognizeDateTime(text, culture, 0, now)).flatMap(toDate)
      : []

const moneyIn = (text: string, culture: Culture): Found[] =>
  within(text, culture === 'en-us' ? englishMoneyStretches(text) : [{ from: 0, to: text.length }], (part) =>
    ask(() => recognizerSuite().recognizeCurrency(part, culture)).flatMap(toMoney),
  )

/** What is found in the stretches, at its place in the text. */
const within = (
  text: string,
  stretches: readonly { from: number; to: number }[],
  find: (part: string) => Found[],
): Found[] =>
  stretches.flatMap(({ from, to }) =>
    find(text.slice(from, to)).map((one) => ({ ...one, from: one.from + from, to: one.to + from })),
  )

function readTimeless(text: string, culturesToAsk: readonly Culture[]): Found[] {
  const found: Found[] = []
  if (hasEmail(text)) found.push(...ask(() => recognizerSuite().recognizeEmail(text, 'en-us')).map(toEmail))
  for (const culture of culturesToAsk) {
    if (hasPhone(text))
      found.push(...ask(() => recognizerSuite().recognizePhoneNumber(text, culture)).flatMap(toPhone(text)))
    if (hasMoney(text)) found.push(...moneyIn(text, culture))
    if (hasNumber(text)) {
      const numbers = ask(() => recognizerSuite().recognizeNumber(text, culture)).flatMap(toNumber(text))
      found.push(...numbers, ...amountsIn(text, numbers))
    }
  }
  return found
}

/** People say the same things again and again, and buttons send the same words. */
const recent = createRecent<string, Reading>(2000)

/** Finds in folded text. Relative dates are counted from `now`; of a past and a coming reading the coming one is taken. */
export function recognise(folded: string, language: Language, now: Date): Found[] {
  const text = readablePart(folded)
  const culturesToAsk = cultures(text, language)
  const key = `${culturesToAsk.join(' ')} ${text}`
  const known = recent.get(key)
  const dates = (known?.dated ?? culturesToAsk).map((culture) => ({ culture, found: datesIn(text, culture, now) }))
  const reading = known ?? {
    timeless: readTimeless(text, culturesToAsk),
    dated: dates.filter(({ found }) => found.length > 0).map(({ culture }) => culture),
  }
  recent.set(key, reading)
  return [...reading.timeless, ...dates.flatMap(({ found }) => found)]
}

const han = /[\u4e00-\u9fff]/

function readablePart(folded: string): string {
  const text = folded.slice(0, han.test(folded) ? chineseTextLimit : textLimit)
  let figures = 0
  for (const { index, 0: figure } of text.matchAll(/\d+|[零〇一二三四五六七八九十百千万亿两]+|[$€£¥]/g))
    if (++figures > figureLimit || figure.length > longestFigure) return text.slice(0, index)
  return text
}

function cultures(text: string, language: Language): Culture[] {
  if (!han.test(text)) return ['en-us']
  return language === 'mixed' ? ['zh-cn', 'en-us'] : ['zh-cn']
}

/** A fault inside the suite costs this one kind of entity, not the message. */
function ask(recogniser: () => ModelResult[]): ModelResult[] {
  try {
    return recogniser()
  } catch {
    return []
  }
}

const place = (result: ModelResult): { from: number; to: number; source: 'recognizers' } => ({
  from: result.start,
  to: result.end + 1,
  source: 'recognizers',
})

const resolution = (result: ModelResult): Record<string, unknown> => result.resolution ?? {}

const toEmail = (result: ModelResult): Found => ({
  ...place(result),
  name: 'email',
  value: result.text,
  confidence: 1,
  rank: rank.email,
})

const toPhone =
  (text: string) =>
  (result: ModelResult): Found[] => {
    const { from, to, source } = place(result)
    const value = result.text.replace(/[^\d+]/g, '')
    if (value.length < 7 || value.length > 16 || isInsideWord(text, from, to)) return []
    const confidence = Number(resolution(result)['score'] ?? 0.5)
    return [{ from, to, source, name: 'phone', value, confidence, rank: rank.phone }]
  }

function toMoney(result: ModelResult): Found[] {
  const { value, unit, isoCurrency } = resolution(result)
  const amount = Number(value)
  if (value == null || !Number.isFinite(amount)) return []
  // Width folding makes one character of ¥ and ￥; where Kefu works that is far more often yuan than yen.
  const currency = result.text.includes('¥')
    ? 'CNY'
    : typeof isoCurrency === 'string'
      ? isoCurrency
      : currencyCode(String(unit))
  return [{ ...place(result), name: 'money', value: { amount, currency }, confidence: 0.95, rank: rank.money }]
}

function toDate(result: ModelResult): Found[] {
  const resolved = resolveDate(result.typeName, resolution(result)['values'])
  return resolved === undefined ? [] : [{ ...place(result), ...resolved, confidence: 0.9, rank: rank.date }]
}

/** Words that contain a numeral without counting anything: 一下, 一般, 十分. */
const idioms = /^(?:一(?:下|般|直|样|起|些|点|定|共|切|旦|会)|万一|十分|千万|三番|半天)/

const toNumber =
  (text: string) =>
  (result: ModelResult): Found[] => {
    const value = Number(resolution(result)['value'])
    const { from, to, source } = place(result)
    if (!Number.isFinite(value) || isInsideWord(text, from, to)) return []
    if (idioms.test(text.slice(from, from + 2)) || idioms.test(text.slice(Math.max(from - 1, 0), to))) return []
    return [{ from, to, source, name: 'number', value, confidence: 0.9, rank: rank.number }]
  }
