// A `find` by one key, read from the bytes of its message: most of what an application asks, and cheaper than the document it comes in.
import { decode, fieldName, stringAt, valueEnd } from '../bson/decode.js'
import type { KeyFind } from '../commands/index.js'

const opMessage = 2013
const bodyAt = 21
const [text, embedded, objectId, boolean, int32] = [2, 3, 7, 8, 16]
/** Longer strings are left to the long way, which knows how their keys are shortened. */
const longestText = 1000

/** The fields such a find may have, each once; what has any other takes the long way. */
const places = new Map(
  [
    ...['find', 'filter', 'limit', 'batchSize', 'singleBatch', '$db'],
    ...['lsid', 'readConcern', '$readPreference', '$clusterTime'],
  ].map((name, i) => [name, 1 << i]),
)
const needed = ['find', 'filter', '$db'].reduce((all, name) => all | (places.get(name) ?? 0), 0)

/** Undefined for every message that is not exactly this; throws on damaged ones. */
export function readKeyFind(b: Buffer): KeyFind | undefined {
  const last = b.length - 1
  if (last < bodyAt + 5 || b.readInt32LE(12) !== opMessage || b.readInt32LE(16) !== 0 || b[20] !== 0) return undefined
  if (b.readInt32LE(bodyAt) !== b.length - bodyAt || b[last] !== 0) return undefined
  let [seen, filterAt, collection, database] = [0, 0, '', '']
  let p = bodyAt + 4
  while (p < last) {
    const type = b[p++] ?? 0
    const at = nameEnd(b, p) + 1
    const name = fieldName(b, p, at - 1)
    p = valueEnd(b, type, at)
    const place = places.get(name) ?? 0
    // The first field names the command.
    if (p > last || place === 0 || (seen & place) !== 0 || (seen === 0 && name !== 'find')) return undefined
    seen |= place
    if (name === 'find' && type === text) collection = stringAt(b, at)
    else if (name === '$db' && type === text) database = stringAt(b, at)
    else if (name === 'filter' && type === embedded) filterAt = at
    else if (!isPlain(b, name, type, at)) return undefined
  }
  if ((seen & needed) !== needed) return undefined
  return readFilter(b, filterAt, `${database}.${collection}`)
}

function nameEnd(b: Buffer, from: number): number {
  let end = from
  while (b[end] !== 0) if (++end >= b.length) throw new RangeError('a name without an end')
  return end
}

/** Options that change nothing for a find of one document. */
function isPlain(b: Buffer, name: string, type: number, at: number): boolean {
  switch (name) {
    case 'limit':
      return type === int32 && b.readInt32LE(at) >= 0
    case 'batchSize':
      return type === int32 && b.readInt32LE(at) > 0
    case 'singleBatch':
      return type === boolean
    case 'find':
    case '$db':
    case 'filter':
      return false
    default:
      // Not looked at, but damaged ones are refused.
      return type === embedded && decode(b, at).size >= 0
  }
}

/** `{field: string or object id}` and nothing else. */
function readFilter(b: Buffer, at: number, ns: string): KeyFind | undefined {
  const last = at + b.readInt32LE(at) - 1
  const start = at + 4
  const type = b[start] ?? 0
  if (type !== text && type !== objectId) return undefined
  const valueAt = nameEnd(b, start + 1) + 1
  const path = fieldName(b, start + 1, valueAt - 1)
  if (valueEnd(b, type, valueAt) !== last || b[last] !== 0) return undefined
  if (path === '' || path.startsWith('$') || path.includes('.')) return undefined
  if (type === text && (last - valueAt > longestText || !isAscii(b, valueAt + 4, last - 1) || b[last - 1] !== 0))
    return undefined
  return { ns, path, message: b, start, valueAt, end: last }
}

/** Without zero bytes: such a text is the same bytes here, in a stored document and, but for its frame, in an index. */
function isAscii(b: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = b[i] ?? 0
    if (byte === 0 || byte > 127) return false
  }
  return true
}
