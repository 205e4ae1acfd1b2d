// An expression to a function: manual, "Expressions". Mistakes of form are errors before any document is read.
import { firstKey, isDocument, type Document, type Value } from '../bson/value.js'
import { ServerError, notSupported } from '../server-error.js'
import { lookUp, type CompileContext, type Env, type Evaluate } from './environment.js'
import { getPath, pathParts } from './field-path.js'
import { expressionOperators, refusedExpressions } from './operators.js'

const constants = new Map<string, Value>([
  ['KEEP', 'keep'],
  ['PRUNE', 'prune'],
  ['DESCEND', 'descend'],
])

function compileVariable(text: string, context: CompileContext): Evaluate {
  const [name = '', ...rest] = text.slice(2).split('.')
  if (name === '') throw new ServerError(16869, 'empty variable names are not allowed')
  for (const part of rest)
    if (part === '') throw new ServerError(15998, 'FieldPath field names may not be empty strings.')
  const through = (read: Evaluate): Evaluate => (rest.length === 0 ? read : (env) => getPath(read(env), rest))
  if (context.names.has(name)) return through((env) => lookUp(env, name))
  switch (name) {
    case 'ROOT':
      return through((env) => env.root)
    case 'CURRENT':
      return through((env) => env.current)
    case 'REMOVE':
      return () => undefined
    case 'NOW': {
      const now = new Date()
      return through((env) => lookUp(env, 'NOW') ?? now)
    }
  }
  const constant = constants.get(name)
  if (constant !== undefined) return () => constant
  if (!/^[A-Za-z\u0080-\uffff]/.test(name))
    throw new ServerError(16870, `'${name}' starts with an invalid character for a user variable name`)
  if (name === 'CLUSTER_TIME') throw new ServerError(51144, "Builtin variable '$$CLUSTER_TIME' is not available")
  throw new ServerError(17276, `Use of undefined variable: ${name}`)
}

function compileText(text: string, context: CompileContext): Evaluate {
  if (!text.startsWith('$')) return () => text
  if (text.startsWith('$$')) return compileVariable(text, context)
  if (text === '$') throw new ServerError(16872, "'$' by itself is not a valid FieldPath")
  const parts = pathParts(text.slice(1))
  // A variable named CURRENT (by $let) moves the start of field paths.
  if (context.names.has('CURRENT')) return (env) => getPath(lookUp(env, 'CURRENT'), parts)
  const [only] = parts
  if (parts.length === 1 && only !== undefined)
    return (env: Env) => (isDocument(env.current) ? env.current.get(only) : getPath(env.current, parts))
  return (env) => getPath(env.current, parts)
}

function compileObject(object: Document, context: CompileContext): Evaluate {
  const fields: [string, Evaluate][] = []
  for (const [name, value] of object) {
    if (name.startsWith('$'))
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      )
    if (name.includes('.'))
      throw new ServerError(16412, `FieldPath field names may not contain '.'. Consider using $getField or $setField.`)
    fields.push([name, compileExpression(value, context)])
  }
  return (env) => {
    const made: Document = new Map()
    for (const [name, evaluate] of fields) {
      const value = evaluate(env)
      if (value !== undefined) made.set(name, value)
    }
    return made
  }
}

export function compileExpression(expression: Value, context: CompileContext): Evaluate {
  if (typeof expression === 'string') return compileText(expression, context)
  if (Array.isArray(expression)) {
    const all = expression.map((each) => compileExpression(each, context))
    return (env) => all.map((each) => each(env) ?? null)
  }
  if (!isDocument(expression)) return () => expression
  const name = firstKey(expression)
  if (name === undefined || !name.startsWith('$')) return compileObject(expression, context)
  if (expression.size !== 1)
    throw new ServerError(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${expression.size} fields`,
    )
  const compiler = expressionOperators.get(name)
  if (compiler) return compiler(expression.get(name), context, compileExpression, name)
  if (refusedExpressions.has(name)) throw notSupported(name)
  throw new ServerError(168, `Unrecognized expression '${name}'`)
}
