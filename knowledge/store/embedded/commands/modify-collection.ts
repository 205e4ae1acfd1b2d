// collMod: manual, "collMod"; options of a collection and what may change of its indexes.
import { equal } from '../bson/compare.js'
import { decode } from '../bson/decode.js'
import { toNumber } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { doc, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { compilePipeline } from '../stages/index.js'
import { rebuildIndex, sharedKeys, validatorOf, type Collection, type Index, type Store } from '../store/index.js'
import { checkFields, namespaceOf, type Handler } from './command.js'

/** Throws where the options of a collection or view are no options. */
export function checkOptions(options: Document): void {
  const validator = options.get('validator')
  if (validator !== undefined && !isDocument(validator))
    throw new ServerError(
      14,
      `BSON field 'create.validator' is the wrong type '${typeName(validator)}', expected type 'object'`,
    )
  validatorOf(options)
  const [level, action] = [options.get('validationLevel'), options.get('validationAction')]
  if (level !== undefined && level !== 'off' && level !== 'strict' && level !== 'moderate')
    throw new ServerError(
      2,
      `Enumeration value '${String(typeof level === 'string' ? level : typeName(level))}' for field 'create.validationLevel' is not a valid value.`,
    )
  if (action !== undefined && action !== 'error' && action !== 'warn')
    throw new ServerError(
      2,
      `Enumeration value '${String(typeof action === 'string' ? action : typeName(action))}' for field 'create.validationAction' is not a valid value.`,
    )
  const pipeline = options.get('pipeline')
  if (Array.isArray(pipeline)) compilePipeline(pipeline, { scan: () => [], find: () => [] })
}

export const collMod: Handler = (request, { store }) => {
  const changeable = [
    'validator',
    'validationLevel',
    'validationAction',
    'viewOn',
    'pipeline',
    'changeStreamPreAndPostImages',
  ]
  checkFields(request, [...changeable, 'index', 'expireAfterSeconds', 'cappedSize', 'cappedMax', 'dryRun'])
  const ns = namespaceOf(request)
  const { command } = request
  return store.write(() => {
    const c = store.get(ns)
    if (!c) throw new ServerError(26, `ns does not exist: ${ns}`)
    const options = new Map(c.options)
    for (const name of changeable) if (command.has(name)) options.set(name, command.get(name))
    checkOptions(options)
    const reply = modifyIndex(store, c, command.get('index'))
    c.options = options
    c.validator = validatorOf(options)
    store.saveCatalog(c)
    return doc({ ...reply, ok: 1 })
  })
}

function modifyIndex(store: Store, c: Collection, given: Value): Record<string, Value> {
  if (given === undefined) return {}
  if (!isDocument(given))
    throw new ServerError(14, "BSON field 'collMod.index' is the wrong type, expected type 'object'")
  const name = given.get('name')
  const pattern = given.get('keyPattern')
  const index = c.indexes.find((each) =>
    typeof name === 'string' ? each.name === name : equal(each.spec.get('key'), pattern),
  )
  if (!index)
    throw new ServerError(27, `cannot find index ${String(typeof name === 'string' ? name : '')} for ns ${c.ns}`)
  const reply: Record<string, Value> = {}
  const expire = given.get('expireAfterSeconds')
  if (isNumeric(expire)) {
    reply.expireAfterSeconds_old = index.spec.get('expireAfterSeconds')
    reply.expireAfterSeconds_new = expire
    index.spec.set('expireAfterSeconds', expire)
    index.expireAfterSeconds = toNumber(expire)
  }
  if (given.has('hidden')) {
    reply.hidden_old = index.spec.get('hidden') ?? false
    reply.hidden_new = given.get('hidden')
    index.spec.set('hidden', given.get('hidden'))
  }
  if (given.has('prepareUnique')) {
    reply.prepareUnique_old = index.spec.get('prepareUnique') ?? false
    reply.prepareUnique_new = given.get('prepareUnique')
    index.spec.set('prepareUnique', given.get('prepareUnique'))
  }
  if (given.get('unique') === true && !index.unique) {
    makeUnique(store, c, index)
    reply.unique_new = true
  }
  return reply
}

/** Manual, "Convert an Existing Index to a Unique Index": only after `prepareUnique`, and with no two documents on one key. */
function makeUnique(store: Store, c: Collection, index: Index): void {
  if (index.spec.get('prepareUnique') !== true)
    throw new ServerError(72, "Cannot make index unique with 'prepareUnique=false'")
  const violations = sharedKeys(store, index).map((records) =>
    doc({
      ids: records.map((record) => {
        const raw = store.document(c, record)
        return raw && decode(raw).get('_id')
      }),
    }),
  )
  if (violations.length > 0)
    throw new ServerError(
      359,
      'Cannot convert the index to unique. Please resolve conflicting documents before running collMod again.',
      {
        violations,
      },
    )
  const spec = new Map(index.spec)
  spec.delete('prepareUnique')
  rebuildIndex(store, c, index, spec.set('unique', true))
}
