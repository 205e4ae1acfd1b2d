// "$a.b" in expressions: through arrays it gives the array of what each element has.
import { isDocument, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'

export function getPath(v: Value, parts: readonly string[], from = 0): Value {
  let at = v
  for (let i = from; i < parts.length; i++) {
    if (Array.isArray(at)) {
      const found: Value[] = []
      for (const element of at) {
        if (!isDocument(element)) continue
        const value = getPath(element, parts, i)
        if (value !== undefined) found.push(value)
      }
      return found
    }
    if (!isDocument(at)) return undefined
    at = at.get(parts[i] ?? '')
  }
  return at
}

/** Splits a path and checks its parts: manual, "Field Paths". */
export function pathParts(path: string): string[] {
  if (path === '') throw new ServerError(40352, 'FieldPath cannot be constructed with empty string')
  if (path.endsWith('.')) throw new ServerError(40353, "FieldPath must not end with a '.'.")
  const parts = path.split('.')
  for (const part of parts) {
    if (part === '') throw new ServerError(15998, 'FieldPath field names may not be empty strings.')
    if (part.startsWith('$'))
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      )
    if (part.includes('\0')) throw new ServerError(16411, 'FieldPath field names may not contain null bytes.')
  }
  return parts
}
