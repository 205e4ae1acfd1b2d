// The door of the store.
export { checkCollection, type CheckResult } from './check.js'
export { isClustered, isView, validatorOf, type Collection } from './collection.js'
export { type Index } from './index-definition.js'
export { duplicateKey } from './index-keys.js'
export { rebuildIndex, sharedKeys } from './rebuild-index.js'
export { Store } from './store.js'
