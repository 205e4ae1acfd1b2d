// Amounts of money without a currency: a number after "budget", or one that is said to be a limit and counts nothing else.
import { rank, type Found } from './found.js'

const budget =
  /(?:\bbudget(?: is| of| would be)?(?: about| around| roughly)?|预算(?:是|为|在)?(?:大概|大约|约|不超过)?)[ :：]*$/
const limit =
  /(?:\b(?:under|below|less than|cheaper than|no more than|not more than|not over|at most|up to|max(?:imum)?)|不超过|不高于|低于|少于|最多)[ :：]*$/
const limitBehind = /^ *(?:以内|以下|之内)(?=$|[的吧呢,.!?;，。！？；、 ])/
/** Nothing that would be counted: "under 30 days", "at most 20 people". */
const nothingCounted =
  /^(?:$| *[,.!?;，。！？；、](?!\d)| *[的吧呢]| +(?:please|for|if|or|but|and|in total|altogether)\b)/
/** "For up to 4" are people. */
const leastLimit = 10

/** @param numbers what was found in the folded text; linear in their number */
export function amountsIn(text: string, numbers: readonly Found[]): Found[] {
  return numbers.flatMap(({ from, to, value }) => {
    if (typeof value !== 'number' || value <= 0) return []
    const [before, behind] = [text.slice(Math.max(0, from - 32), from), text.slice(to, to + 12)]
    const isLimit =
      value >= leastLimit && (limitBehind.test(behind) || (limit.test(before) && nothingCounted.test(behind)))
    if (!isLimit && !(budget.test(before) && (limitBehind.test(behind) || nothingCounted.test(behind)))) return []
    return [
      { from, to, name: 'money', value: { amount: value }, confidence: 0.8, source: 'recognizers', rank: rank.money },
    ]
  })
}
