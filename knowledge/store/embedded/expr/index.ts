// The door of expressions.
export { compileExpression } from './compile.js'
export type { CompileContext, Env, Evaluate } from './environment.js'
export { getPath, pathParts } from './field-path.js'
export { expressionOperators, refusedExpressions } from './operators.js'
export { truthy } from './truthy.js'
