// explain: manual, "explain (database command)". Nothing is changed by explaining a write.
import { collationOrder } from '../bson/collation.js'
import { typeName } from '../bson/types.js'
import { doc, isDocument, type Document, type Value } from '../bson/value.js'
import { compileFilter } from '../match/index.js'
import type { Query } from '../plan/index.js'
import { ServerError } from '../server-error.js'
import { isView } from '../store/index.js'
import { commandName, countOption, namespaceOf, variablesOf, type Handler, type Request } from './command.js'
import { explainAggregate } from './explain-aggregate.js'
import { explainQuery, explainTail, verbosities, type Verbosity } from './explain-plan.js'
import { sortOf } from './find.js'

function verbosityOf(v: Value): Verbosity {
  if (v === undefined) return 'allPlansExecution'
  if (typeof v !== 'string')
    throw new ServerError(
      14,
      `BSON field 'explain.verbosity' is the wrong type '${typeName(v)}', expected type 'string'`,
    )
  const known = verbosities.find((each) => each === v)
  if (known === undefined)
    throw new ServerError(2, `Enumeration value '${v}' for field 'explain.verbosity' is not a valid value.`)
  return known
}

const wrapping = (stage: string) => (inner: Document) => doc({ stage, inputStage: inner })

/** Where each explainable command keeps its filter, and the stage it puts on top of the plan. */
const explainable = new Map<string, { filter: string; list?: string; stage?: string }>([
  ['find', { filter: 'filter' }],
  ['count', { filter: 'query', stage: 'COUNT' }],
  ['distinct', { filter: 'query' }],
  ['findAndModify', { filter: 'query', stage: 'UPDATE' }],
  ['findandmodify', { filter: 'query', stage: 'UPDATE' }],
  ['update', { filter: 'q', list: 'updates', stage: 'UPDATE' }],
  ['delete', { filter: 'q', list: 'deletes', stage: 'DELETE' }],
])

export const explain: Handler = (request, engine) => {
  const { store } = engine
  const given = request.command.get('explain')
  if (!isDocument(given))
    throw new ServerError(
      14,
      `BSON field 'explain.explain' is the wrong type '${typeName(given)}', expected type 'object'`,
    )
  const verbosity = verbosityOf(request.command.get('verbosity'))
  const inner: Request = { ...request, command: given }
  const name = commandName(inner)
  if (name === 'aggregate') return explainAggregate(inner, engine, verbosity)
  const form = explainable.get(name)
  if (!form) throw new ServerError(59, `Explain failed due to unknown command: ${name}`)
  const ns = namespaceOf(inner)
  const statements = form.list === undefined ? undefined : given.get(form.list)
  if (Array.isArray(statements) && statements.length !== 1)
    throw new ServerError(72, 'explained write batches must be of size 1')
  const statement = Array.isArray(statements) && isDocument(statements[0]) ? statements[0] : given
  const wanted = statement.get(form.filter)
  const filter = isDocument(wanted) ? wanted : new Map<string, Value>()
  const c = store.get(ns)
  const order = collationOrder(statement.get('collation') ?? c?.options.get('collation'))
  const variables = variablesOf(given)
  compileFilter(filter, { order, variables })
  const [sort, min, max] = ['sort', 'min', 'max'].map((option) => {
    const v = statement.get(option)
    return isDocument(v) && v.size > 0 ? v : undefined
  })
  const one = name.toLowerCase() === 'findandmodify' || statement.get('limit') === 1
  const query: Query = {
    filter,
    ...sortOf(sort),
    skip: countOption(statement, name, 'skip') ?? 0,
    limit: one ? 1 : name === 'find' ? (countOption(statement, name, 'limit') ?? 0) : 0,
    order,
    variables,
    hint: statement.get('hint'),
    min,
    max,
  }
  if (c && isView(c)) {
    const match = doc({ $match: filter })
    const pipeline = doc({ aggregate: given.get(name), pipeline: [match], cursor: doc({}) })
    return explainAggregate({ ...inner, command: pipeline }, engine, verbosity)
  }
  const stage = form.stage === 'UPDATE' && given.get('remove') === true ? 'DELETE' : form.stage
  const { queryPlanner, executionStats } = explainQuery(
    store,
    ns,
    query,
    verbosity,
    stage === undefined ? undefined : wrapping(stage),
  )
  const body = doc({ explainVersion: '1', queryPlanner, ...(executionStats ? { executionStats } : {}) })
  return new Map([...body, ...explainTail(given)])
}
