// Key ranges of one index for the bounds of a query.
import { rank } from '../bson/compare.js'
import { KeyWriter } from '../bson/order-key.js'
import type { Document, Value } from '../bson/value.js'
import type { Index, Collection } from '../store/index.js'
import { after, fit, fitBound } from '../store/keys.js'
import type { Bound, Bounds } from './bounds.js'

export interface KeyRange {
  readonly low: Buffer
  /** Exclusive. */
  readonly high: Buffer
}
export interface IndexRanges {
  readonly ranges: readonly KeyRange[]
  /** Leading fields bound by equality, and all bound fields. */
  readonly equal: number
  readonly used: number
}
export type { Collection }

const writer = new KeyWriter()
const mostPoints = 2000

function encodeAfter(before: Buffer, v: Value, descending: boolean): Buffer {
  writer.begin(before)
  writer.field(v, descending)
  return writer.take()
}

/** Null also stands for the mark of an empty array, which the predicate sorts out. */
const pointsOf = (bound: Extract<Bound, { kind: 'equal' }>): readonly Value[] =>
  bound.values.includes(null) ? [...bound.values, undefined] : bound.values

export function rangesOf(index: Index, bounds: Bounds): IndexRanges {
  let points: Buffer[] = [index.prefix]
  let equal = 0
  for (const field of index.fields) {
    const bound = bounds.get(field.path)
    if (bound?.kind !== 'equal' || points.length * bound.values.length > mostPoints) break
    points = points.flatMap((before) => pointsOf(bound).map((v) => encodeAfter(before, v, field.descending)))
    equal++
  }
  const field = index.fields[equal]
  const bound = field && bounds.get(field.path)
  if (field && bound && bound.kind !== 'equal') {
    const ranges = points.map((before) => rangeAfter(before, bound, field.descending, index.multikey))
    return { ranges, equal, used: equal + 1 }
  }
  const whole = equal === index.fields.length
  const ranges = points.map((point) => {
    const low = whole ? fit(point) : fitBound(point)
    return { low, high: after(low) }
  })
  return { ranges, equal, used: equal }
}

/** The one key of a value in a unique index on one field. */
export const pointKey = (index: Index, v: Value): Buffer =>
  fit(encodeAfter(index.prefix, v, index.fields[0]?.descending === true))
export function pointRange(index: Index, v: Value): KeyRange {
  const low = pointKey(index, v)
  return { low, high: after(low) }
}

/** From `min` (inclusive) to `max` (exclusive), in the order of the index. */
export function rangeBetween(index: Index, min: Document | undefined, max: Document | undefined): KeyRange {
  const prefix = index.prefix
  const keyOf = (end: Document): Buffer =>
    fitBound(index.fields.reduce((key, { path, descending }) => encodeAfter(key, end.get(path), descending), prefix))
  return { low: min ? keyOf(min) : prefix, high: max ? keyOf(max) : after(prefix) }
}

function rangeAfter(
  before: Buffer,
  bound: Exclude<Bound, { kind: 'equal' }>,
  descending: boolean,
  multikey: boolean,
): KeyRange {
  const flip = descending ? 255 : 0
  if (bound.kind === 'prefix') {
    const bytes = Buffer.concat([Buffer.from([rank.string + 2]), Buffer.from(bound.text)]).map((b) => b ^ flip)
    const low = fitBound(Buffer.concat([before, bytes]))
    return { low, high: after(low) }
  }
  const bracket = fitBound(Buffer.concat([before, Buffer.from([(bound.rank + 2) ^ flip])]))
  // Different elements of an array may satisfy the two ends: only one of them may narrow a multikey index.
  const lower = bound.low
  const upper = multikey && bound.low ? undefined : bound.high
  const [first, last] = descending ? [upper, lower] : [lower, upper]
  let low: Buffer = bracket
  let high: Buffer = after(bracket)
  if (first) {
    const key = encodeAfter(before, first.value, descending)
    low = first.inclusive || fitBound(key) !== key ? fitBound(key) : after(key)
  }
  if (last) {
    const key = encodeAfter(before, last.value, descending)
    high = last.inclusive || fitBound(key) !== key ? after(fitBound(key)) : key
  }
  return { low, high }
}
