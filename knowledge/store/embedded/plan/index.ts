// The door of query plans.
export { keyIndex, type Plan } from './choose.js'
export {
  checkOf,
  choose,
  everything,
  Hit,
  runQuery,
  scanFields,
  walkPlan,
  type Chosen,
  type Examined,
  type Query,
  type Resume,
} from './execute.js'
export { pointKey } from './ranges.js'
export { readFieldsOfPipeline } from './read-fields.js'
