// Sources that are asked again and again, or that send by themselves.
export { readDefinition, type PullDefinition } from './definition.js'
export { pullSource, type Pulled, type PullOptions } from './pull.js'
export { importSources, type ImportSources, type NewSource } from './sources.js'
export { sourceDesk } from './source-desk.js'
