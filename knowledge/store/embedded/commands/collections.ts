// create, drop, rename, collMod, listCollections, listDatabases and the like: manual, "Administration Commands".
import { Binary } from 'bson'
import { equal } from '../bson/compare.js'
import { encode } from '../bson/encode.js'
import { typeName } from '../bson/types.js'
import { doc, type Document, type Value } from '../bson/value.js'
import { compileFilter } from '../match/index.js'
import { ServerError, notSupported } from '../server-error.js'
import { checkCollection, isClustered, isView } from '../store/index.js'
import { clusteredIndexOf } from './clustered.js'
import { checkOptions, collMod } from './modify-collection.js'
import { booleanOption, checkFields, countOption, documentOption, namespaceOf, type Handler } from './command.js'
import { cursorReply } from './cursor-reply.js'

const createOptions = [
  'validator',
  'validationLevel',
  'validationAction',
  'collation',
  'viewOn',
  'pipeline',
  'changeStreamPreAndPostImages',
]
const refusedOptions = ['capped', 'timeseries', 'encryptedFields', 'expireAfterSeconds']

const create: Handler = (request, { store }) => {
  checkFields(request, [
    ...createOptions,
    ...refusedOptions,
    'clusteredIndex',
    'size',
    'max',
    'storageEngine',
    'indexOptionDefaults',
    'idIndex',
    'flags',
    'autoIndexId',
    'temp',
  ])
  const ns = namespaceOf(request)
  const { command } = request
  for (const name of refusedOptions)
    if (command.has(name) && command.get(name) !== false) throw notSupported(`create with '${name}'`)
  const options: Document = new Map()
  for (const name of createOptions) if (command.has(name)) options.set(name, command.get(name))
  const clustered = command.get('clusteredIndex')
  if (clustered !== undefined && clustered !== false) {
    if (options.has('viewOn')) throw new ServerError(72, "the 'clusteredIndex' option is not supported for views")
    options.set('clusteredIndex', clusteredIndexOf(clustered))
  }
  const viewOn = options.get('viewOn')
  if (viewOn !== undefined && typeof viewOn !== 'string')
    throw new ServerError(
      14,
      `BSON field 'create.viewOn' is the wrong type '${typeName(viewOn)}', expected type 'string'`,
    )
  if (options.has('viewOn') !== options.has('pipeline') && options.has('pipeline'))
    throw new ServerError(72, "'pipeline' requires 'viewOn' to also be specified")
  checkOptions(options)
  return store.write(() => {
    const known = store.get(ns)
    if (!known) store.create(ns, options)
    else if (!equal(known.options, options)) throw new ServerError(48, `Collection ${ns} already exists.`)
    return doc({ ok: 1 })
  })
}

const drop: Handler = (request, { store }) => {
  const ns = namespaceOf(request)
  return store.write(() => {
    const c = store.get(ns)
    if (!c) return doc({ ok: 1 })
    store.drop(ns)
    return doc({ nIndexesWas: c.indexes.length, ns, ok: 1 })
  })
}

const dropDatabase: Handler = (request, { store }) =>
  store.write(() => {
    const all = namesIn(store.collections.keys(), request.database)
    for (const ns of all) store.drop(ns)
    return doc({ ...(all.length > 0 ? { dropped: request.database } : {}), ok: 1 })
  })
const namesIn = (namespaces: Iterable<string>, database: string): string[] =>
  [...namespaces].filter((ns) => ns.startsWith(`${database}.`))

const renameCollection: Handler = (request, { store }) => {
  checkFields(request, ['to', 'dropTarget', 'stayTemp'])
  if (request.database !== 'admin')
    throw new ServerError(13, 'renameCollection may only be run against the admin database.')
  const { command } = request
  const [from, to] = [command.get('renameCollection'), command.get('to')]
  if (typeof from !== 'string' || typeof to !== 'string')
    throw new ServerError(14, 'renameCollection and to must be strings')
  for (const ns of [from, to])
    if (!/^[^.]+\.[^.]/.test(ns)) throw new ServerError(73, `Invalid namespace specified: ${ns}`)
  return store.write(() => {
    if (!store.get(from)) throw new ServerError(26, `Source collection ${from} does not exist`)
    if (from === to) throw new ServerError(20, "Can't rename a collection to itself")
    if (store.get(to)) {
      if (!booleanOption(command, 'dropTarget')) throw new ServerError(48, 'target namespace exists')
      store.drop(to)
    }
    store.rename(from, to)
    return doc({ ok: 1 })
  })
}

const listCollections: Handler = (request, { store, cursors }) => {
  checkFields(request, ['filter', 'nameOnly', 'authorizedCollections', 'cursor', 'includePendingDrops'])
  const predicate = compileFilter(documentOption(request, 'filter') ?? new Map<string, Value>())
  const nameOnly = booleanOption(request.command, 'nameOnly')
  const cursor = documentOption(request, 'cursor')
  const rows: Buffer[] = []
  for (const ns of namesIn(store.collections.keys(), request.database)) {
    const c = store.get(ns)
    if (!c) continue
    const name = ns.slice(request.database.length + 1)
    const type = isView(c) ? 'view' : 'collection'
    const info = isView(c) ? doc({ readOnly: true }) : doc({ readOnly: false, uuid: new Binary(c.uuid, 4) })
    const whole = doc({ name, type, options: c.options, info })
    if (!isView(c) && !isClustered(c)) whole.set('idIndex', c.indexes[0]?.spec)
    if (predicate(whole)) rows.push(encode(nameOnly ? doc({ name, type }) : whole))
  }
  const ns = `${request.database}.$cmd.listCollections`
  const batchSize = cursor && countOption(cursor, 'cursor', 'batchSize')
  return cursorReply('firstBatch', cursors.start(ns, rows[Symbol.iterator](), batchSize ?? Infinity), ns)
}

const listDatabases: Handler = (request, { store }) => {
  if (request.database !== 'admin')
    throw new ServerError(13, 'listDatabases may only be run against the admin database.')
  const predicate = compileFilter(documentOption(request, 'filter') ?? new Map<string, Value>())
  const nameOnly = booleanOption(request.command, 'nameOnly')
  const sizes = new Map<string, number>()
  for (const [ns, c] of store.collections) {
    const name = ns.slice(0, ns.indexOf('.'))
    sizes.set(name, (sizes.get(name) ?? 0) + (nameOnly ? 0 : store.bytesOf(c)))
  }
  const all = [...sizes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, size]) => doc({ name, sizeOnDisk: BigInt(size), empty: false }))
    .filter((each) => predicate(each))
  if (nameOnly) return doc({ databases: all.map((each) => doc({ name: each.get('name') })), ok: 1 })
  const totalSize = all.reduce((sum, each) => sum + (each.get('sizeOnDisk') as bigint), 0n)
  return doc({ databases: all, totalSize, totalSizeMb: totalSize / 1048576n, ok: 1 })
}

const collStats: Handler = (request, { store }) => {
  const ns = namespaceOf(request)
  const c = store.get(ns)
  const size = c ? store.bytesOf(c) : 0
  return doc({
    ns,
    count: c?.count ?? 0,
    size,
    avgObjSize: c && c.count > 0 ? Math.round(size / c.count) : 0,
    storageSize: size,
    nindexes: c?.indexes.length ?? 0,
    ok: 1,
  })
}
const dbStats: Handler = (request, { store }) => {
  let [collections, views, objects, indexes, dataSize] = [0, 0, 0, 0, 0]
  for (const ns of namesIn(store.collections.keys(), request.database)) {
    const c = store.get(ns)
    if (!c) continue
    if (isView(c)) views++
    else collections++
    objects += c.count
    indexes += c.indexes.length
    dataSize += store.bytesOf(c)
  }
  return doc({
    db: request.database,
    collections,
    views,
    objects: BigInt(objects),
    indexes,
    dataSize,
    storageSize: dataSize,
    ok: 1,
  })
}

const validate: Handler = (request, { store }) => {
  const ns = namespaceOf(request)
  const c = store.get(ns)
  if (!c) throw new ServerError(26, `Collection '${ns}' does not exist to validate.`)
  if (isView(c)) throw new ServerError(166, 'Cannot validate a view')
  const { documents, entries, errors } = checkCollection(store, c)
  const keysPerIndex: Document = new Map([...entries].map(([name, n]) => [name, n]))
  return doc({
    ns,
    nrecords: documents,
    nIndexes: c.indexes.length,
    keysPerIndex,
    valid: errors.length === 0,
    errors: [...errors],
    warnings: [],
    ok: 1,
  })
}

export const collectionCommands = new Map<string, Handler>([
  ['create', create],
  ['collMod', collMod],
  ['drop', drop],
  ['dropDatabase', dropDatabase],
  ['renameCollection', renameCollection],
  ['listCollections', listCollections],
  ['listDatabases', listDatabases],
  ['collStats', collStats],
  ['dbStats', dbStats],
  ['dbstats', dbStats],
  ['validate', validate],
])
