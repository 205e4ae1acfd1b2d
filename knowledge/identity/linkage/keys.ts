// The key of every record under one blocking rule, and the pairs of records that share one.
import type { BlockingRule } from './blocking.js'
import type { LinkField } from './field.js'

/** One value more in a 32-bit key. */
export const mix = (hash: number, value: number): number => {
  let mixed = Math.imul(hash ^ value, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Texts of two fields in one numbering, so that a name means the same in both. */
export function commonNumbers(first: LinkField, second: LinkField): [Int32Array, Int32Array] {
  const numbers = new Map(first.values.map((value, at) => [value, at]))
  const other = Int32Array.from(second.values, (value) => {
    const known = numbers.get(value) ?? numbers.size
    numbers.set(value, known)
    return known
  })
  return [Int32Array.from(first.values.keys()), other]
}

/** For each record a 32-bit key; 0 where a part is not known. */
export function ruleKeys(fields: readonly LinkField[], rule: BlockingRule, records: number): Uint32Array {
  const keys = new Uint32Array(records).fill(1)
  for (const part of rule.parts) {
    if (part.kind === 'pair') {
      const [first, second] = [fields[part.fields[0]], fields[part.fields[1]]]
      if (!first || !second) continue
      const [numbersA, numbersB] = commonNumbers(first, second)
      for (let record = 0; record < records; record += 1) {
        const a = numbersA[first.codes[record] ?? 0] ?? 0
        const b = numbersB[second.codes[record] ?? 0] ?? 0
        const key = keys[record] ?? 0
        keys[record] = key === 0 || a === 0 || b === 0 ? 0 : mix(mix(key, Math.min(a, b)), Math.max(a, b)) || 1
      }
      continue
    }
    const field = fields[part.field]
    if (!field) continue
    for (let record = 0; record < records; record += 1) {
      const code = field.codes[record] ?? 0
      const value = part.kind === 'loose' ? (field.loose[code] ?? 0) : code
      const key = keys[record] ?? 0
      keys[record] = key === 0 || value === 0 ? 0 : mix(key, value) || 1
    }
  }
  return keys
}

const indexSpan = 2 ** 21

/**
 * Calls `visit` for each pair of records with the same key. Blocks larger than `largestBlock` say too little: their records lose the key
 * (it becomes 0), so that a later rule may still bring them.
 */
export function visitBlocks(keys: Uint32Array, largestBlock: number, visit: (a: number, b: number) => void): void {
  const entries = new Float64Array(keys.length)
  let used = 0
  for (let record = 0; record < keys.length; record += 1) {
    const key = keys[record] ?? 0
    if (key !== 0) entries[used++] = key * indexSpan + record
  }
  const sorted = entries.subarray(0, used).sort()
  const block = new Int32Array(largestBlock)
  let from = 0
  while (from < used) {
    const key = Math.floor((sorted[from] ?? 0) / indexSpan)
    const end = (key + 1) * indexSpan
    let to = from + 1
    while (to < used && (sorted[to] ?? 0) < end) to += 1
    const size = to - from
    if (size > largestBlock) {
      for (let at = from; at < to; at += 1) keys[(sorted[at] ?? 0) - key * indexSpan] = 0
    } else if (size > 1) {
      for (let at = 0; at < size; at += 1) block[at] = (sorted[from + at] ?? 0) - key * indexSpan
      for (let a = 0; a < size; a += 1) for (let b = a + 1; b < size; b += 1) visit(block[a] ?? 0, block[b] ?? 0)
    }
    from = to
  }
}

/** Records that one run can hold: their number must fit into a key's low bits. */
export const mostRecords = indexSpan
