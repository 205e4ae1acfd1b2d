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
  if (spec.size === 0)
    throw new ServerError(51272, `Invalid ${name} :: caused by :: specification must have at least one field`)
  const tree = branch()
  const compileContext = { order: context.order, names: new Set(context.variables?.keys()) }
  const visit = (part: Document, prefix: string): void => {
    for (const [field, v] of part) {
      if (isDocument(v) && v.size > 0 && !firstKey(v)?.startsWith('$')) visit(v, `${prefix}${field}.`)
      else plant(tree, prefix + field, { kind: 'compute', evaluate: compileExpression(v, compileContext) })
    }
  }
  visit(spec, '')
  const variables = context.variables
  return (d) => addFields(d, tree, { root: d, current: d, variables }) as Document
}
