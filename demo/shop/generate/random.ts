// Chance that repeats itself: the same seed gives the same draws on every machine.

export interface Random {
  /** 0 … 1, 1 excluded. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  /** Throws when the list is empty: its schema should have refused that. */
  pick<T>(list: readonly T[]): T
  /** One of the list, as likely as its weight; undefined when no weight is above 0. */
  weighted<T>(list: readonly T[], weightOf: (value: T) => number): T | undefined
  /** `weighted` for many draws from the same list: the weights are added up once. */
  sampler<T>(list: readonly T[], weightOf: (value: T) => number): () => T | undefined
  /** Standard normal, by Box and Muller. */
  normal(): number
}

/** FNV-1a, so that parts of the generator have streams of their own and one may change without moving the others. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}

/** Index of the first number above `value` in a rising list. */
function firstAbove(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** mulberry32 over the hash of `seed/stream`. */
export function createRandom(seed: number, stream: string): Random {
  let state = hash(`${String(seed)}/${stream}`)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => {
      const [first, ...others] = list
      if (first === undefined) throw new Error('nothing to pick from')
      return [first, ...others][Math.floor(next() * list.length)] ?? first
    },
    weighted: (list, weightOf) => {
      const weights = list.map(weightOf)
      let rest = next() * weights.reduce((sum, weight) => sum + weight, 0)
      return list.find((_, index) => {
        const weight = weights[index] ?? 0
        rest -= weight
        return weight > 0 && rest < 0
      })
    },
    sampler: (list, weightOf) => {
      let sum = 0
      const ends = list.map((value) => (sum += weightOf(value)))
      return () => list[firstAbove(ends, next() * sum)]
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}
