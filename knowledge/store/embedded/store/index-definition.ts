// An index as the store works with it, made from its specification.
import { textOf } from '../bson/display.js'
import { toNumber } from '../bson/numbers.js'
import type { Fold } from '../bson/order-key.js'
import { isDocument, isNumeric, type Document } from '../bson/value.js'
import { compileFilter, type Predicate } from '../match/index.js'
import { indexPrefix } from './keys.js'

export interface IndexField {
  readonly path: string
  readonly parts: readonly string[]
  readonly descending: boolean
}

export interface Index {
  readonly id: number
  /** With which its keys begin. */
  readonly prefix: Buffer
  spec: Document
  readonly name: string
  readonly fields: readonly IndexField[]
  readonly unique: boolean
  readonly sparse: boolean
  readonly hashed: boolean
  readonly partial: Predicate | undefined
  /** Strings of a collation index; it guards uniqueness only and is never searched. */
  readonly fold: Fold | undefined
  readonly collated: boolean
  expireAfterSeconds: number | undefined
  /** Whether a document ever had an array under one of the fields: such an index gives no order. */
  multikey: boolean
  /** Whether a key was ever too long to be stored whole: such an index gives no order either. */
  shortened: boolean
}

const withoutMarks = (s: string): string => s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
/** What strings a collation of this strength takes for equal. */
function foldOf(strength: number): Fold {
  if (strength === 1) return withoutMarks
  return strength === 2 ? (s) => s.normalize('NFKD').toLowerCase() : (s) => s.normalize('NFC')
}

export function makeIndex(id: number, spec: Document, multikey: boolean, shortened: boolean): Index {
  const key = spec.get('key')
  const pairs = isDocument(key) ? [...key] : []
  const collation = spec.get('collation')
  const strength = isDocument(collation) ? collation.get('strength') : undefined
  const collated = isDocument(collation) && collation.get('locale') !== 'simple'
  const partial = spec.get('partialFilterExpression')
  const expire = spec.get('expireAfterSeconds')
  return {
    id,
    prefix: indexPrefix(id),
    spec,
    name: textOf(spec.get('name')),
    fields: pairs.map(([path, v]) => ({ path, parts: path.split('.'), descending: isNumeric(v) && toNumber(v) < 0 })),
    unique: spec.get('unique') === true || (pairs.length === 1 && pairs[0]?.[0] === '_id'),
    sparse: spec.get('sparse') === true,
    hashed: pairs.some(([, v]) => v === 'hashed'),
    partial: isDocument(partial) ? compileFilter(partial) : undefined,
    collated,
    fold: collated ? foldOf(isNumeric(strength) ? toNumber(strength) : 3) : undefined,
    expireAfterSeconds: isNumeric(expire) ? toNumber(expire) : undefined,
    multikey,
    shortened,
  }
}
