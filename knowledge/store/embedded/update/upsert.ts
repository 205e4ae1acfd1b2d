// The document an upsert starts from: the equalities of its query: manual, "Upsert with Operator Expressions".
import { isRegex } from '../bson/regex.js'
import { firstKey, isDocument, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { isOperatorDocument } from '../match/index.js'
import { placeOf, write } from './place.js'

function equalityOf(v: Value): { value: Value } | undefined {
  if (isRegex(v)) return undefined
  if (!isOperatorDocument(v)) return { value: v }
  if (v.has('$eq')) return isRegex(v.get('$eq')) ? undefined : { value: v.get('$eq') }
  for (const op of ['$in', '$all']) {
    const list = v.get(op)
    if (
      Array.isArray(list) &&
      list.length === 1 &&
      !isRegex(list[0]) &&
      !(isDocument(list[0]) && firstKey(list[0])?.startsWith('$'))
    )
      return { value: list[0] }
  }
  return undefined
}

function collect(filter: Document, into: Map<string, Value>): void {
  for (const [name, v] of filter) {
    if (name === '$and' && Array.isArray(v)) for (const each of v) collect(each as Document, into)
    else if (name === '$or' && Array.isArray(v) && v.length === 1) collect(v[0] as Document, into)
    else if (!name.startsWith('$')) {
      const found = equalityOf(v)
      if (!found) continue
      if (into.has(name)) throw new ServerError(54, `cannot infer query fields to set, path '${name}' is matched twice`)
      into.set(name, found.value)
    }
  }
}

export function upsertBase(filter: Document): Document {
  const equalities = new Map<string, Value>()
  collect(filter, equalities)
  const made: Document = new Map()
  for (const [path, v] of equalities) {
    const parts = path.split('.')
    for (let i = 1; i < parts.length; i++)
      if (equalities.has(parts.slice(0, i).join('.')))
        throw new ServerError(
          54,
          `cannot infer query fields to set, both paths '${path}' and '${parts.slice(0, i).join('.')}' are matched`,
        )
    const place = placeOf(made, parts, true)
    if (place) write(place, v)
  }
  return made
}
