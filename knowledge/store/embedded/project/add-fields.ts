// $addFields and $set: manual, "$addFields (aggregation)".
import { typeName } from '../bson/types.js'
import { firstKey, isDocument, type Document, type Value } from '../bson/value.js'
import { compileExpression } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import type { ProjectionContext } from './projection.js'
import { addFields, branch, plant } from './tree.js'

export function compileAddFields(spec: Value, context: ProjectionContext, name: string): (d: Document) => Document {
  if (!isDocument(spec))
    throw new ServerError(40272, `${name} specification stage must be an object, got ${typeName(spec)}`)
  const fail = (code: number, message: string): ServerError =>
    new ServerError(code, `Invalid ${name} :: caused by :: ${message}`)
  const conflict = (path: string): ServerError =>
    fail(40176, `specification contains two conflicting paths. Cannot specify both '${path}' and a part of it`)
  const tree = branch()
  const compileContext = { order: context.order, names: new Set(context.variables?.keys()) }
  const visit = (part: Document, prefix: string): void => {
    for (const [field, v] of part) {
      if (prefix !== '' && field.includes('.'))
        throw fail(40183, `cannot use dotted field name '${field}' in a sub object`)
      if (isDocument(v) && v.size > 1 && [...v.keys()].some((key) => key.startsWith('$')))
        throw fail(
          40181,
          `an expression specification must contain exactly one field, the name of the expression. Found ${v.size} fields`,
        )
      if (isDocument(v) && v.size > 0 && !firstKey(v)?.startsWith('$')) visit(v, `${prefix}${field}.`)
      else plant(tree, prefix + field, { kind: 'compute', evaluate: compileExpression(v, compileContext) }, conflict)
    }
  }
  visit(spec, '')
  const variables = context.variables
  return (d) => addFields(d, tree, { root: d, current: d, variables }) as Document
}
