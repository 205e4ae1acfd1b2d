// explain of an aggregate: the query at its front, then each stage with the number of documents that came out of it.
import { collationOrder } from '../bson/collation.js'
import { doc, firstKey, isDocument, type Document, type Value } from '../bson/value.js'
import { runQuery, type Query } from '../plan/index.js'
import { compilePipeline } from '../stages/index.js'
import { isView } from '../store/index.js'
import { pipelineContext } from './run-pipeline.js'
import { variablesOf, type Engine, type Request } from './command.js'
import { explainQuery, explainTail, type Verbosity } from './explain-plan.js'
import { frontOf } from './pipeline-front.js'

const writing = (stage: Value): boolean => isDocument(stage) && (stage.has('$out') || stage.has('$merge'))

/** `request` is the aggregate; nothing is written, whatever its last stage says. */
export function explainAggregate(request: Request, { store }: Engine, verbosity: Verbosity): Document {
  const { command, database } = request
  const given = command.get('pipeline')
  const name = command.get(firstKey(command) ?? '')
  const ns = `${database}.${typeof name === 'string' ? name : '$cmd.aggregate'}`
  let c = store.get(ns)
  let stages: readonly Value[] = Array.isArray(given) ? given : []
  while (c && isView(c)) {
    const [own, on] = [c.options.get('pipeline'), c.options.get('viewOn')]
    stages = [...(Array.isArray(own) ? own : []), ...stages]
    c = store.get(`${database}.${typeof on === 'string' ? on : ''}`)
  }
  const order = collationOrder(command.get('collation') ?? c?.options.get('collation'))
  const variables = variablesOf(command)
  const context = pipelineContext(store, database, order, variables)
  const reading = stages.filter((stage) => !writing(stage))
  compilePipeline(reading, context)
  const { query, rest } = frontOf(reading)
  const full: Query = { ...query, order, variables, hint: command.get('hint') }
  const { queryPlanner, executionStats } = explainQuery(store, c?.ns ?? ns, full, verbosity)
  const head = { explainVersion: '1' }
  const ran = executionStats ? { executionStats } : {}
  if (rest.length === 0 && !stages.some(writing))
    return new Map([...doc({ ...head, queryPlanner, ...ran }), ...explainTail(command)])
  const counts: number[] = []
  if (executionStats && c) {
    let source: Iterable<Document> = Array.from(runQuery(store, c, full), (hit) => hit.document)
    for (const stage of rest) {
      const made = [...compilePipeline([stage], context)(source)]
      counts.push(made.length)
      source = made
    }
  }
  const described = [...rest, ...stages.filter(writing)].map((stage, i) => {
    const n = executionStats ? { nReturned: BigInt(counts[i] ?? 0), executionTimeMillisEstimate: 0n } : {}
    return new Map([...(isDocument(stage) ? stage : []), ...doc(n)])
  })
  const cursor = doc({ $cursor: doc({ queryPlanner, ...ran }) })
  return new Map([...doc({ ...head, stages: [cursor, ...described] }), ...explainTail(command)])
}
