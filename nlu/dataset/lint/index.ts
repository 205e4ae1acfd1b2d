// The door of the lint.
export { findingSchema, ruleNames, type Finding, type RuleName } from './finding.js'
export { lintInWorker } from './lint-in-worker.js'
export { lintTrainingSet, type LintOptions } from './lint-training-set.js'
