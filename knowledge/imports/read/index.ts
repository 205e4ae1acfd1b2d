// Files and uploads as rows or columns.
export { openSource, type OpenSource, type SourceOptions, type SourceShape } from './open-source.js'
export type { ReadProblem, SourceRow } from './row.js'
export { columnOf, readTable, type Column, type Table } from './table.js'
