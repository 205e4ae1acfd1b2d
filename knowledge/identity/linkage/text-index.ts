// Finds the place of a text among a million without keeping the texts twice: hashes and places in one sorted array of numbers.
import { mostRecords } from './keys.js'

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash
}

/** The first entry that is not less than `wanted`. */
export function firstNotBelow(sorted: Float64Array, wanted: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** Place 0 is "none". @param textAt asked again to tell texts of one hash apart */
export function textIndex(size: number, textAt: (place: number) => string): (text: string) => number {
  const entries = new Float64Array(Math.max(0, size - 1))
  for (let place = 1; place < size; place += 1) entries[place - 1] = hashOf(textAt(place)) * mostRecords + place
  entries.sort()
  return (text) => {
    if (text === '') return 0
    const from = hashOf(text) * mostRecords
    for (let at = firstNotBelow(entries, from); at < entries.length; at += 1) {
      const place = (entries[at] as number) - from
      if (place >= mostRecords) return 0
      if (textAt(place) === text) return place
    }
    return 0
  }
}
