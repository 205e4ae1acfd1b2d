// How often two records of different people agree by chance: the u probabilities, from random pairs of all records, never from blocked ones.
import { seededRandom } from '../../learning/random.js'
import { levelAt, type RecordComparer } from './compare-records.js'
import type { LinkField } from './field.js'
import { levelCount, same, unknown } from './levels.js'

/** For each field and level: how often random pairs are on it, among pairs where both values are known. Level 0 is not used. */
export type LevelShares = readonly Float64Array[]

const mostDraws = 400_000

/** Equal values are counted exactly; the other levels come from up to 400,000 draws (all pairs of small tables). */
export function chanceShares(comparer: RecordComparer, records: number): LevelShares {
  const { fields } = comparer
  const tallies = fields.map(() => new Float64Array(levelCount))
  const add = (a: number, b: number): void => {
    const pattern = comparer.pattern(a, b)
    for (let field = 0; field < fields.length; field += 1) {
      const tally = tallies[field] as Float64Array
      const level = levelAt(pattern, field)
      tally[level] = (tally[level] ?? 0) + 1
    }
  }
  const allPairs = (records * (records - 1)) / 2
  if (allPairs <= mostDraws) for (let a = 0; a < records; a += 1) for (let b = a + 1; b < records; b += 1) add(a, b)
  else {
    const random = seededRandom(11)
    for (let draw = 0; draw < mostDraws; draw += 1) {
      const a = Math.floor(random() * records)
      const b = Math.floor(random() * records)
      if (a !== b) add(a, b)
    }
  }
  return tallies.map((tally, index) => sharesOf(tally, fields[index] as LinkField))
}

function sharesOf(tally: Float64Array, field: LinkField): Float64Array {
  const shares = new Float64Array(levelCount)
  const exact = equalShare(field)
  let others = 0
  for (let level = unknown + 1; level < same; level += 1) others += tally[level] ?? 0
  for (let level = unknown + 1; level < same; level += 1)
    shares[level] = others === 0 ? 0 : ((tally[level] ?? 0) / others) * (1 - exact)
  shares[same] = exact
  return shares
}

/** The share of equal values among all pairs of records that have one. */
export function equalShare({ counts, filled }: LinkField): number {
  if (filled < 2) return 0
  let equal = 0
  for (let value = 1; value < counts.length; value += 1) {
    const count = counts[value] ?? 0
    equal += count * (count - 1)
  }
  return equal / (filled * (filled - 1))
}
