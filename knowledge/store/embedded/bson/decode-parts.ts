// Some parts of a document, the rest looked over as strictly as if it were read: for writers that need only what indexes look at.
import { ServerError } from '../server-error.js'
import { bodyEnd, damaged, fieldName, readValue, stringAt, valueEnd } from './decode.js'
import type { Document, Value } from './value.js'

/** By field name: the parts of its value that are wanted, or all of it. */
export type Parts = ReadonlyMap<string, Parts | 'whole'>

const isPosition = (part: string): boolean => part >= '0' && part < ':'

/** What has to be read for paths like `a.b`; arrays on the way have the parts of their elements, which a position asks for whole. */
export function partsOf(paths: Iterable<readonly string[]>): Parts {
  const root = new Map<string, Parts | 'whole'>()
  for (const path of paths) {
    let node = root
    for (const [place, part] of path.entries()) {
      const next = path[place + 1]
      const held = node.get(part)
      if (held === 'whole') break
      if (next === undefined || isPosition(next)) {
        node.set(part, 'whole')
        break
      }
      const below: Parts = held ?? new Map()
      node.set(part, below)
      node = below as Map<string, Parts | 'whole'>
    }
  }
  return root
}

/** Throws as `readValue` would. */
function check(b: Buffer, type: number, at: number, end: number, depth: number): void {
  switch (type) {
    case 0x02:
    case 0x0d:
    case 0x0e:
    case 0x0c: {
      const length = b.readInt32LE(at)
      if (length < 1 || b[at + 3 + length] !== 0) throw damaged()
      return
    }
    case 0x03:
    case 0x04: {
      const stop = bodyEnd(b, at, depth + 1)
      let p = at + 4
      while (p < stop) {
        const inner = b[p++] ?? 0
        while (b[p] !== 0) if (++p >= stop) throw damaged()
        const innerEnd = valueEnd(b, inner, ++p)
        if (innerEnd > stop) throw damaged()
        check(b, inner, p, innerEnd, depth + 1)
        p = innerEnd
      }
      return
    }
    case 0x0b:
      readValue(b, type, at, end, depth)
      return
    case 0x0f:
      stringAt(b, at + 4)
      check(b, 0x03, at + 8 + b.readInt32LE(at + 4), end, depth)
  }
}

function readParts(b: Buffer, type: number, at: number, end: number, depth: number, parts: Parts): Value {
  if (type === 0x03) return readFields(b, at, depth + 1, parts)
  if (type !== 0x04) return readValue(b, type, at, end, depth)
  const stop = bodyEnd(b, at, depth + 1)
  const made: Value[] = []
  let p = at + 4
  while (p < stop) {
    const inner = b[p++] ?? 0
    while (b[p] !== 0) if (++p >= stop) throw damaged()
    const innerEnd = valueEnd(b, inner, ++p)
    if (innerEnd > stop) throw damaged()
    made.push(inner === 0x03 ? readFields(b, p, depth + 2, parts) : readValue(b, inner, p, innerEnd, depth + 1))
    p = innerEnd
  }
  return made
}

function readFields(b: Buffer, at: number, depth: number, parts: Parts): Document {
  const stop = bodyEnd(b, at, depth)
  const made: Document = new Map()
  let p = at + 4
  while (p < stop) {
    const type = b[p++] ?? 0
    let nameEnd = p
    while (b[nameEnd] !== 0) if (++nameEnd >= stop) throw damaged()
    const end = valueEnd(b, type, nameEnd + 1)
    if (end > stop) throw damaged()
    const name = fieldName(b, p, nameEnd)
    const wanted = parts.get(name)
    if (wanted === undefined) check(b, type, nameEnd + 1, end, depth)
    else
      made.set(
        name,
        wanted === 'whole'
          ? readValue(b, type, nameEnd + 1, end, depth)
          : readParts(b, type, nameEnd + 1, end, depth, wanted),
      )
    p = end
  }
  return made
}

/** Only these parts; throws on whatever `decode` throws on. */
export function decodeParts(b: Buffer, parts: Parts): Document {
  try {
    return readFields(b, 0, 0, parts)
  } catch (thrown) {
    if (thrown instanceof RangeError) throw damaged()
    throw thrown
  }
}

/** Whether the document begins with its `_id` and has no time at the top that the server would have to set. */
export function isReady(b: Buffer): boolean {
  if (b.length < 9 || b[5] !== 0x5f || b[6] !== 0x69 || b[7] !== 0x64 || b[8] !== 0) return false
  try {
    for (let p = 4; p < b.length - 1;) {
      const type = b[p] ?? 0
      if (type === 0x11) return false
      const nameEnd = b.indexOf(0, p + 1)
      const end = nameEnd < 0 ? 0 : valueEnd(b, type, nameEnd + 1)
      if (end <= p) return false
      p = end
    }
    return true
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof ServerError) return false
    throw thrown
  }
}
