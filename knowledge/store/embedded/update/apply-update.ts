// A compiled update applied to one document, which is changed in place.
import { Timestamp } from 'bson'
import { compare, equal } from '../bson/compare.js'
import { show, textOf } from '../bson/display.js'
import { typeName } from '../bson/types.js'
import { isDocument, isNumeric, type Document, type Numeric, type Value } from '../bson/value.js'
import type { QueryContext } from '../match/index.js'
import { ServerError } from '../server-error.js'
import { expandPath, type ArrayFilters } from './array-filters.js'
import { addToSet, pop, pull, pullTest, push } from './arrays.js'
import type { Change } from './compile-update.js'
import { applyBit, combine, zeroLike } from './numbers.js'
import { placeOf, present, read, write, type Place } from './place.js'

export interface UpdateContext extends QueryContext {
  readonly filters: ArrayFilters
  /** Index for the positional `$`. */
  readonly position?: number | undefined
  /** Whether the document is being made by an upsert. */
  readonly inserting: boolean
  readonly now: Date
}

const onlyExisting = new Set<string>(['$unset', '$pop', '$pull', '$pullAll', '$rename'])

export function applyUpdate(d: Document, changes: readonly Change[], context: UpdateContext): void {
  for (const change of changes) {
    if (change.op === '$setOnInsert' && !context.inserting) continue
    for (const parts of expandPath(d, change, context.filters, context.position)) {
      const place = placeOf(d, parts, !onlyExisting.has(change.op))
      if (place) applyChange(d, change, place, context)
      else if (change.op === '$rename') checkRenamePath(d, change)
    }
  }
}

function numberAt(place: Place, op: string, d: Document): Numeric | undefined {
  const v = read(place)
  if (v === undefined || isNumeric(v)) return v
  const name = place.kind === 'field' ? place.key : String(place.index)
  throw new ServerError(
    14,
    `Cannot apply ${op} to a value of non-numeric type. {_id: ${show(d.get('_id'))}} has the field '${name}' of non-numeric type ${typeName(v)}`,
  )
}

function arithmetic(op: '$inc' | '$mul', place: Place, arg: Numeric, d: Document): Numeric {
  const current = numberAt(place, op, d)
  if (current === undefined && op === '$inc') return arg
  const made = combine(op, current ?? zeroLike(arg), arg)
  if (made === undefined)
    throw new ServerError(
      2,
      `Failed to apply ${op} operations to current value (${show(current)}) for document {_id: ${show(d.get('_id'))}}`,
    )
  return made
}

function applyChange(d: Document, change: Change, place: Place, context: UpdateContext): void {
  const { op, arg, path } = change
  const current = read(place)
  switch (op) {
    case '$set':
    case '$setOnInsert':
      return write(place, arg)
    case '$unset':
      if (place.kind === 'element') write(place, null)
      else place.container.delete(place.key)
      return
    case '$inc':
    case '$mul':
      return write(place, arithmetic(op, place, arg as Numeric, d))
    case '$min':
    case '$max': {
      const way = op === '$min' ? -1 : 1
      if (!present(place) || way * compare(arg, current, context.order) > 0) write(place, arg)
      return
    }
    case '$currentDate': {
      const stamp = isDocument(arg) && arg.get('$type') === 'timestamp'
      return write(
        place,
        stamp ? new Timestamp({ t: Math.floor(context.now.getTime() / 1000), i: 1 }) : new Date(context.now),
      )
    }
    case '$rename':
      return rename(d, change, place)
    case '$push':
      return write(place, push(current, arg, path, context))
    case '$addToSet':
      return write(place, addToSet(current, arg, path, context))
    case '$pop':
      return write(place, pop(current, arg, path))
    case '$pull':
      return write(place, pull(current, pullTest(arg, context)))
    case '$pullAll': {
      const gone = arg as Value[]
      return write(
        place,
        pull(current, (v) => gone.some((each) => equal(each, v, context.order))),
      )
    }
    case '$bit':
      return write(place, applyBit(current, arg))
  }
}

/** A source behind an array is an error even where nothing is there to rename. */
function checkRenamePath(d: Document, change: Change): void {
  let at: Value = d
  for (const part of change.parts) {
    if (Array.isArray(at))
      throw new ServerError(
        2,
        `The source field cannot be an array element, '${change.path}' in doc with _id: ${show(d.get('_id'))} has an array field called '${part}'`,
      )
    at = isDocument(at) ? at.get(part) : undefined
  }
}

function rename(d: Document, change: Change, place: Place): void {
  checkRenamePath(d, change)
  if (place.kind === 'element') throw new ServerError(2, 'The source field cannot be an array element')
  const v = read(place)
  place.container.delete(place.key)
  const target = textOf(change.arg).split('.')
  let at: Value = d
  for (const part of target) {
    if (Array.isArray(at))
      throw new ServerError(
        2,
        `The destination field cannot be an array element, '${textOf(change.arg)}' in doc with _id: ${show(d.get('_id'))}`,
      )
    at = isDocument(at) ? at.get(part) : undefined
  }
  const to = placeOf(d, target, true)
  if (to) write(to, v)
}
