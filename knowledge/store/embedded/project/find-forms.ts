// The forms that only find() has: {$slice}, {$elemMatch} and the positional "field.$".
import { toNumber, truncated } from '../bson/numbers.js'
import { isDocument, isNumeric, type Document, type Numeric, type Value } from '../bson/value.js'
import { compileFilter, type QueryContext } from '../match/index.js'
import { ServerError } from '../server-error.js'

/** What find() understands in a projection beside 0, 1 and expressions. */
export const projectionOperators = ['$', '$slice', '$elemMatch'] as const

export type FindForm =
  | { kind: 'slice'; parts: readonly string[]; cut: (list: Value[]) => Value[] }
  | { kind: 'elemMatch'; name: string; first: (v: Value) => Value }
  | { kind: 'positional'; parts: readonly string[] }

/** $slice with a field path in it is the expression of that name, not this form. */
export function isFindForm(v: Document): boolean {
  if (v.has('$elemMatch')) return true
  const slice = v.get('$slice')
  if (!v.has('$slice') || v.size !== 1) return false
  return !Array.isArray(slice) || (slice.length === 2 && slice.every(isNumeric)) || slice.length < 2
}

const clamp = (v: Numeric): number =>
  Math.max(-2147483648, Math.min(2147483647, Number(truncated(v) ?? BigInt(toNumber(v) > 0 ? 2147483647 : 0))))

function sliceOf(arg: Value): (list: Value[]) => Value[] {
  if (isNumeric(arg)) {
    const count = clamp(arg)
    return (list) => (count >= 0 ? list.slice(0, count) : list.slice(count))
  }
  if (!Array.isArray(arg))
    throw new ServerError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax')
  const [first, second] = arg
  if (!isNumeric(first) || !isNumeric(second))
    throw new ServerError(
      28667,
      'Invalid $slice syntax. The given syntax did not match the find() syntax because :: Location31272: $slice array argument should be of form [skip, limit]',
    )
  const skip = clamp(first)
  const limit = clamp(second)
  if (limit <= 0) throw new ServerError(28724, `First argument to $slice must be an array, but is of type: int`)
  return (list) => {
    const start = skip < 0 ? Math.max(0, list.length + skip) : skip
    return list.slice(start, start + limit)
  }
}

export function compileFindForm(path: string, v: Document, context: QueryContext): FindForm {
  if (v.has('$slice')) return { kind: 'slice', parts: path.split('.'), cut: sliceOf(v.get('$slice')) }
  const query = v.get('$elemMatch')
  if (!isDocument(query))
    throw new ServerError(31274, `elemMatch: Invalid argument, object required, but got another type`)
  if (path.includes('.')) throw new ServerError(31275, 'Cannot use $elemMatch projection on a nested field.')
  if (v.size !== 1) throw new ServerError(31255, 'Cannot use $elemMatch with other operators')
  const wrapped: Document = new Map([['v', new Map([['$elemMatch', query]])]])
  const predicate = compileFilter(wrapped, context)
  return {
    kind: 'elemMatch',
    name: path,
    first: (list) => {
      if (!Array.isArray(list)) return undefined
      const position: { index?: number } = {}
      return predicate(new Map([['v', list]]), position) ? list[position.index ?? 0] : undefined
    },
  }
}
