// All pairs that share a blocking key, each once, as patterns; pairs that cannot be the same person are counted and not kept.
import type { BlockingRule } from './blocking.js'
import type { RecordComparer } from './compare-records.js'
import { ruleKeys, visitBlocks } from './keys.js'

export interface Candidates {
  /** Distinct patterns, and how many pairs show each (kept or not). */
  patterns: readonly number[]
  counts: Float64Array
  /** The pairs that were kept. */
  size: number
  left: Int32Array
  right: Int32Array
  /** For each kept pair: the place of its pattern. */
  pattern: Int32Array
  compared: number
}

/** A typed array that grows by half. */
class Growing {
  array = new Int32Array(4096)
  size = 0

  push(value: number): void {
    if (this.size === this.array.length) {
      const longer = new Int32Array(Math.ceil(this.size * 1.5))
      longer.set(this.array)
      this.array = longer
    }
    this.array[this.size++] = value
  }
}

/** `isHopeless` is asked once a pattern. */
export function findCandidates(
  comparer: RecordComparer,
  rules: readonly BlockingRule[],
  records: number,
  largestBlock: number,
  isHopeless: (pattern: number) => boolean,
): Candidates {
  const places = new Map<number, number>()
  const patterns: number[] = []
  const counts = new Growing()
  const hopeless = new Growing()
  const [left, right, pattern] = [new Growing(), new Growing(), new Growing()]
  const earlier: Uint32Array[] = []
  let compared = 0
  for (const rule of rules) {
    const keys = ruleKeys(comparer.fields, rule, records)
    visitBlocks(keys, largestBlock, (a, b) => {
      for (const others of earlier) if (others[a] !== 0 && others[a] === others[b]) return
      compared += 1
      const code = comparer.pattern(a, b)
      let place = places.get(code)
      if (place === undefined) {
        place = patterns.length
        places.set(code, place)
        patterns.push(code)
        counts.push(0)
        hopeless.push(isHopeless(code) ? 1 : 0)
      }
      counts.array[place] = (counts.array[place] ?? 0) + 1
      if (hopeless.array[place] === 1) return
      left.push(a)
      right.push(b)
      pattern.push(place)
    })
    earlier.push(keys)
  }
  return {
    patterns,
    counts: Float64Array.from(counts.array.subarray(0, patterns.length)),
    size: left.size,
    left: left.array,
    right: right.array,
    pattern: pattern.array,
    compared,
  }
}
