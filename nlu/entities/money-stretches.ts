// Where an English message speaks of money.
import { stretchesAround } from './stretches.js'
import { currencyMatches } from './triggers.js'

const amountWords = new Set(
  [
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
    'thirty forty fourty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion trillion dozen',
    'half quarter quarters couple third thirds point and a an of or to k m mm b bn mil mln bln',
    'us u s d american australian canadian hong kong singapore new zealand chinese japanese british mexican swiss indian grand pesos',
    'dollar dollars buck bucks usd euro euros eur pound pounds quid gbp cny rmb yuan jpy yen hkd yens cad aud nzd sgd chf inr krw peso ruble rubles franc francs rupee rupees baht cent cents pence penny pennies sterling',
  ]
    .join(' ')
    .split(' '),
)

/** Ranges of folded text in order, apart from each other; none where no currency is named. Linear. */
export const englishMoneyStretches = (text: string): { from: number; to: number }[] =>
  stretchesAround(text, currencyMatches(text), isOfMoney)

const isOfMoney = (word: string): boolean =>
  /[\d$€£¥₩₹]/.test(word) || word.split(/[^a-z]+/).every((part) => part === '' || amountWords.has(part))
