// The shapes that compiled queries are made of.
import type { StringOrder } from '../bson/compare.js'
import type { Document, Value } from '../bson/value.js'

/** Filled while a document is matched: where in its array the first match was (for `$` in updates and projections). */
export interface Position {
  index?: number
}
export type Predicate = (document: Document, position?: Position) => boolean

/** What a query is compiled with: its collation and the variables of `let`. */
export interface QueryContext {
  readonly order?: StringOrder | undefined
  readonly variables?: ReadonlyMap<string, Value> | undefined
}

/** A test of the values a path reaches. */
export type FieldTest =
  | {
      readonly kind: 'value'
      /** `position` is told which array element made a nested test true. */
      readonly matches: (value: Value, position?: Position) => boolean
      /** Whether one matching element makes an array match (manual, "Query an Array for an Element"). */
      readonly throughElements: boolean
      /** Whether the answer for the whole path is turned round ($ne, $nin, $not). */
      readonly negated: boolean
    }
  /** All of them, each with its own walk along the path: different elements may satisfy different tests. */
  | { readonly kind: 'all'; readonly tests: readonly FieldTest[]; readonly negated: boolean }

export type ValueTest = Extract<FieldTest, { kind: 'value' }>

export const test = (matches: ValueTest['matches'], throughElements = true): ValueTest => ({
  kind: 'value',
  matches,
  throughElements,
  negated: false,
})
export const opposite = (t: FieldTest): FieldTest => ({ ...t, negated: !t.negated })
