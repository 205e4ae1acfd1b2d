// In which language the bot answers.
import type { Understanding } from '../../nlu/understanding.js'
import type { Locale } from '../domain/locale.js'

const hasLetters = (text: string): boolean => /\p{L}/u.test(text)

/** The message's own language; the conversation's for mixed text, for numbers and pictures, and for languages the bot does not speak. */
export function replyLocale(understanding: Pick<Understanding, 'language'>, conversation: Locale): Locale {
  return understanding.language === 'en' || understanding.language === 'zh' ? understanding.language : conversation
}

/** Words in neither language; emoji and digits belong to none. */
export const inOtherLanguage = (understanding: Pick<Understanding, 'language' | 'text'>): boolean =>
  understanding.language === 'other' && hasLetters(understanding.text)
