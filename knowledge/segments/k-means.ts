// k-means over standardised numbers (Lloyd 1982) with k-means++ seeding (Arthur & Vassilvitskii 2007) and restarts; and how stable its groups are.
import { seededRandom } from '../learning/random.js'

export interface Clustering {
  /** k × columns, row by row. */
  centroids: Float64Array
  groups: Uint8Array
  /** Sum of squared distances to the centroids. */
  spread: number
}

export interface Points {
  rows: number
  columns: number
  /** Row by row. */
  values: Float32Array
}

const mostRounds = 200
/** A round that lowers the spread by a smaller share ends the search. */
const settled = 1e-8
/** Lloyd's rounds run on a sample first: a million customers need only a few rounds over all. */
const sampled = 10_000

/** Squared distance of a row to the centroid at `place` (in numbers, not groups). */
function distanceTo({ columns, values }: Points, row: number, centroids: Float64Array, place: number): number {
  let sum = 0
  for (let column = 0; column < columns; column += 1) {
    const away = (values[row * columns + column] as number) - (centroids[place + column] as number)
    sum += away * away
  }
  return sum
}

/** Puts every row into the group of its nearest centroid; adds up rows and numbers of each group. Answers with the spread. */
function assign(points: Points, centroids: Float64Array, groups: Uint8Array, sums: Float64Array, counts: Float64Array) {
  const { rows, columns, values } = points
  let spread = 0
  for (let row = 0; row < rows; row += 1) {
    let [group, least] = [0, Infinity]
    for (let at = 0; at < counts.length; at += 1) {
      const distance = distanceTo(points, row, centroids, at * columns)
      if (distance >= least) continue
      least = distance
      group = at
    }
    groups[row] = group
    spread += least
    counts[group] = (counts[group] as number) + 1
    for (let column = 0; column < columns; column += 1)
      sums[group * columns + column] =
        (sums[group * columns + column] as number) + (values[row * columns + column] as number)
  }
  return spread
}

function seedCentroids(points: Points, k: number, random: () => number): Float64Array {
  const { rows, columns, values } = points
  const centroids = new Float64Array(k * columns)
  const distances = new Float64Array(rows).fill(Infinity)
  let chosen = Math.floor(random() * rows)
  for (let at = 0; at < k; at += 1) {
    for (let column = 0; column < columns; column += 1)
      centroids[at * columns + column] = values[chosen * columns + column] as number
    let total = 0
    for (let row = 0; row < rows; row += 1) {
      distances[row] = Math.min(distances[row] as number, distanceTo(points, row, centroids, at * columns))
      total += distances[row] as number
    }
    let left = random() * total
    chosen = 0
    while (chosen < rows - 1 && (left -= distances[chosen] as number) > 0) chosen += 1
  }
  return centroids
}

function lloyd(points: Points, start: Float64Array, k: number): Clustering {
  const { rows, columns } = points
  const centroids = start.slice()
  const groups = new Uint8Array(rows)
  let spread = Infinity
  for (let round = 0; round < mostRounds; round += 1) {
    const sums = new Float64Array(k * columns)
    const counts = new Float64Array(k)
    const now = assign(points, centroids, groups, sums, counts)
    for (let at = 0; at < sums.length; at += 1) {
      const count = counts[Math.floor(at / columns)] as number
      if (count > 0) centroids[at] = (sums[at] as number) / count
    }
    const gained = spread - now
    spread = now
    if (gained <= spread * settled) break
  }
  return { centroids, groups, spread }
}

const sampleOf = (points: Points, random: () => number): Points => {
  if (points.rows <= sampled) return points
  const { columns } = points
  const values = new Float32Array(sampled * columns)
  for (let at = 0; at < sampled; at += 1) {
    const row = Math.floor(random() * points.rows)
    values.set(points.values.subarray(row * columns, (row + 1) * columns), at * columns)
  }
  return { rows: sampled, columns, values }
}

/** The best of `restarts`. Deterministic for a seed. Throws a RangeError when there are fewer rows than groups. */
export function kMeans(points: Points, k: number, { restarts = 16, seed = 1 } = {}): Clustering {
  if (points.rows < k || k < 1 || k > 50)
    throw new RangeError(`${String(points.rows)} rows cannot make ${String(k)} groups.`)
  const random = seededRandom(seed)
  const sample = sampleOf(points, random)
  let best: Clustering | undefined
  for (let run = 0; run < restarts; run += 1) {
    const found = lloyd(sample, seedCentroids(sample, k, random), k)
    if (!best || found.spread < best.spread) best = found
  }
  const start = best?.centroids ?? new Float64Array(k * points.columns)
  return lloyd(points, start, k)
}

const pairs = (count: number): number => (count * (count - 1)) / 2

/** Agreement of two groupings, corrected for chance: 1 the same, about 0 unrelated (adjusted Rand index, Hubert & Arabie 1985). */
export function adjustedRandIndex(a: Uint8Array, b: Uint8Array): number {
  const cells = new Map<number, number>()
  const [rowsOf, columnsOf] = [new Float64Array(256), new Float64Array(256)]
  for (let at = 0; at < a.length; at += 1) {
    const [left, right] = [a[at] as number, b[at] as number]
    cells.set(left * 256 + right, (cells.get(left * 256 + right) ?? 0) + 1)
    rowsOf[left] = (rowsOf[left] as number) + 1
    columnsOf[right] = (columnsOf[right] as number) + 1
  }
  const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + pairs(count), 0)
  const [together, left, right] = [sum(cells.values()), sum(rowsOf), sum(columnsOf)]
  const expected = (left * right) / Math.max(1, pairs(a.length))
  const most = (left + right) / 2
  return most === expected ? 1 : (together - expected) / (most - expected)
}
