// findAndModify: manual, "findAndModify". One transaction; the reply carries the document of before or after.
import { doc, type Document, type Value } from '../bson/value.js'
import { compileFilter } from '../match/index.js'
import { compileProjection } from '../project/index.js'
import { ServerError } from '../server-error.js'
import { isView } from '../store/index.js'
import { change, compileModification, needCollection, orderOf, targets, upsert, type Statement } from './change.js'
import { booleanOption, checkFields, documentOption, namespaceOf, variablesOf, type Handler } from './command.js'
import { sortOf } from './find.js'

const modifyFields = [
  ...[
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'bypassDocumentValidation',
    'collation',
    'arrayFilters',
  ],
  ...['hint', 'let', 'runtimeConstants'],
]
export const findAndModify: Handler = (request, { store }) => {
  checkFields(request, modifyFields)
  const ns = namespaceOf(request)
  const { command } = request
  const filter = documentOption(request, 'query') ?? new Map<string, Value>()
  const [removing, wantsNew, upserting] = ['remove', 'new', 'upsert'].map((name) => booleanOption(command, name))
  const given = command.get('update')
  if (removing && given !== undefined) throw new ServerError(9, 'Cannot specify both an update and remove=true')
  if (!removing && given === undefined) throw new ServerError(9, 'Either an update or remove=true must be specified')
  if (removing && upserting) throw new ServerError(9, 'Cannot specify both upsert=true and remove=true ')
  if (removing && wantsNew)
    throw new ServerError(
      9,
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    )
  const sort = documentOption(request, 'sort')
  sortOf(sort)
  return store.write(() => {
    let c = store.get(ns)
    if (c && isView(c)) needCollection(store, ns)
    const order = orderOf(command.get('collation'), c)
    const variables = variablesOf(command)
    const spec = documentOption(request, 'fields')
    const projection = spec && spec.size > 0 ? compileProjection(spec, { order, variables }, true) : undefined
    const predicate = compileFilter(filter, { order, variables })
    const s: Statement = {
      filter,
      modification: removing
        ? { kind: 'operators', changes: [], filters: new Map() }
        : compileModification(given, command.get('arrayFilters'), order),
      multi: false,
      upsert: upserting === true,
      order,
      hint: command.get('hint'),
      sort,
      variables,
      bypassValidation: booleanOption(command, 'bypassDocumentValidation'),
      now: new Date(),
    }
    if (!c && upserting) c = needCollection(store, ns)
    const reply = (last: Record<string, Value>, value: Document | null, position = {}): Document =>
      doc({ lastErrorObject: doc(last), value: value && projection ? projection.apply(value, position) : value, ok: 1 })
    const [hit] = c ? targets(store, c, s) : []
    if (!c || (!hit && (removing || !upserting)))
      return reply(removing ? { n: 0 } : { n: 0, updatedExisting: false }, null)
    if (!hit) {
      const made = upsert(store, c, s)
      store.saveCount(c)
      return reply({ n: 1, updatedExisting: false, upserted: made.get('_id') }, wantsNew ? made : null)
    }
    if (projection?.needsPosition === true && hit.position.index === undefined) predicate(hit.document, hit.position)
    if (removing) {
      const answer = reply({ n: 1 }, hit.document, hit.position)
      store.remove(c, hit.record, hit.document)
      store.saveCount(c)
      return answer
    }
    const before = hit.document
    const after = change(store, c, hit, s) ?? before
    return reply({ n: 1, updatedExisting: true }, wantsNew ? after : before, hit.position)
  })
}
