// The reason of a recommendation as one sentence for the customer, in both languages.
import type { Product, Recommendation } from '../../bot/domain/commerce.js'
import type { LocalizedText } from '../../bot/domain/locale.js'

/** `because` is the product that the reason rests on, when it still exists. */
export function reasonSentence(
  reason: Recommendation['reason'],
  product: Product,
  because: Product | undefined,
): LocalizedText {
  if (reason.kind !== 'popular' && because)
    return reason.kind === 'bought-together'
      ? {
          en: `Customers who chose ${because.title.en} often chose this too.`,
          zh: `选了“${because.title.zh}”的顾客也常选这款。`,
        }
      : { en: `It is similar to ${because.title.en}.`, zh: `它与“${because.title.zh}”相似。` }
  const { rating } = product
  if (rating && rating.count >= 3 && rating.average >= 4)
    return {
      en: `Popular with our customers: rated ${rating.average.toFixed(1)} of 5 by ${String(rating.count)} of them.`,
      zh: `深受顾客欢迎：${String(rating.count)} 位顾客平均评分 ${rating.average.toFixed(1)} 分（满分 5 分）。`,
    }
  return { en: 'One of our most popular products.', zh: '我们最受欢迎的商品之一。' }
}

const budgetAlone: LocalizedText = { en: 'It is within your budget.', zh: '它在您的预算之内。' }

/** For products that were asked for: which of the asked words they hold, each language quoting its own, and the budget they keep. */
export function matchSentence(words: readonly string[], keepsBudget: boolean): LocalizedText {
  if (words.length === 0) return budgetAlone
  const chinese = (word: string): boolean => /\p{Script=Han}/u.test(word)
  const en = words.filter((word) => !chinese(word)).slice(0, 4)
  const zh = words.filter(chinese).slice(0, 4)
  const quoted = { en: en.length > 0 ? ` (${en.join(', ')})` : '', zh: zh.map((word) => `“${word}”`).join('、') }
  return {
    en: `It matches what you asked for${quoted.en}${keepsBudget ? ' and is within your budget' : ''}.`,
    zh: `符合您的要求${quoted.zh && `：${quoted.zh}`}${keepsBudget ? '，并在预算之内' : ''}。`,
  }
}
