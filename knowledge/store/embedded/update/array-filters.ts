// arrayFilters and the paths that use them: manual, "$[<identifier>]".
import { show } from '../bson/display.js'
import { isDocument, type Document, type Value } from '../bson/value.js'
import { compileFilter, type QueryContext } from '../match/index.js'
import { ServerError } from '../server-error.js'
import type { Change } from './compile-update.js'
import { valueAt } from './place.js'

export type ArrayFilters = ReadonlyMap<string, (element: Value) => boolean>

function identifierOf(filter: Document): string | undefined {
  let found: string | undefined
  for (const [name, v] of filter) {
    const here = name.startsWith('$')
      ? Array.isArray(v)
        ? v.filter(isDocument).map(identifierOf)[0]
        : undefined
      : name.split('.')[0]
    if (found !== undefined && here !== undefined && here !== found)
      throw new ServerError(
        9,
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${found}' and '${here}'`,
      )
    found ??= here
  }
  return found
}

export function compileArrayFilters(list: Value, changes: readonly Change[], context: QueryContext): ArrayFilters {
  const filters = new Map<string, (element: Value) => boolean>()
  if (list !== undefined && !Array.isArray(list))
    throw new ServerError(14, "BSON field 'update.updates.arrayFilters' is the wrong type, expected type 'array'")
  for (const filter of list ?? []) {
    if (!isDocument(filter)) throw new ServerError(14, 'arrayFilters must hold objects')
    const identifier = identifierOf(filter)
    if (identifier === undefined || identifier === '')
      throw new ServerError(9, 'Cannot use an expression without a top-level field name in arrayFilters')
    if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier))
      throw new ServerError(
        2,
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
      )
    if (filters.has(identifier))
      throw new ServerError(9, `Found multiple array filters with the same top-level field name ${identifier}`)
    const predicate = compileFilter(filter, context)
    filters.set(identifier, (element) => predicate(new Map([[identifier, element]])))
  }
  const used = new Set<string>()
  for (const { path } of changes)
    for (const [, identifier = ''] of path.matchAll(/\$\[([^\]]+)\]/g)) {
      if (!filters.has(identifier))
        throw new ServerError(2, `No array filter found for identifier '${identifier}' in path '${path}'`)
      used.add(identifier)
    }
  for (const identifier of filters.keys())
    if (!used.has(identifier))
      throw new ServerError(9, `The array filter for identifier '${identifier}' was not used in the update`)
  return filters
}

/** The paths that one path with `$`, `$[]` and `$[id]` means in this document. */
export function expandPath(
  d: Document,
  change: Change,
  filters: ArrayFilters,
  position: number | undefined,
): (readonly string[])[] {
  if (!change.path.includes('$')) return [change.parts]
  let paths: string[][] = [[]]
  for (const part of change.parts) {
    const all = /^\$\[([^\]]*)\]$/.exec(part)
    paths = paths.flatMap((before) => {
      if (part === '$') {
        if (position === undefined)
          throw new ServerError(2, 'The positional operator did not find the match needed from the query.')
        return [[...before, String(position)]]
      }
      return all
        ? elementsOf(d, before, filters.get(all[1] ?? '')).map((index) => [...before, index])
        : [[...before, part]]
    })
  }
  return paths
}

function elementsOf(d: Document, path: readonly string[], keep: ((element: Value) => boolean) | undefined): string[] {
  const list = valueAt(d, path)
  if (list === undefined)
    throw new ServerError(2, `The path '${path.join('.')}' must exist in the document in order to apply array updates.`)
  if (!Array.isArray(list))
    throw new ServerError(2, `Cannot apply array updates to non-array element ${path.at(-1) ?? ''}: ${show(list)}`)
  return list.flatMap((element, i) => (keep && !keep(element) ? [] : [String(i)]))
}
