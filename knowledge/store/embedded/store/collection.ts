// A collection or view as the catalogue knows it.
import type { Document } from '../bson/value.js'
import { doc, isDocument } from '../bson/value.js'
import { compileFilter, type Predicate } from '../match/index.js'
import { ServerError } from '../server-error.js'
import type { Index } from './index-definition.js'

export interface Collection {
  ns: string
  readonly id: number
  readonly uuid: Buffer
  options: Document
  indexes: Index[]
  count: number
  nextRecord: number
  validator: Predicate | undefined
}

export const isView = (c: Collection): boolean => c.options.has('viewOn')

/** The specification of the index on `_id`, which a clustered collection names itself. */
export function idIndexOf(options: Document): Document {
  const clustered = options.get('clusteredIndex')
  return isDocument(clustered)
    ? doc({ v: 2, key: doc({ _id: 1 }), name: clustered.get('name'), unique: true, clustered: true })
    : doc({ v: 2, key: doc({ _id: 1 }), name: '_id_' })
}
export const isClustered = (c: Collection): boolean => c.options.has('clusteredIndex')

/** The validator of a collection; $jsonSchema is refused by name when it is compiled. */
export function validatorOf(options: Document): Predicate | undefined {
  const given = options.get('validator')
  if (!isDocument(given) || given.size === 0) return undefined
  return compileFilter(given)
}

export function checkNamespace(ns: string): void {
  const name = ns.slice(ns.indexOf('.') + 1)
  if (name.includes('$')) throw new ServerError(73, `Invalid collection name: ${name}`)
  if (Buffer.byteLength(ns) > 255)
    throw new ServerError(73, `Fully qualified namespace is too long. Namespace: ${ns} Max: 255`)
}
