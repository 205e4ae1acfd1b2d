// A plan in the words of MongoDB's explain: manual, "Explain Results".
import { double } from '../bson/numbers.js'
import { doc, type Document } from '../bson/value.js'
import { choose, runQuery, type Chosen, type Examined, type Query } from '../plan/index.js'
import { isClustered, isView, type Collection, type Store } from '../store/index.js'
import { serverVersion } from './diagnostics.js'

export const verbosities = ['queryPlanner', 'executionStats', 'allPlansExecution'] as const
export type Verbosity = (typeof verbosities)[number]

export interface Explained {
  readonly queryPlanner: Document
  /** Undefined when only the plan was asked for. */
  readonly executionStats: Document | undefined
}

/** The stages of a plan, the last one first; `counted` adds what each of them did. */
function stagesOf(
  c: Collection,
  query: Query,
  chosen: Chosen,
  counted: { n: number; examined: Examined } | undefined,
): Document {
  const did = (n: number, more: Record<string, number> = {}): Record<string, number> =>
    counted ? { nReturned: n, ...more } : {}
  const { n, examined } = counted ?? { n: 0, examined: { keys: 0, documents: 0 } }
  const inputs = chosen.plans.map((plan) => {
    const direction = plan.reverse ? 'backward' : 'forward'
    if (plan.kind === 'scan')
      return doc({
        stage: 'COLLSCAN',
        ...(query.filter.size > 0 ? { filter: query.filter } : {}),
        ...did(n, { docsExamined: examined.documents }),
        direction,
      })
    const { index } = plan
    return doc({
      stage: isClustered(c) && index === c.indexes[0] ? 'CLUSTERED_IXSCAN' : 'IXSCAN',
      ...did(examined.keys, { keysExamined: examined.keys }),
      keyPattern: index.spec.get('key'),
      indexName: index.name,
      isMultiKey: index.multikey,
      isUnique: index.unique,
      isSparse: index.sparse,
      isPartial: index.partial !== undefined,
      indexVersion: 2,
      direction,
      ranges: plan.ranges.length,
    })
  })
  const [only] = inputs
  const joined = inputs.length > 1 || !only ? doc({ stage: 'OR', inputStages: inputs }) : only
  let top = joined
  if (chosen.plans.some((plan) => plan.kind === 'index'))
    top = doc({
      stage: 'FETCH',
      ...(query.filter.size > 0 ? { filter: query.filter } : {}),
      ...did(n, { docsExamined: examined.documents }),
      inputStage: top,
    })
  if (!chosen.sorted)
    top = doc({
      stage: 'SORT',
      sortPattern: doc(Object.fromEntries(query.sort.map(({ path, way }) => [path, way]))),
      ...did(n),
      ...(query.limit > 0 ? { limitAmount: query.skip + query.limit } : {}),
      inputStage: top,
    })
  if (query.skip > 0) top = doc({ stage: 'SKIP', skipAmount: query.skip, ...did(n), inputStage: top })
  if (query.limit > 0) top = doc({ stage: 'LIMIT', limitAmount: query.limit, ...did(n), inputStage: top })
  return top
}

/** The plan of a query, and what running it took; `wrap` puts the stage of a command on top. */
export function explainQuery(
  store: Store,
  ns: string,
  query: Query,
  verbosity: Verbosity,
  wrap: (inner: Document) => Document = (inner) => inner,
): Explained {
  const c = store.get(ns)
  const known = c && !isView(c) ? c : undefined
  const chosen = known && choose(known, query)
  const describe = (counted?: { n: number; examined: Examined }): Document =>
    known && chosen ? wrap(stagesOf(known, query, chosen, counted)) : doc({ stage: 'EOF' })
  const queryPlanner = doc({
    namespace: ns,
    parsedQuery: query.filter,
    indexFilterSet: false,
    maxIndexedOrSolutionsReached: false,
    maxIndexedAndSolutionsReached: false,
    maxScansToExplodeReached: false,
    winningPlan: describe(),
    rejectedPlans: [],
  })
  if (verbosity === 'queryPlanner') return { queryPlanner, executionStats: undefined }
  const examined: Examined = { keys: 0, documents: 0 }
  const startedAt = performance.now()
  let n = 0
  if (known) for (const _ of runQuery(store, known, { ...query, examined })) n++
  const executionStats = doc({
    executionSuccess: true,
    nReturned: n,
    executionTimeMillis: Math.round(performance.now() - startedAt),
    totalKeysExamined: examined.keys,
    totalDocsExamined: examined.documents,
    executionStages: describe({ n, examined }),
    ...(verbosity === 'allPlansExecution' ? { allPlansExecution: [] } : {}),
  })
  return { queryPlanner, executionStats }
}

/** What every explain reply ends with. */
export const explainTail = (command: Document): Document =>
  doc({
    command,
    serverInfo: doc({ host: 'embedded', port: 0, version: serverVersion, gitVersion: 'kefu-embedded' }),
    ok: double(1),
  })
