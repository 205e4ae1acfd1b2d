// Sorting the elements of an array, for $sortArray and $push with $sort: by the element, or by fields of it.
import { compare, type StringOrder } from '../bson/compare.js'
import { toNumber } from '../bson/numbers.js'
import { isDocument, isNumeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { getPath } from './field-path.js'

function direction(v: Value): 1 | -1 {
  const n = isNumeric(v) ? toNumber(v) : NaN
  if (n !== 1 && n !== -1) throw new ServerError(2942506, 'The $sort element value must be either 1 or -1')
  return n
}

/** A function to a sorted copy; equal elements keep their places. Elements that are no documents have no fields. */
export function sortElements(spec: Value, order: StringOrder | undefined): (list: readonly Value[]) => Value[] {
  if (!isDocument(spec)) {
    const way = direction(spec)
    return (list) => [...list].sort((a, b) => way * compare(a, b, order))
  }
  if (spec.size === 0) throw new ServerError(2, 'The $sort pattern is empty when it should be a set of fields.')
  const keys = [...spec].map(([path, v]) => {
    if (path === '' || path.split('.').includes(''))
      throw new ServerError(2, 'The $sort field is a dotted field with an empty part')
    return { parts: path.split('.'), way: direction(v) }
  })
  return (list) =>
    [...list].sort((a, b) => {
      for (const { parts, way } of keys) {
        const c = compare(getPath(a, parts) ?? null, getPath(b, parts) ?? null, order)
        if (c !== 0) return way * c
      }
      return 0
    })
}
