// The door of aggregation pipelines.
export { accumulators } from './accumulators.js'
export { compilePipeline, refusedStages, stageCompilers, stageName } from './compile-pipeline.js'
export { sorter, sortKeysOf, type SortKey } from './sort-keys.js'
export type { PipelineContext } from './stage.js'
export { windowAccumulators } from './set-window-fields.js'
export { windowFunctions } from './window-functions.js'
