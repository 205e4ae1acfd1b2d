// The `clusteredIndex` option of create: manual, "Clustered Collections". Documents are given in the order of `_id`.
import { show } from '../bson/display.js'
import { toNumber } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { doc, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'

/** The option as it is kept; throws where it is not one. */
export function clusteredIndexOf(given: Value): Document {
  if (given === true) return doc({ v: 2, key: doc({ _id: 1 }), name: '_id_', unique: true })
  if (!isDocument(given))
    throw new ServerError(
      14,
      `BSON field 'create.clusteredIndex' is the wrong type '${typeName(given)}', expected types '[bool, object]'`,
    )
  for (const name of ['key', 'unique'])
    if (!given.has(name))
      throw new ServerError(40414, `BSON field 'create.clusteredIndex.${name}' is missing but a required field`)
  for (const name of given.keys())
    if (!['v', 'key', 'name', 'unique'].includes(name))
      throw new ServerError(40415, `BSON field 'create.clusteredIndex.${name}' is an unknown field.`)
  const [key, name] = [given.get('key'), given.get('name') ?? '_id_']
  const way = isDocument(key) && key.size === 1 ? key.get('_id') : undefined
  if (!isNumeric(way) || toNumber(way) !== 1)
    throw new ServerError(197, `The clusteredIndex option is only supported for key: {_id: 1}, got ${show(key)}`)
  if (given.get('unique') !== true)
    throw new ServerError(197, 'The clusteredIndex option requires unique: true to be specified')
  if (typeof name !== 'string')
    throw new ServerError(
      14,
      `BSON field 'create.clusteredIndex.name' is the wrong type '${typeName(name)}', expected type 'string'`,
    )
  return doc({ v: 2, key: doc({ _id: 1 }), name, unique: true })
}
