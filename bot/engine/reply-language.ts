// In which language the bot answers.
import type { Understanding } from '../../nlu/understanding.js'
import type { Locale } from '../domain/locale.js'

const hasLetters = (text: string): boolean => /\p{L}/u.test(text)

/** Two characters make about one Chinese word. */
const mostlyChinese = (text: string): boolean =>
  (text.match(/\p{Script=Han}/gu)?.length ?? 0) / 2 >= (text.match(/\p{Script=Latin}+/gu)?.length ?? 0)

/**
 * The message's own language. Mixed text that is Chinese with English words in it is answered in Chinese; other mixtures, numbers, pictures
 * and languages that the bot does not speak keep the conversation's.
 */
export function replyLocale(understanding: Pick<Understanding, 'language' | 'text'>, conversation: Locale): Locale {
  const { language, text } = understanding
  if (language === 'en' || language === 'zh') return language
  return language === 'mixed' && mostlyChinese(text) ? 'zh' : conversation
}

/** Words in neither language; emoji and digits belong to none. */
export const inOtherLanguage = (understanding: Pick<Understanding, 'language' | 'text'>): boolean =>
  understanding.language === 'other' && hasLetters(understanding.text)
