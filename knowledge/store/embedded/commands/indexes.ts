// createIndexes, listIndexes, dropIndexes: manual, "Administration Commands".
import { equal } from '../bson/compare.js'
import { show } from '../bson/display.js'
import { encode } from '../bson/encode.js'
import { toNumber } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { doc, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { collationOrder } from '../bson/collation.js'
import { compileFilter } from '../match/index.js'
import { ServerError, notSupported } from '../server-error.js'
import { isView, type Collection, type Index } from '../store/index.js'
import { checkFields, countOption, documentOption, namespaceOf, needArray, type Handler } from './command.js'
import { cursorReply } from './cursor-reply.js'
import { needCollection } from './change.js'

const plugins = new Set(['hashed', 'text', '2dsphere', '2d', 'geoHaystack'])
const options = new Set([
  ...[
    'key',
    'name',
    'ns',
    'v',
    'unique',
    'sparse',
    'background',
    'expireAfterSeconds',
    'partialFilterExpression',
    'collation',
  ],
  ...[
    'hidden',
    'storageEngine',
    'weights',
    'default_language',
    'language_override',
    'textIndexVersion',
    '2dsphereIndexVersion',
  ],
  ...[
    'bits',
    'min',
    'max',
    'bucketSize',
    'wildcardProjection',
    'dropDups',
    'prepareUnique',
    'clustered',
    'originalSpec',
  ],
])

function checkKey(key: Value): Document {
  if (key === undefined) throw new ServerError(9, "The 'key' field is a required property of an index specification")
  if (!isDocument(key)) throw new ServerError(14, `The field 'key' must be an object, but got ${typeName(key)}`)
  if (key.size === 0) throw new ServerError(67, 'Index keys cannot be an empty object.')
  if (key.size > 32) throw new ServerError(13103, 'too many compound keys')
  for (const [path, v] of key) {
    if (path === '') throw new ServerError(67, 'Index keys cannot be an empty field name.')
    if (path.startsWith('.') || path.endsWith('.') || path.includes('..'))
      throw new ServerError(67, `Index keys cannot contain an empty field: ${path}`)
    if (path === '$**' || path.endsWith('.$**')) throw notSupported('A wildcard index')
    if (path.split('.').some((part) => part.startsWith('$') && !['$id', '$ref', '$db'].includes(part)))
      throw new ServerError(67, `Index key contains an illegal field name: field name starts with '$'.`)
    if (typeof v === 'string') {
      if (v === '') throw new ServerError(67, 'Index key cannot be an empty string.')
      if (!plugins.has(v)) throw new ServerError(67, `Unknown index plugin '${v}'`)
      if (v !== 'hashed') throw notSupported(`A ${v} index`)
    } else if (!isNumeric(v))
      throw new ServerError(
        67,
        `Values in v:2 index key pattern cannot be of type ${typeName(v)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      )
    else if (toNumber(v) === 0 || Number.isNaN(toNumber(v)))
      throw new ServerError(67, 'Values in the index key pattern cannot be 0.')
  }
  return key
}

/** The specification as it is kept: version first, nothing that has no meaning. */
function normalize(given: Value): Document {
  if (!isDocument(given))
    throw new ServerError(14, `BSON field 'createIndexes.indexes' holds a ${typeName(given)}, expected objects`)
  for (const name of given.keys())
    if (!options.has(name))
      throw new ServerError(
        197,
        `The field '${name}' is not valid for an index specification. Specification: ${show(given)}`,
      )
  const key = checkKey(given.get('key'))
  const name = given.get('name')
  if (name === undefined) throw new ServerError(9, "The 'name' field is a required property of an index specification")
  if (typeof name !== 'string')
    throw new ServerError(14, `The field 'name' must be a string, but got ${typeName(name)}`)
  if (name === '' || name === '*')
    throw new ServerError(67, name === '' ? 'index name cannot be empty' : "index name '*' is not valid")
  for (const flag of ['unique', 'sparse', 'hidden']) {
    const v = given.get(flag)
    if (v !== undefined && typeof v !== 'boolean' && !isNumeric(v))
      throw new ServerError(14, `The field '${flag}' has value ${flag}: ${show(v)}, which is not convertible to bool`)
  }
  const isId = key.size === 1 && key.has('_id')
  if (isId && isNumeric(key.get('_id'))) checkIdIndex(given, key)
  const hashed = [...key.values()].includes('hashed')
  if (hashed && given.get('unique') === true)
    throw new ServerError(16764, 'Currently hashed indexes cannot guarantee uniqueness. Use a regular index.')
  if (given.get('sparse') === true && given.has('partialFilterExpression'))
    throw new ServerError(67, 'cannot mix "partialFilterExpression" and "sparse" options')
  checkPartial(given.get('partialFilterExpression'), isId)
  checkExpiry(given.get('expireAfterSeconds'), key, isId)
  collationOrder(given.get('collation'))
  const spec: Document = new Map<string, Value>([['v', 2]])
  for (const [option, v] of given) {
    if (['ns', 'background', 'v', 'dropDups'].includes(option)) continue
    if (
      (option === 'unique' || option === 'sparse' || option === 'hidden') &&
      (v === false || (isNumeric(v) && toNumber(v) === 0))
    )
      continue
    spec.set(option, (option === 'unique' || option === 'sparse') && isNumeric(v) ? true : v)
  }
  return spec
}

/** Manual, "_id Index": its key and its options are fixed. */
function checkIdIndex(given: Document, key: Document): void {
  const way = key.get('_id')
  if (isNumeric(way) && toNumber(way) !== 1)
    throw new ServerError(2, `The field 'key' for an _id index must be {_id: 1}, but got ${show(key)}`)
  for (const name of given.keys())
    if (!['key', 'name', 'ns', 'v', 'collation', 'background'].includes(name))
      throw new ServerError(
        197,
        `The field '${name}' is not valid for an _id index specification. Specification: ${show(given)}`,
      )
}

const partialOperators = new Set(['$and', '$or', '$eq', '$gt', '$gte', '$lt', '$lte', '$exists', '$type', '$in'])
function checkPartial(v: Value, isId: boolean): void {
  if (v === undefined) return
  if (!isDocument(v))
    throw new ServerError(14, `The field 'partialFilterExpression' must be an object, but got ${typeName(v)}`)
  if (isId) throw new ServerError(197, '_id index cannot be a partial index')
  compileFilter(v)
  const visit = (d: Value): void => {
    if (Array.isArray(d)) d.forEach(visit)
    if (!isDocument(d)) return
    for (const [name, arg] of d) {
      if (name.startsWith('$') && !partialOperators.has(name))
        throw new ServerError(67, `Expression not supported in partial index: ${name}`)
      if (name === '$exists' && arg === false)
        throw new ServerError(67, 'Expression not supported in partial index: $not')
      if (!name.startsWith('$') || name === '$and' || name === '$or') visit(arg)
    }
  }
  visit(v)
}
function checkExpiry(v: Value, key: Document, isId: boolean): void {
  if (v === undefined) return
  if (!isNumeric(v))
    throw new ServerError(14, `The field 'expireAfterSeconds' must be a number, but got ${typeName(v)}`)
  if (isId) throw new ServerError(67, 'The _id index does not support expireAfterSeconds')
  if (key.size > 1)
    throw new ServerError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL.')
  if (toNumber(v) < 0 || toNumber(v) > 2147483647)
    throw new ServerError(
      67,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number than ${toNumber(v)}.`,
    )
}

/** An index with the same key, collation and filter, which the new one may only repeat. */
function existing(c: Collection, spec: Document): Index | undefined {
  const same = c.indexes.find((index) =>
    ['key', 'collation', 'partialFilterExpression'].every((name) =>
      equal(index.spec.get(name) ?? null, spec.get(name) ?? null),
    ),
  )
  const named = c.indexes.find((index) => index.name === spec.get('name'))
  if (named && named !== same)
    throw new ServerError(
      86,
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${show(spec)}, existing index: ${show(named.spec)}`,
    )
  if (!same) return undefined
  const differs = ['unique', 'sparse', 'expireAfterSeconds'].some(
    (name) => !equal(same.spec.get(name) ?? null, spec.get(name) ?? null),
  )
  if (differs && same === named)
    throw new ServerError(
      same.spec.has('expireAfterSeconds') || spec.has('expireAfterSeconds') ? 85 : 86,
      `An existing index has the same name as the requested index but other options. Requested index: ${show(spec)}, existing index: ${show(same.spec)}`,
    )
  if (differs)
    throw new ServerError(
      85,
      `An equivalent index already exists with a different name and options. Requested index: ${show(spec)}, existing index: ${show(same.spec)}`,
    )
  if (!named) throw new ServerError(85, `Index already exists with a different name: ${same.name}`)
  return same
}

const createIndexes: Handler = (request, { store }) => {
  checkFields(request, ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions', 'v'])
  const ns = namespaceOf(request)
  const given = needArray(request.command.get('indexes'), 'createIndexes', 'indexes')
  if (given.length === 0) throw new ServerError(2, 'Must specify at least one index to create')
  const specs = given.map(normalize)
  return store.write(() => {
    const made = !store.get(ns)
    const c = needCollection(store, ns)
    const before = c.indexes.length
    const built: Index[] = []
    try {
      for (const spec of specs) {
        const key = spec.get('key')
        if (isDocument(key) && key.size === 1 && key.has('_id') && key.get('_id') !== 'hashed') continue
        if (!existing(c, spec)) built.push(store.addIndex(c, spec))
      }
    } catch (thrown) {
      for (const index of built) store.dropIndex(c, index)
      throw thrown
    }
    const note = built.length === 0 ? { note: 'all indexes already exist' } : {}
    return doc({
      numIndexesBefore: before,
      numIndexesAfter: c.indexes.length,
      createdCollectionAutomatically: made,
      ...note,
      ok: 1,
    })
  })
}

const listIndexes: Handler = (request, { store, cursors }) => {
  const ns = namespaceOf(request)
  const c = store.get(ns)
  if (!c) throw new ServerError(26, `ns does not exist: ${ns}`)
  if (isView(c)) throw new ServerError(166, `Namespace ${ns} is a view, not a collection`)
  const cursor = documentOption(request, 'cursor')
  const rows = c.indexes.map((index) => encode(index.spec))
  const batch = cursors.start(
    ns,
    rows[Symbol.iterator](),
    (cursor && countOption(cursor, 'cursor', 'batchSize')) ?? Infinity,
  )
  return cursorReply('firstBatch', batch, ns)
}

function indexNamed(c: Collection, wanted: Value): Index {
  const found = c.indexes.find((index) =>
    typeof wanted === 'string' ? index.name === wanted : equal(index.spec.get('key'), wanted),
  )
  if (!found)
    throw new ServerError(
      27,
      typeof wanted === 'string'
        ? `index not found with name [${wanted}]`
        : `can't find index with key: ${show(wanted)}`,
    )
  if (found === c.indexes[0]) throw new ServerError(72, 'cannot drop _id index')
  return found
}

const dropIndexes: Handler = (request, { store }) => {
  checkFields(request, ['index'])
  const ns = namespaceOf(request)
  const wanted = request.command.get('index')
  if (wanted === undefined)
    throw new ServerError(40414, "BSON field 'dropIndexes.index' is missing but a required field")
  if (typeof wanted !== 'string' && !isDocument(wanted) && !Array.isArray(wanted))
    throw new ServerError(
      14,
      `BSON field 'dropIndexes.index' is the wrong type '${typeName(wanted)}', expected types '[string, object]'`,
    )
  return store.write(() => {
    const c = store.get(ns)
    if (!c) throw new ServerError(26, `ns not found ${ns}`)
    const before = c.indexes.length
    const list =
      wanted === '*'
        ? c.indexes.slice(1)
        : (Array.isArray(wanted) ? wanted : [wanted]).map((each) => indexNamed(c, each))
    for (const index of list) store.dropIndex(c, index)
    return doc({
      nIndexesWas: before,
      ...(wanted === '*' ? { msg: 'non-_id indexes dropped for collection' } : {}),
      ok: 1,
    })
  })
}

export const indexCommands = new Map<string, Handler>([
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],
  ['deleteIndexes', dropIndexes],
])
