// Addresses, numbers and names of real people among the examples: a training set is copied, exported and shown to many.
import { fold } from '../../../languages/fold.js'
import { finding, groupBy, type LintRow, type Rule } from '../finding.js'

interface Kind {
  en: string
  zh: string
  found(folded: string): boolean
}

/** What stands for anybody's address is fine: example.com and its like are reserved for that (RFC 2606). */
const email = /[\p{L}\p{N}._%+-]{1,64}@(?![\w.-]*example\.)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{2,63}){1,4}/u
const chineseMobile = /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/
/** +44 20 7946 0958, (415) 555-0132; numbers with 555-01xx are kept for fiction. */
const phone =
  /(?<!\d)(?:\+\d{1,3}[\s.-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]?\d{4}(?!\d)|\+\d{1,3}(?:[\s.-]?\d{2,5}){2,4}(?!\d)/
const fictional = /555[\s.-]?01\d\d/
const cardLike = /(?<!\d)\d(?:[\s-]?\d){12,18}(?!\d)/g
const idLike = /(?<!\d)\d{17}[\dx](?![\dx])/g

const kinds: readonly Kind[] = [
  { en: 'an e-mail address', zh: '电子邮箱', found: (text) => email.test(text) },
  {
    en: 'a phone number',
    zh: '电话号码',
    found: (text) => chineseMobile.test(text) || (phone.test(text) && !fictional.test(text)),
  },
  {
    en: 'a payment card number',
    zh: '银行卡号',
    found: (text) => [...text.matchAll(cardLike)].some(([number]) => passesLuhn(number.replace(/\D/g, ''))),
  },
  {
    en: 'a Chinese identity number',
    zh: '身份证号',
    found: (text) => [...text.matchAll(idLike)].some(([number]) => isIdentityNumber(number)),
  },
]

export const personalData: Rule = ({ rows }) =>
  kinds.flatMap(({ en, zh, found }) => {
    const holding = rows.filter(({ text }) => found(fold(text).text))
    return [...groupBy(holding, ({ intent }) => intent)].map(([intent, own]) => told(en, zh, intent, own))
  })

const told = (en: string, zh: string, intent: string, rows: readonly LintRow[]) =>
  finding({
    rule: 'personal-data',
    severity: 'error',
    intents: [intent],
    rows,
    message: {
      en: `${String(rows.length)} example${rows.length === 1 ? '' : 's'} of "${intent}" hold ${en}.`,
      zh: `“${intent}”中有 ${String(rows.length)} 条例句含有${zh}。`,
    },
    suggestion: {
      en: 'Replace it by an invented one (name@example.com, 555-0100): the model does not need the real one.',
      zh: '请换成虚构的内容（如 name@example.com）：模型并不需要真实信息。',
    },
  })

/** Luhn's check digit (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const twice = 2 * digit
    sum += i % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of GB 11643-1999. */
function isIdentityNumber(number: string): boolean {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(number[i]), 0)
  return '10x98765432'[sum % 11] === number[17]
}
