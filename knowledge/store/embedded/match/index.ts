// The door of query matching.
import type { Value } from '../bson/value.js'
import { fieldTests, passes, refusedFieldOperators } from './compile-field.js'
import { compileFilter, refusedTopOperators } from './compile-filter.js'
import type { QueryContext } from './predicate.js'

export { compileFilter, logicalOperators } from './compile-filter.js'
export { fieldOperators } from './compile-field.js'
export { isOperatorDocument } from './operator-document.js'
export { arrayIndex, walk } from './path.js'
export type { Position, Predicate, QueryContext } from './predicate.js'

export const refusedQueryOperators: readonly string[] = [...refusedTopOperators, ...refusedFieldOperators]

/** `{$gt: 5}` or a plain value as a test of single elements, as $pull and $elemMatch use it. */
export function compileElementTest(arg: Value, context: QueryContext): (v: Value) => boolean {
  const tests = fieldTests('', arg, context, compileFilter)
  return (v) => passes(tests, v)
}
