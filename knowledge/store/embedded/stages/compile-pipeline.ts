// A pipeline to one stage: manual, "Aggregation Stages". All stages are checked before the first document is read.
import { firstKey, isDocument, type Value } from '../bson/value.js'
import { ServerError, notSupported } from '../server-error.js'
import { bucket, bucketAuto } from './buckets.js'
import { densify, fill } from './gaps.js'
import { count, group, sortByCount } from './group.js'
import { graphLookup, lookup, unionWith } from './joins.js'
import { setWindowFields } from './set-window-fields.js'
import {
  addFields,
  documents,
  facet,
  limit,
  match,
  project,
  redact,
  replaceRoot,
  sample,
  skip,
  sort,
  unset,
} from './simple.js'
import type { PipelineContext, Stage, StageCompiler } from './stage.js'
import { unwind } from './unwind.js'

export const stageCompilers: ReadonlyMap<string, StageCompiler> = new Map<string, StageCompiler>([
  ['$match', match],
  ['$project', project],
  ['$addFields', addFields],
  ['$set', addFields],
  ['$unset', unset],
  ['$group', group],
  ['$sort', sort],
  ['$limit', limit],
  ['$skip', skip],
  ['$unwind', unwind],
  ['$lookup', lookup],
  ['$graphLookup', graphLookup],
  ['$unionWith', unionWith],
  ['$facet', facet],
  ['$bucket', bucket],
  ['$bucketAuto', bucketAuto],
  ['$count', count],
  ['$sortByCount', sortByCount],
  ['$replaceRoot', replaceRoot],
  ['$replaceWith', replaceRoot],
  ['$sample', sample],
  ['$documents', documents],
  ['$redact', redact],
  ['$setWindowFields', setWindowFields],
  ['$densify', densify],
  ['$fill', fill],
])

/** Stages of MongoDB that this server refuses by name. */
export const refusedStages: ReadonlySet<string> = new Set([
  ...['$geoNear', '$search', '$searchMeta', '$vectorSearch', '$planCacheStats', '$listSearchIndexes', '$rankFusion'],
  ...['$currentOp', '$listSessions', '$listClusterCatalog', '$operationMetrics', '$backupCursor'],
  ...['$shardedDataDistribution', '$listSampledQueries', '$querySettings', '$queryStats', '$score', '$scoreFusion'],
])
const onlyFirst = new Set(['$documents', '$collStats', '$indexStats', '$listLocalSessions'])

export function stageName(stage: Value): string {
  if (!isDocument(stage)) throw new ServerError(14, "Each element of the 'pipeline' array must be an object")
  if (stage.size !== 1)
    throw new ServerError(40323, 'A pipeline stage specification object must contain exactly one field.')
  return firstKey(stage) ?? ''
}

function compileStage(stage: Value, context: PipelineContext, at: number): Stage {
  const name = stageName(stage)
  const arg = isDocument(stage) ? stage.get(name) : undefined
  const compiler = stageCompilers.get(name)
  if (compiler) {
    if (at > 0 && onlyFirst.has(name))
      throw new ServerError(40602, `${name} is only valid as the first stage in a pipeline.`)
    return compiler(arg, context, compilePipeline, name)
  }
  if (onlyFirst.has(name)) throw new ServerError(40602, `${name} is only valid as the first stage in a pipeline.`)
  if (name === '$out' || name === '$merge')
    throw new ServerError(40601, `${name} can only be the final stage in the pipeline`)
  if (name === '$changeStream' || name === '$changeStreamSplitLargeEvent')
    throw new ServerError(40573, `The ${name} stage is only supported on replica sets`)
  if (refusedStages.has(name)) throw notSupported(name)
  throw new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`)
}

export function compilePipeline(stages: readonly Value[], context: PipelineContext): Stage {
  const all = stages.map((stage, i) => compileStage(stage, context, i))
  return (source) => all.reduce((at, stage) => stage(at), source)
}
