// What a query says about single fields, as far as an index can use it. Anything not understood is left to the predicate.
import { BSONRegExp, MaxKey, MinKey } from 'bson'
import { rankOf, type Rank } from '../bson/compare.js'
import { isNaNValue } from '../bson/numbers.js'
import { isRegex } from '../bson/regex.js'
import { isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { isOperatorDocument } from '../match/index.js'

export interface Limit {
  readonly value: Value
  readonly inclusive: boolean
}
export type Bound =
  | { kind: 'equal'; values: readonly Value[] }
  | { kind: 'range'; rank: Rank; low?: Limit; high?: Limit }
  | { kind: 'prefix'; text: string }

const isScalar = (v: Value): boolean =>
  v !== null &&
  v !== undefined &&
  !Array.isArray(v) &&
  !isDocument(v) &&
  !isRegex(v) &&
  !(v instanceof MinKey) &&
  !(v instanceof MaxKey)
const usable = (v: Value): boolean => isScalar(v) && !(isNumeric(v) && isNaNValue(v))
const equalable = (v: Value): boolean => usable(v) || v === null || isDocument(v)
const holdsText = (v: Value): boolean => typeof v === 'string' || isDocument(v) || Array.isArray(v)

/** The fixed beginning of a pattern such as /^abc.*d/; undefined when there is none that bytes can be compared with. */
export function fixedPrefix(pattern: string, options: string): string | undefined {
  if (!pattern.startsWith('^') || /[imsx]/.test(options) || pattern.includes('|')) return undefined
  const literal = /^\^([^\\.*+?()[\]{}|^$#]+)/.exec(pattern)?.[1]
  if (literal === undefined) return undefined
  const next = pattern[1 + literal.length]
  const certain = next !== undefined && '*?{'.includes(next) ? literal.slice(0, -1) : literal
  return certain === '' ? undefined : certain
}

export class Bounds {
  readonly fields = new Map<string, Bound>()

  /** With a collation no text can be looked up by its bytes. */
  constructor(
    filter: Document,
    private readonly collated: boolean,
  ) {
    this.read(filter, '')
  }

  get(path: string): Bound | undefined {
    return this.fields.get(path)
  }
  /** Whether the query can only match documents that have something there. */
  excludesMissing(path: string): boolean {
    const bound = this.fields.get(path)
    return bound !== undefined && !(bound.kind === 'equal' && bound.values.includes(null))
  }

  private read(filter: Document, prefix: string): void {
    for (const [name, v] of filter) {
      if (name === '$and' && Array.isArray(v)) {
        for (const part of v) if (isDocument(part)) this.read(part, prefix)
      } else if (!name.startsWith('$')) this.field(prefix + name, v)
    }
  }

  private field(path: string, v: Value): void {
    if (isRegex(v)) return this.regex(path, v.pattern, v.options)
    if (!isOperatorDocument(v)) return this.equal(path, [v])
    let range: Extract<Bound, { kind: 'range' }> | undefined
    for (const [op, arg] of v) {
      if (op === '$eq') this.equal(path, [arg])
      else if (op === '$in' && Array.isArray(arg)) this.equal(path, arg)
      else if (op === '$elemMatch' && isDocument(arg) && !isOperatorDocument(arg)) this.read(arg, `${path}.`)
      else if (op === '$regex' && !v.has('$options')) {
        if (typeof arg === 'string') this.regex(path, arg, '')
        else if (arg instanceof BSONRegExp) this.regex(path, arg.pattern, arg.options)
      } else if (/^\$[gl]te?$/.test(op) && usable(arg) && !(this.collated && holdsText(arg))) {
        const rank = rankOf(arg)
        if (range && range.rank !== rank) continue
        const limit = { value: arg, inclusive: op.endsWith('e') }
        range = { ...(range ?? { kind: 'range', rank }), ...(op.startsWith('$g') ? { low: limit } : { high: limit }) }
      }
    }
    if (range) this.merge(path, range)
  }

  private equal(path: string, values: readonly Value[]): void {
    if (values.every(equalable) && !(this.collated && values.some(holdsText)))
      this.merge(path, { kind: 'equal', values })
  }
  private regex(path: string, pattern: string, options: string): void {
    const text = fixedPrefix(pattern, options)
    if (text !== undefined && !this.collated) this.merge(path, { kind: 'prefix', text })
  }

  /** Two statements about one field: the better one is kept, never both (different elements of an array may satisfy them). */
  private merge(path: string, bound: Bound): void {
    const known = this.fields.get(path)
    const better =
      !known ||
      (bound.kind === 'equal' && (known.kind !== 'equal' || bound.values.length < known.values.length)) ||
      (bound.kind === 'range' && known.kind === 'prefix')
    if (better) this.fields.set(path, bound)
  }
}
