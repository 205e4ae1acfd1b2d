// The door of updates.
export { applyUpdate, type UpdateContext } from './apply-update.js'
export { compileArrayFilters, type ArrayFilters } from './array-filters.js'
export { compileUpdate, isReplacement, pushModifiers, updateOperators, type Change } from './compile-update.js'
export { upsertBase } from './upsert.js'
