// @ts-nocheck
/* eslint-disable */
// Aggregation entry points: own stages and expressions (stages.ts, expr.ts); mingo only for $densify and $fill.
import { promote, type Doc } from './bson.js'
import { compileExpr } from './expr.js'
import { compileStage, type Env } from './stages.js'
import { MongoError } from './errors.js'
export { sorter, sortKey, checkSort } from './stages.js'

const cache = new WeakMap<object, ReturnType<typeof compileExpr>>()
export const evalExpr = (doc: Doc, expr: any, vars: Doc = {}): any => {
  let f = expr !== null && typeof expr === 'object' ? cache.get(expr) : undefined
  if (!f) {
    f = compileExpr(expr)
    if (expr !== null && typeof expr === 'object') cache.set(expr, f)
  }
  return f({ root: doc, vars: { ...vars } })
}
const viaMingo = (_docs, stage) => {
  throw new MongoError(40324, `${Object.keys(stage)[0]} is not supported by the embedded server`)
}
function run(src: Iterable<Doc>, stages: Doc[], env: Env): Iterable<Doc> {
  const list = stages.map((s) => compileStage(s, env, run))
  let it = src
  for (const s of list) it = s(it)
  return it
}
export function runPipeline(docs: Iterable<Doc>, stages: Doc[], env: Env): Doc[] {
  return [...run(docs, stages, { mingo: viaMingo, ...env, vars: { ...env.vars } })]
}
