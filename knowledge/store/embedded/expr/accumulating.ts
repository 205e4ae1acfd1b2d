// Accumulators used as plain expressions over arrays: $sum, $avg, $max, $min, $stdDevPop, $maxN, $median, …
import { compare, type StringOrder } from '../bson/compare.js'
import { double, isNaNValue, toNumber, toWhole } from '../bson/numbers.js'
import { typeName, typeOrMissing } from '../bson/types.js'
import { isNothing, isNumeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { fieldsOf, variadic, type OperatorCompiler } from './definition.js'
import { meanOf, sumOf } from './sum.js'

/** The greatest (1) or least (-1) value that is not null; null when there is none. */
export function extreme(list: readonly Value[], way: 1 | -1, order?: StringOrder): Value {
  let best: Value
  for (const v of list) if (!isNothing(v) && (best === undefined || way * compare(v, best, order) > 0)) best = v
  return best ?? null
}

/** Welford's method; null with fewer numbers than the form needs. */
export function deviation(list: readonly Value[], sample: boolean): Value {
  let count = 0
  let mean = 0
  let squares = 0
  for (const v of list) {
    if (!isNumeric(v)) continue
    const x = toNumber(v)
    count++
    const delta = x - mean
    mean += delta / count
    squares += delta * (x - mean)
  }
  if (count < (sample ? 2 : 1)) return null
  return double(Math.sqrt(squares / (sample ? count - 1 : count)))
}

/** Discrete percentile of the numbers: the value at rank ceil(p·n); null without numbers. */
export function percentile(sorted: readonly number[], p: number): Value {
  if (sorted.length === 0) return null
  const at = Math.max(0, Math.ceil(p * sorted.length) - 1)
  return double(sorted[Math.min(at, sorted.length - 1)] ?? NaN)
}
export const sortedNumbers = (list: readonly Value[]): number[] =>
  list
    .filter(isNumeric)
    .filter((v) => !isNaNValue(v))
    .map(toNumber)
    .sort((a, b) => a - b)

export function checkN(v: Value): number {
  const whole = isNumeric(v) ? toWhole(v) : undefined
  if (whole === undefined)
    throw new ServerError(
      isNumeric(v) ? 5787903 : 5787902,
      `Value for 'n' must be of integral type, but found ${typeOrMissing(v)}`,
    )
  if (whole <= 0n) throw new ServerError(5787908, `'n' must be greater than 0, found ${whole}`)
  return Number(whole)
}

export function pickN(name: string, list: readonly Value[], n: number, order?: StringOrder): Value[] {
  if (name === '$firstN') return list.slice(0, n)
  if (name === '$lastN') return list.slice(-n)
  const sorted = list.filter((v) => !isNothing(v)).sort((a, b) => compare(a, b, order))
  return name === '$minN' ? sorted.slice(0, n) : sorted.reverse().slice(0, n)
}

const over = (fold: (list: readonly Value[], order: StringOrder | undefined) => Value): OperatorCompiler =>
  variadic((args, { order }) => fold(args.length === 1 && Array.isArray(args[0]) ? args[0] : args, order))

const picking: OperatorCompiler = (arg, context, compile, name) => {
  const fields = fieldsOf(
    arg,
    ['input', 'n'],
    { notObject: 5787900, unknown: 5787901, missing: { n: 5787906, input: 5787907 } },
    context,
    compile,
    name,
  )
  const [input, n] = [fields.get('input'), fields.get('n')]
  return (env) => {
    const count = checkN(n(env))
    const list = input(env)
    if (isNothing(list) && (name === '$maxN' || name === '$minN')) return null
    if (!Array.isArray(list)) throw new ServerError(5788200, `Input must be an array, but found ${typeOrMissing(list)}`)
    return pickN(name, list, count, context.order)
  }
}

export function checkMethod(v: Value): void {
  if (v === undefined) throw new ServerError(40414, "BSON field '$percentile.method' is missing but a required field")
  if (v !== 'approximate')
    throw new ServerError(
      typeof v === 'string' ? 2 : 14,
      "Currently only 'approximate' can be used as a percentile 'method'.",
    )
}
export function percentilePoints(v: Value): number[] {
  if (!Array.isArray(v) || v.length === 0)
    throw new ServerError(
      7750301,
      `The $percentile 'p' field must be an array of numbers from [0.0, 1.0], but found: ${typeName(v)}`,
    )
  return v.map((p) => {
    if (!isNumeric(p))
      throw new ServerError(
        7750302,
        `The $percentile 'p' field must be an array of numbers from [0.0, 1.0], but found: ${typeName(p)}`,
      )
    const n = toNumber(p)
    if (!(n >= 0 && n <= 1))
      throw new ServerError(
        7750303,
        `The $percentile 'p' field must be an array of numbers from [0.0, 1.0], but found: ${n}`,
      )
    return n
  })
}
const ranking: OperatorCompiler = (arg, context, compile, name) => {
  const names = name === '$median' ? ['input', 'method'] : ['input', 'p', 'method']
  const missing: Record<string, number> =
    name === '$median' ? { input: 40414, method: 40414 } : { input: 40414, p: 40414, method: 40414 }
  const fields = fieldsOf(
    arg,
    names,
    { notObject: name === '$median' ? 7436100 : 7436200, unknown: 40415, missing },
    context,
    compile,
    name,
  )
  checkMethod(fields.raw('method'))
  const input = fields.get('input')
  const p = fields.optional('p')
  return (env) => {
    const points = p ? percentilePoints(p(env)) : [0.5]
    const v = input(env)
    const sorted = sortedNumbers(Array.isArray(v) ? v : [v])
    const found = points.map((point) => percentile(sorted, point))
    return p ? found : found[0]
  }
}

export const accumulatingOperators = new Map<string, OperatorCompiler>([
  ['$sum', over(sumOf)],
  ['$avg', over(meanOf)],
  ['$max', over((list, order) => extreme(list, 1, order))],
  ['$min', over((list, order) => extreme(list, -1, order))],
  ['$stdDevPop', over((list) => deviation(list, false))],
  ['$stdDevSamp', over((list) => deviation(list, true))],
  ['$maxN', picking],
  ['$minN', picking],
  ['$firstN', picking],
  ['$lastN', picking],
  ['$median', ranking],
  ['$percentile', ranking],
])
