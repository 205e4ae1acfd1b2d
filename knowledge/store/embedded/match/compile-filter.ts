// A query document to a predicate: manual, "Query and Projection Operators". Every mistake is an error before any document is read.
import { toNumber } from '../bson/numbers.js'
import { isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError, notSupported } from '../server-error.js'
import { compileExpression, truthy } from '../expr/index.js'
import { compileField } from './compile-field.js'
import type { Predicate, QueryContext } from './predicate.js'

/** Operators of a query's top level, for the list of what is supported. */
export const logicalOperators = ['$and', '$or', '$nor', '$expr', '$comment', '$alwaysTrue', '$alwaysFalse'] as const
/** Operators of MongoDB's top level that this server refuses by name. */
export const refusedTopOperators: ReadonlySet<string> = new Set(['$where', '$text', '$jsonSchema', '$sampleRate'])

export function compileFilter(filter: Document, context: QueryContext = {}): Predicate {
  const all: Predicate[] = []
  for (const [name, arg] of filter) {
    if (!name.startsWith('$') || name === '$ref' || name === '$id' || name === '$db')
      all.push(compileField(name, arg, context, compileFilter))
    else {
      const predicate = compileLogical(name, arg, context)
      if (predicate) all.push(predicate)
    }
  }
  return conjunction(all)
}

function conjunction(all: readonly Predicate[]): Predicate {
  const [only] = all
  if (!only) return () => true
  if (all.length === 1) return only
  return (d, position) => {
    for (const each of all) if (!each(d, position)) return false
    return true
  }
}

function branches(name: string, arg: Value, context: QueryContext): Predicate[] {
  if (!Array.isArray(arg)) throw new ServerError(2, `${name} must be an array`)
  if (arg.length === 0) throw new ServerError(2, '$and/$or/$nor must be a nonempty array')
  return arg.map((branch) => {
    if (!isDocument(branch)) throw new ServerError(2, '$or/$and/$nor entries need to be full objects')
    return compileFilter(branch, context)
  })
}

/** `{$alwaysTrue: 1}`: the argument must be 1. */
function mustBeOne(name: string, arg: Value): void {
  if (!isNumeric(arg) || toNumber(arg) !== 1) throw new ServerError(9, `${name} must be an integer value of 1`)
}

function compileLogical(name: string, arg: Value, context: QueryContext): Predicate | undefined {
  switch (name) {
    case '$and':
      return conjunction(branches(name, arg, context))
    case '$or': {
      const any = branches(name, arg, context)
      return (d, position) => any.some((each) => each(d, position))
    }
    case '$nor': {
      const none = branches(name, arg, context)
      return (d) => !none.some((each) => each(d))
    }
    case '$expr': {
      const variables = context.variables
      const evaluate = compileExpression(arg, { order: context.order, names: new Set(variables?.keys()) })
      return (d) => truthy(evaluate({ root: d, current: d, variables }))
    }
    case '$comment':
      return undefined
    case '$alwaysTrue':
      mustBeOne(name, arg)
      return undefined
    case '$alwaysFalse':
      mustBeOne(name, arg)
      return () => false
  }
  if (refusedTopOperators.has(name)) throw notSupported(name)
  throw new ServerError(
    2,
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  )
}
