// Which language each stretch of a message is in, with BCP 47 names: the two that are understood, and honestly the others.
import { englishWords, foreignWords } from './function-words.js'
import { isHan, isKana } from './scripts.js'
import type { LanguageSpan } from '../understanding.js'
import { isSimplifiedOnly, isTraditionalOnly } from './simplify-han.js'

/** Spans of one message are few; of hostile ones no more than this are told. */
const mostSpans = 50

const scripts: readonly [RegExp, (text: string) => string][] = [
  [/\p{Script=Hangul}/u, () => 'ko'],
  [/\p{Script=Cyrillic}/u, (text) => (/[іїєґ]/i.test(text) ? 'uk' : 'ru')],
  [/\p{Script=Arabic}/u, (text) => (/[پچژگ]/.test(text) ? 'fa' : 'ar')],
  [/\p{Script=Thai}/u, () => 'th'],
  [/\p{Script=Hebrew}/u, () => 'he'],
  [/\p{Script=Greek}/u, () => 'el'],
  [/\p{Script=Devanagari}/u, () => 'hi'],
]

/** A stretch of one script: Han and Kana together, Latin words with what stands between them, or another. */
const stretch =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+(?:[^\p{L}\p{N}]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+)*|\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*(?:[^\p{L}]*\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*)*|\p{L}[\p{L}\p{M}]*(?:[^\p{L}]*(?!\p{Script=Latin}|\p{Script=Han})\p{L}[\p{L}\p{M}]*)*/gu

/**
 * Stretches in order; what holds no letters belongs to none. Linear.
 * @param isPinyin Latin letters in [start, end) were read as Chinese
 */
export function nameLanguages(original: string, isPinyin: (start: number, end: number) => boolean): LanguageSpan[] {
  const spans: LanguageSpan[] = []
  const chinese = chineseOf(original)
  for (const { index: start, 0: text } of original.matchAll(stretch)) {
    const end = start + text.length
    spans.push({
      language: /^\p{Script=Latin}/u.test(text) && isPinyin(start, end) ? 'zh-Latn' : languageOf(text, chinese),
      span: { start, end },
    })
    if (spans.length === mostSpans) break
  }
  return spans
}

function languageOf(text: string, chinese: 'zh-Hans' | 'zh-Hant'): string {
  const first = text.charCodeAt(0)
  if (isHan(first) || isKana(first)) return isJapanese(text) ? 'ja' : chineseOf(text, chinese)
  if (/^\p{Script=Latin}/u.test(text)) return latinLanguageOf(text)
  return scripts.find(([script]) => script.test(text))?.[1](text) ?? 'und'
}

/** Kana in one word of five or more: の on a Chinese shop sign is decoration. */
function isJapanese(text: string): boolean {
  let kana = 0
  for (let i = 0; i < text.length; i++) if (isKana(text.charCodeAt(i))) kana++
  return kana * 5 > text.length
}

/** By characters that only one of the two has; the rest of the message decides where a stretch has none. */
function chineseOf(text: string, otherwise: 'zh-Hans' | 'zh-Hant' = 'zh-Hans'): 'zh-Hans' | 'zh-Hant' {
  let traditional = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (!isHan(unit)) continue
    if (isTraditionalOnly(unit)) traditional++
    else if (isSimplifiedOnly(unit)) traditional--
  }
  return traditional > 0 ? 'zh-Hant' : traditional < 0 ? 'zh-Hans' : otherwise
}

function latinLanguageOf(text: string): string {
  const lower = text.toLowerCase().normalize('NFC')
  if (/[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/.test(lower)) return 'vi'
  const words = lower.split(/[^\p{Script=Latin}'’-]+/u).filter((word) => word !== '')
  let best = 'en'
  let most = words.filter((word) => englishWords.has(word)).length
  for (const [tag, list] of foreignWords) {
    const count = words.filter((word) => list.has(word)).length
    if (count > most) [best, most] = [tag, count]
  }
  // One word that two languages share says little in a longer text.
  return most * 3 >= words.length ? best : 'en'
}
