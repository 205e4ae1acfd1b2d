// $out and $merge: manual pages of the same names.
import { encode } from '../bson/encode.js'
import { show } from '../bson/display.js'
import { typeName } from '../bson/types.js'
import { doc, firstKey, isDocument, type Document, type Value } from '../bson/value.js'
import { compileExpression } from '../expr/index.js'
import { runQuery } from '../plan/index.js'
import { ServerError } from '../server-error.js'
import { compilePipeline } from '../stages/index.js'
import { duplicateKey, isView, type Collection, type Store } from '../store/index.js'
import { withId } from './prepare-document.js'

function targetOf(v: Value, database: string, stage: string): string {
  if (typeof v === 'string') return `${database}.${v}`
  if (!isDocument(v))
    throw new ServerError(
      stage === '$out' ? 16990 : 51182,
      `${stage} only supports a string or object argument, but found ${typeName(v)}`,
    )
  const [db, coll] = [v.get('db') ?? database, v.get('coll')]
  if (typeof db !== 'string' || typeof coll !== 'string' || coll === '')
    throw new ServerError(51178, `${stage} requires a 'coll' that is a string`)
  return `${db}.${coll}`
}

export function writeOut(
  store: Store,
  database: string,
  stage: Document,
  rows: readonly Document[],
  variables: ReadonlyMap<string, Value>,
): Promise<void> {
  const name = firstKey(stage) ?? ''
  const arg = stage.get(name)
  if (name === '$out') {
    const target = targetOf(arg, database, '$out')
    return store.write(() => replaceCollection(store, target, rows))
  }
  const merge = mergeOptions(arg, database)
  return store.write(() => mergeRows(store, merge, rows, variables))
}

function replaceCollection(store: Store, target: string, rows: readonly Document[]): void {
  const old = store.get(target)
  if (old && isView(old)) throw new ServerError(166, `Namespace ${target} is a view, not a collection`)
  const specs = old?.indexes.slice(1).map((index) => index.spec) ?? []
  const options = old?.options ?? new Map<string, Value>()
  const whole = rows.map(withId)
  // The new collection is made beside the old one, so that an error leaves the old one as it was.
  const temporary = `${target}.tmp.${process.hrtime.bigint()}`
  const c = store.create(temporary, options)
  try {
    for (const spec of specs) store.addIndex(c, spec)
    for (const d of whole) store.insert(c, encode(d), d)
  } catch (thrown) {
    store.drop(temporary)
    throw thrown
  }
  store.drop(target)
  store.rename(temporary, target)
  store.saveCount(c)
}

interface MergeOptions {
  readonly target: string
  readonly on: readonly string[]
  readonly whenMatched: 'replace' | 'keepExisting' | 'merge' | 'fail' | readonly Value[]
  readonly whenNotMatched: 'insert' | 'discard' | 'fail'
  readonly variables: Value
}

function mergeOptions(arg: Value, database: string): MergeOptions {
  const spec = typeof arg === 'string' ? doc({ into: arg }) : arg
  if (!isDocument(spec))
    throw new ServerError(51182, `$merge only supports a string or object argument, not ${typeName(arg)}`)
  for (const name of spec.keys())
    if (!['into', 'on', 'let', 'whenMatched', 'whenNotMatched'].includes(name))
      throw new ServerError(40415, `BSON field '$merge.${name}' is an unknown field.`)
  if (!spec.has('into')) throw new ServerError(40414, "BSON field '$merge.into' is missing but a required field")
  const on = spec.get('on') ?? '_id'
  const fields = Array.isArray(on) ? on : [on]
  if (fields.length === 0)
    throw new ServerError(51187, "If explicitly specifying $merge 'on', must include at least one field")
  for (const field of fields)
    if (typeof field !== 'string')
      throw new ServerError(51186, `$merge 'on' field must be a string or an array of strings`)
  const matched = spec.get('whenMatched') ?? 'merge'
  const unmatched = spec.get('whenNotMatched') ?? 'insert'
  if (
    !Array.isArray(matched) &&
    matched !== 'replace' &&
    matched !== 'keepExisting' &&
    matched !== 'merge' &&
    matched !== 'fail'
  )
    throw new ServerError(
      typeof matched === 'string' ? 2 : 51191,
      `Enumeration value '${show(matched)}' for field '$merge.whenMatched' is not a valid value.`,
    )
  if (unmatched !== 'insert' && unmatched !== 'discard' && unmatched !== 'fail')
    throw new ServerError(
      2,
      `Enumeration value '${show(unmatched)}' for field '$merge.whenNotMatched' is not a valid value.`,
    )
  if (spec.has('let') && !Array.isArray(matched))
    throw new ServerError(51199, "Cannot use 'let' variables with 'whenMatched: " + String(matched) + "' mode")
  return {
    target: targetOf(spec.get('into'), database, '$merge'),
    on: fields as string[],
    whenMatched: matched,
    whenNotMatched: unmatched,
    variables: spec.get('let'),
  }
}

function checkOnIndex(c: Collection, on: readonly string[]): void {
  if (on.length === 1 && on[0] === '_id') return
  const fits = c.indexes.some(
    (index) =>
      index.unique &&
      !index.partial &&
      index.fields.length === on.length &&
      index.fields.every((field) => on.includes(field.path)),
  )
  if (!fits) throw new ServerError(51183, 'Cannot find index to verify that join fields will be unique')
}

function mergeRows(
  store: Store,
  options: MergeOptions,
  rows: readonly Document[],
  variables: ReadonlyMap<string, Value>,
): void {
  const c = store.get(options.target) ?? store.create(options.target)
  if (isView(c)) throw new ServerError(166, `Namespace ${options.target} is a view, not a collection`)
  checkOnIndex(c, options.on)
  for (const row of rows) mergeRow(store, c, options, withId(row), variables)
  store.saveCount(c)
}

function mergeRow(
  store: Store,
  c: Collection,
  options: MergeOptions,
  row: Document,
  variables: ReadonlyMap<string, Value>,
): void {
  const filter: Document = new Map(options.on.map((field) => [field, doc({ $eq: row.get(field) ?? null })]))
  const [hit] = [...runQuery(store, c, { filter, sort: [], skip: 0, limit: 1 })]
  if (!hit) {
    if (options.whenNotMatched === 'fail')
      throw new ServerError(
        13113,
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
      )
    if (options.whenNotMatched === 'insert') store.insert(c, encode(row), row)
    return
  }
  const index = c.indexes[0]
  if (options.whenMatched === 'fail' && index) throw duplicateKey(c.ns, index, row)
  if (options.whenMatched === 'keepExisting' || options.whenMatched === 'fail') return
  const before = hit.document
  const made = merged(options, before, row, variables)
  made.set('_id', before.get('_id'))
  const after = new Map([['_id', before.get('_id')], ...made])
  store.update(c, hit.record, before, encode(after), after)
}

function merged(
  options: MergeOptions,
  before: Document,
  row: Document,
  variables: ReadonlyMap<string, Value>,
): Document {
  if (options.whenMatched === 'replace') return new Map(row)
  if (options.whenMatched === 'merge') return new Map([...before, ...row])
  const inner = new Map<string, Value>([...variables, ['new', row]])
  const names = new Set(variables.keys())
  if (isDocument(options.variables))
    for (const [name, v] of options.variables)
      inner.set(name, compileExpression(v, { names })({ root: row, current: row, variables }) ?? null)
  const stages = Array.isArray(options.whenMatched) ? (options.whenMatched as Value[]) : []
  const [made] = [...compilePipeline(stages, { variables: inner, scan: () => [], find: () => [] })([before])]
  return new Map(made)
}
