// Which top-level fields a query or a pipeline reads: few of many need not be decoded.
import { firstKey, isDocument, type Document, type Value } from '../bson/value.js'

const top = (path: string): string => path.split('.')[0] ?? path

/** False when the expression may read anything. */
function fromExpression(v: Value, into: Set<string>): boolean {
  if (typeof v === 'string') {
    if (v.startsWith('$$')) return !/^\$\$(ROOT|CURRENT)/.test(v)
    if (v.startsWith('$')) into.add(top(v.slice(1)))
    return true
  }
  if (Array.isArray(v)) return v.every((each) => fromExpression(each, into))
  if (!isDocument(v)) return true
  for (const [name, arg] of v) {
    // These reach the document without naming it by a path.
    if (name === '$getField' || name === '$top' || name === '$topN' || name === '$bottom' || name === '$bottomN')
      return false
    if (name !== '$literal' && !fromExpression(arg, into)) return false
  }
  return true
}

function fromFilter(filter: Document, into: Set<string>): boolean {
  for (const [name, v] of filter) {
    if (name === '$expr') {
      if (!fromExpression(v, into)) return false
    } else if (name === '$and' || name === '$or' || name === '$nor') {
      if (!Array.isArray(v) || !v.every((each) => isDocument(each) && fromFilter(each, into))) return false
    } else if (!name.startsWith('$')) into.add(top(name))
  }
  return true
}

export function readFields(filter: Document): ReadonlySet<string> | undefined {
  const into = new Set<string>()
  return fromFilter(filter, into) ? into : undefined
}

/** Until the stage that makes new documents; undefined when one of the stages passes whole documents on. */
export function readFieldsOfPipeline(stages: readonly Value[]): ReadonlySet<string> | undefined {
  const into = new Set<string>()
  for (const stage of stages) {
    if (!isDocument(stage)) return undefined
    const name = firstKey(stage) ?? ''
    const arg = stage.get(name)
    switch (name) {
      case '$match':
        if (!isDocument(arg) || !fromFilter(arg, into)) return undefined
        break
      case '$unwind': {
        const path = isDocument(arg) ? arg.get('path') : arg
        if (!fromExpression(path, into)) return undefined
        break
      }
      case '$sort':
        if (!isDocument(arg)) return undefined
        for (const path of arg.keys()) into.add(top(path))
        break
      case '$limit':
      case '$skip':
        break
      case '$group':
      case '$sortByCount':
      case '$bucket':
        return fromExpression(arg, into) ? into : undefined
      case '$count':
        return into
      default:
        return undefined
    }
  }
  return undefined
}
