// A price limit said in words: "under $200", "200 元以内". Read here, so that the words do not take part in the search.

export interface PriceWords {
  /** In the currency's smallest unit. */
  atMost?: number
  /** The text without the words that named the limit. */
  rest: string
}

const number = '(\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.(\\d{1,2}))?'
const unit = '(?:dollars?|bucks|usd|euros?|eur|pounds?|gbp|rmb|cny|yuan|元|块钱?|人民币|美元|刀|欧元|英镑)'
const sign = '[$€£¥￥]'

const forms = [
  new RegExp(
    `(?:under|below|less than|cheaper than|up to|at most|max(?:imum)?(?: of)?|within|no more than|not over)\\s*${sign}?\\s*${number}\\s*${unit}?`,
    'iu',
  ),
  new RegExp(
    `(?:不超过|不到|低于|少于|小于|最多|预算)\\s*(?:是|为|在)?\\s*${sign}?\\s*${number}\\s*${unit}?(?:以下|以内|之内|内)?`,
    'iu',
  ),
  new RegExp(`${sign}?\\s*${number}\\s*${unit}?\\s*(?:以下|以内|之内|or less|or under|max\\b|tops\\b)`, 'iu'),
]

/** Only a limit counts; a bare number ("2 person tent") does not. */
export function readPriceLimit(text: string): PriceWords {
  const plain = text.normalize('NFKC')
  for (const form of forms) {
    const match = form.exec(plain)
    if (!match?.[1]) continue
    const whole = Number(match[1].replaceAll(',', ''))
    const cents = Number((match[2] ?? '0').padEnd(2, '0'))
    return { atMost: whole * 100 + cents, rest: plain.replace(match[0], ' ').replace(/\s+/g, ' ').trim() }
  }
  return { rest: plain }
}
