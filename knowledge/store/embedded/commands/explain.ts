// explain: the plan of a query in the words of MongoDB's explain.
import { collationOrder } from '../bson/collation.js'
import { textOf } from '../bson/display.js'
import { doc, isDocument, type Document, type Value } from '../bson/value.js'
import { choose, runQuery, type Query } from '../plan/index.js'
import { ServerError } from '../server-error.js'
import { isView } from '../store/index.js'
import { commandName, countOption, type Handler } from './command.js'
import { sortOf } from './find.js'

export const explain: Handler = (request, { store }) => {
  const inner = request.command.get('explain')
  if (!isDocument(inner))
    throw new ServerError(14, "BSON field 'explain.explain' is the wrong type, expected type 'object'")
  const name = commandName({ ...request, command: inner })
  const ns = `${request.database}.${textOf(inner.get(name))}`
  const c = store.get(ns)
  const stages = inner.get('pipeline')
  const first = Array.isArray(stages) ? stages[0] : undefined
  const statements = inner.get('updates') ?? inner.get('deletes')
  const statement = Array.isArray(statements) && isDocument(statements[0]) ? statements[0].get('q') : undefined
  const given =
    inner.get('filter') ?? inner.get('query') ?? statement ?? (isDocument(first) ? first.get('$match') : undefined)
  const filter = isDocument(given) ? given : new Map<string, Value>()
  const sortSpec = inner.get('sort')
  const query: Query = {
    filter,
    ...sortOf(isDocument(sortSpec) ? sortSpec : undefined),
    skip: countOption(inner, name, 'skip') ?? 0,
    limit: countOption(inner, name, 'limit') ?? 0,
    order: collationOrder(inner.get('collation') ?? c?.options.get('collation')),
    hint: inner.get('hint'),
  }
  const winningPlan = c && !isView(c) ? describePlans(choose(c, query)) : doc({ stage: 'EOF' })
  let returned = 0
  if (c && !isView(c) && request.command.get('verbosity') !== 'queryPlanner')
    for (const _ of runQuery(store, c, query)) returned++
  return doc({
    explainVersion: '1',
    queryPlanner: doc({ namespace: ns, parsedQuery: filter, winningPlan, rejectedPlans: [] }),
    ...(request.command.get('verbosity') === 'queryPlanner'
      ? {}
      : { executionStats: doc({ executionSuccess: true, nReturned: returned }) }),
    ok: 1,
  })
}
function describePlans({ plans, sorted }: ReturnType<typeof choose>): Document {
  const stages = plans.map((plan) =>
    plan.kind === 'scan'
      ? doc({ stage: 'COLLSCAN', direction: plan.reverse ? 'backward' : 'forward' })
      : doc({
          stage: 'IXSCAN',
          indexName: plan.index.name,
          keyPattern: plan.index.spec.get('key'),
          isMultiKey: plan.index.multikey,
          direction: plan.reverse ? 'backward' : 'forward',
          ranges: plan.ranges.length,
        }),
  )
  const [only] = stages
  const fetch = stages.length > 1 ? doc({ stage: 'OR', inputStages: stages }) : only
  const base =
    plans.length === 1 && plans[0]?.kind === 'index' ? doc({ stage: 'FETCH', inputStage: fetch }) : (fetch ?? doc({}))
  return sorted ? base : doc({ stage: 'SORT', inputStage: base })
}
