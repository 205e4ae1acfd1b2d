// The shapes that pipelines are made of.
import type { StringOrder } from '../bson/compare.js'
import type { Document, Value } from '../bson/value.js'
import { keepTime } from '../time-limit.js'

export type Stage = (source: Iterable<Document>) => Iterable<Document>

/** What a pipeline runs in. */
export interface PipelineContext {
  readonly order?: StringOrder | undefined
  /** `let` of the command and of $lookup. */
  readonly variables?: ReadonlyMap<string, Value> | undefined
  /** All documents of a collection or view of the same database. */
  readonly scan: (collection: string) => Iterable<Document>
  /** Documents whose field equals one of the values, by an index where there is one. */
  readonly find: (collection: string, field: string, values: readonly Value[]) => Iterable<Document>
}

export type CompilePipeline = (stages: readonly Value[], context: PipelineContext) => Stage
export type StageCompiler = (arg: Value, context: PipelineContext, pipeline: CompilePipeline, name: string) => Stage

/** A stage that changes each document by itself. */
export const each = (change: (d: Document) => Document): Stage =>
  function* (source) {
    for (const d of source) {
      keepTime()
      yield change(d)
    }
  }
export const toList = (source: Iterable<Document>): Document[] =>
  Array.isArray(source) ? (source as Document[]) : [...source]

export const compileContext = (context: PipelineContext): { order: StringOrder | undefined; names: Set<string> } => ({
  order: context.order,
  names: new Set(context.variables?.keys()),
})
