// One field of a query, `{path: value}` or `{path: {$op: …}}`, to a predicate.
import { toNumber } from '../bson/numbers.js'
import { isRegex } from '../bson/regex.js'
import { firstKey, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError, notSupported } from '../server-error.js'
import { bits, isBitOperator } from './bitwise.js'
import { equalTo, inequality, isInequality, matchesRegex, oneOf } from './comparison.js'
import { modulo, ofSize, regexOperator } from './evaluation.js'
import { isOperatorDocument } from './operator-document.js'
import { walk } from './path.js'
import {
  opposite,
  test,
  type FieldTest,
  type Position,
  type Predicate,
  type QueryContext,
  type ValueTest,
} from './predicate.js'
import { ofType } from './types.js'

/** Operators on a field, for the list of what is supported. */
export const fieldOperators = [
  ...[
    '$eq',
    '$ne',
    '$gt',
    '$gte',
    '$lt',
    '$lte',
    '$in',
    '$nin',
    '$not',
    '$exists',
    '$type',
    '$mod',
    '$regex',
    '$options',
  ],
  ...['$all', '$elemMatch', '$size', '$bitsAllSet', '$bitsAnySet', '$bitsAllClear', '$bitsAnyClear', '$comment'],
] as const
/** Operators of MongoDB on fields that this server refuses by name. */
export const refusedFieldOperators: ReadonlySet<string> = new Set([
  ...['$near', '$nearSphere', '$geoWithin', '$geoIntersects', '$within', '$geoNear', '$maxDistance', '$minDistance'],
  ...['$geometry', '$box', '$center', '$centerSphere', '$polygon', '$uniqueDocs'],
])

/** Compiles a whole query document; handed in, because queries and their fields hold each other. */
export type CompileNested = (filter: Document, context: QueryContext) => Predicate

export function compileField(path: string, arg: Value, context: QueryContext, nested: CompileNested): Predicate {
  return conjunction(fieldTests(path, arg, context, nested).map((each) => onPath(path, each)))
}

function conjunction(all: readonly Predicate[]): Predicate {
  const [only] = all
  return all.length === 1 && only ? only : (d, position) => all.every((each) => each(d, position))
}

/** The tests that `arg` asks of one value: used for a path, and for the elements of an array by $elemMatch and $pull. */
export function fieldTests(path: string, arg: Value, context: QueryContext, nested: CompileNested): FieldTest[] {
  if (isRegex(arg)) return [test(matchesRegex(arg.pattern, arg.options))]
  if (!isOperatorDocument(arg)) {
    if (arg === undefined) throw new ServerError(2, 'cannot compare to undefined')
    return [test(equalTo(arg, context.order))]
  }
  const tests: FieldTest[] = []
  for (const [op, operand] of arg) {
    const made = operatorTest(path, op, operand, arg, context, nested)
    if (made) tests.push(made)
  }
  return tests
}

/** Whether one value passes all tests, as an element of an array does: without looking into arrays it holds. */
export const passes = (tests: readonly FieldTest[], v: Value): boolean =>
  tests.every((each) => (each.kind === 'all' ? passes(each.tests, v) : each.matches(v)) !== each.negated)

function remember(position: Position | undefined, index: number): void {
  if (position && position.index === undefined && index >= 0) position.index = index
}

function onPath(path: string, t: FieldTest): Predicate {
  if (t.kind === 'value') return valueOnPath(path, t)
  const every = conjunction(t.tests.map((each) => onPath(path, each)))
  return t.negated ? (d) => !every(d) : every
}

function valueOnPath(path: string, t: ValueTest): Predicate {
  const matches = (v: Value, position: Position | undefined, at: number): boolean => {
    if (t.throughElements ? t.matches(v) : t.matches(v, at < 0 ? position : undefined)) {
      remember(position, at)
      return true
    }
    if (t.throughElements && Array.isArray(v))
      for (let i = 0; i < v.length; i++)
        if (t.matches(v[i])) {
          remember(position, at >= 0 ? at : i)
          return true
        }
    return false
  }
  const { negated } = t
  if (!path.includes('.'))
    return negated ? (d) => !matches(d.get(path), undefined, -1) : (d, position) => matches(d.get(path), position, -1)
  const parts = path.split('.')
  return negated
    ? (d) => !walk(d, parts, 0, (v, at) => matches(v, undefined, at))
    : (d, position) => walk(d, parts, 0, (v, at) => matches(v, position, at))
}

function list(op: string, arg: Value): Value[] {
  if (!Array.isArray(arg)) throw new ServerError(2, `${op} needs an array`)
  for (const each of arg) if (isOperatorDocument(each)) throw new ServerError(2, `cannot nest $ under ${op}`)
  return arg
}

const isFalse = (v: Value): boolean =>
  v === false || v === null || v === undefined || (isNumeric(v) && toNumber(v) === 0)

function operatorTest(
  path: string,
  op: string,
  arg: Value,
  all: Document,
  context: QueryContext,
  nested: CompileNested,
): FieldTest | undefined {
  if (isInequality(op)) {
    if (isRegex(arg)) throw new ServerError(2, `Can't have RegEx as arg to predicate over field '${path}'.`)
    return test(inequality(op, arg, context.order))
  }
  if (isBitOperator(op)) return test(bits(op, path, arg))
  switch (op) {
    case '$eq':
      return test(equalTo(arg, context.order))
    case '$ne':
      if (isRegex(arg)) throw new ServerError(2, "Can't have regex as arg to $ne.")
      return opposite(test(equalTo(arg, context.order)))
    case '$in':
      return test(oneOf(list(op, arg), context.order))
    case '$nin':
      return opposite(test(oneOf(list(op, arg), context.order)))
    case '$exists': {
      const there = test((v) => v !== undefined, false)
      return isFalse(arg) ? opposite(there) : there
    }
    case '$not':
      return negation(path, arg, context, nested)
    case '$regex':
      return test(regexOperator(all))
    case '$options':
      if (!all.has('$regex')) throw new ServerError(2, '$options needs a $regex')
      return undefined
    case '$size':
      return test(ofSize(arg), false)
    case '$all':
      return everyOne(path, arg, context, nested)
    case '$elemMatch':
      return elementMatch(arg, context, nested)
    case '$type':
      return test(ofType(path, arg))
    case '$mod':
      return test(modulo(arg))
    case '$comment':
      return undefined
  }
  if (refusedFieldOperators.has(op)) throw notSupported(op)
  throw new ServerError(2, `unknown operator: ${op}`)
}

function negation(path: string, arg: Value, context: QueryContext, nested: CompileNested): FieldTest {
  if (!isRegex(arg)) {
    if (!isDocument(arg)) throw new ServerError(2, '$not needs a regex or a document')
    if (arg.size === 0) throw new ServerError(2, '$not cannot be empty')
    if (!isOperatorDocument(arg)) throw new ServerError(2, `unknown operator: ${firstKey(arg) ?? ''}`)
  }
  return { kind: 'all', tests: fieldTests(path, arg, context, nested), negated: true }
}

function everyOne(path: string, arg: Value, context: QueryContext, nested: CompileNested): FieldTest {
  if (!Array.isArray(arg)) throw new ServerError(2, '$all needs an array')
  if (arg.length === 0) return test(() => false, false)
  const isElemMatch = (v: Value): v is Document => isDocument(v) && firstKey(v) === '$elemMatch'
  const elements = isElemMatch(arg[0])
  const tests = arg.flatMap((each): FieldTest[] => {
    if (elements !== isElemMatch(each)) throw new ServerError(2, '$all/$elemMatch has to be consistent')
    if (isElemMatch(each)) return [elementMatch(each.get('$elemMatch'), context, nested)]
    if (isOperatorDocument(each)) throw new ServerError(2, 'no $ expressions in $all')
    return fieldTests(path, each, context, nested)
  })
  return { kind: 'all', tests, negated: false }
}

function elementMatch(arg: Value, context: QueryContext, nested: CompileNested): ValueTest {
  if (!isDocument(arg)) throw new ServerError(2, '$elemMatch needs an Object')
  const first = firstKey(arg) ?? ''
  const logical = first === '$and' || first === '$or' || first === '$nor'
  if (arg.has('$expr')) throw new ServerError(2, '$expr can only be applied to the top-level document')
  if (arg.has('$where')) throw notSupported('$where')
  const matches =
    isOperatorDocument(arg) && !logical ? elementTest(arg, context, nested) : documentTest(arg, context, nested)
  return {
    matches: (v, position) => {
      if (!Array.isArray(v)) return false
      const found = v.findIndex(matches)
      if (found >= 0) remember(position, found)
      return found >= 0
    },
    kind: 'value',
    throughElements: false,
    negated: false,
  }
}

function elementTest(arg: Document, context: QueryContext, nested: CompileNested): (v: Value) => boolean {
  const tests = fieldTests('', arg, context, nested)
  return (v) => passes(tests, v)
}

function documentTest(arg: Document, context: QueryContext, nested: CompileNested): (v: Value) => boolean {
  const predicate = nested(arg, context)
  return (v) => {
    if (isDocument(v)) return predicate(v)
    // An array inside the array is a document with the keys "0", "1", …
    return Array.isArray(v) && predicate(new Map(v.map((element, i) => [String(i), element])))
  }
}
