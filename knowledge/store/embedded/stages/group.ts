// $group, and what is built on it ($sortByCount, $count): manual, "$group (aggregation)".
import { valueKey } from '../bson/order-key.js'
import { compare } from '../bson/compare.js'
import { doc, firstKey, isDocument, type Document, type Value } from '../bson/value.js'
import { compileExpression, type Env, type Evaluate } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import { keepTime } from '../time-limit.js'
import type { Accumulator, MakeAccumulator } from './accumulator.js'
import { compileAccumulator } from './accumulators.js'
import { compileContext, toList, type PipelineContext, type Stage, type StageCompiler } from './stage.js'

type Outputs = readonly (readonly [string, MakeAccumulator])[]

export function compileOutputs(fields: Document, context: PipelineContext): Outputs {
  const made: [string, MakeAccumulator][] = []
  for (const [name, spec] of fields) {
    if (name.includes('.')) throw new ServerError(40235, `The field name '${name}' cannot contain '.'`)
    if (name.startsWith('$')) throw new ServerError(40236, `The field name '${name}' cannot be an operator name`)
    if (!isDocument(spec)) throw new ServerError(40234, `The field '${name}' must be an accumulator object`)
    if (spec.size !== 1) throw new ServerError(40238, `The field '${name}' must specify one accumulator`)
    const op = firstKey(spec) ?? ''
    made.push([name, compileAccumulator(op, spec.get(op), compileContext(context))])
  }
  return made
}

/** Documents gathered by the value of an expression; `_id` is that value. Groups come in the order of their first members. */
export function groupBy(key: Evaluate, outputs: Outputs, context: PipelineContext): Stage {
  return function* (source) {
    const groups = new Map<string, { id: Value; states: Accumulator[] }>()
    for (const d of source) {
      keepTime()
      const env: Env = { root: d, current: d, variables: context.variables }
      const id = key(env)
      const text = valueKey(id ?? null)
      let group = groups.get(text)
      if (!group) groups.set(text, (group = { id: id ?? null, states: outputs.map(([, make]) => make()) }))
      for (const state of group.states) state.add(env)
    }
    for (const { id, states } of groups.values()) yield finish(id, outputs, states)
  }
}

export function finish(id: Value, outputs: Outputs, states: readonly Accumulator[]): Document {
  const made: Document = new Map([['_id', id]])
  outputs.forEach(([name], i) => made.set(name, states[i]?.result() ?? null))
  return made
}

export const group: StageCompiler = (arg, context) => {
  if (!isDocument(arg)) throw new ServerError(15947, "a group's fields must be specified in an object")
  if (!arg.has('_id')) throw new ServerError(15955, 'a group specification must include an _id')
  const fields = new Map(arg)
  fields.delete('_id')
  return groupBy(compileExpression(arg.get('_id'), compileContext(context)), compileOutputs(fields, context), context)
}

export const sortByCount: StageCompiler = (arg, context, pipeline, name) => {
  if (typeof arg === 'string' ? !arg.startsWith('$') : !isDocument(arg))
    throw new ServerError(
      typeof arg === 'string' ? 40148 : 40149,
      'the sortByCount field must be specified as a string or as an object',
    )
  if (isDocument(arg) && firstKey(arg)?.startsWith('$') !== true)
    throw new ServerError(
      40147,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    )
  const grouped = group(doc({ _id: arg, count: doc({ $sum: 1 }) }), context, pipeline, name)
  return (source) => toList(grouped(source)).sort((a, b) => compare(b.get('count'), a.get('count')))
}

export const count: StageCompiler = (arg) => {
  if (typeof arg !== 'string') throw new ServerError(40156, 'the count field must be a non-empty string')
  if (arg === '') throw new ServerError(40157, 'the count field must be a non-empty string')
  if (arg.startsWith('$')) throw new ServerError(40158, 'the count field cannot be a $-prefixed path')
  if (arg.includes('\0')) throw new ServerError(40159, 'the count field cannot contain a null byte')
  if (arg.includes('.')) throw new ServerError(40160, "the count field cannot contain '.'")
  return function* (source) {
    let n = 0
    for (const _ of source) n++
    if (n > 0) yield new Map([[arg, n]])
  }
}
