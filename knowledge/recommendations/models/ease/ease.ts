// EASE^R (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): item-to-item weights in closed form from the inverse of the
// regularised Gram matrix. Cost grows with items³ and hardly with customers.
import { basketOf, type Baskets, type Scorer } from '../baskets.js'
import { nthLargest } from '../nth-largest.js'
import { invertInPlace, symmetricMatrix, type SymmetricMatrix } from './invert.js'

/** Above it the inverse takes minutes: fit on the most frequent items and leave the others to a neighbourhood model. */
export const mostItems = 12_000

export interface Ease extends Scorer {
  items: number
  /** How much item `from` in a history speaks for item `to`. */
  weight(from: number, to: number): number
}

export interface EaseOptions {
  /** Added to the diagonal; larger values trust frequent items less. */
  regularization?: number
}

/** Throws a RangeError above `mostItems` items. */
export function fitEase(baskets: Baskets, { regularization = 200 }: EaseOptions = {}): Ease {
  const { items, customers } = baskets
  if (items > mostItems) throw new RangeError(`EASE is limited to ${String(mostItems)} items.`)
  const matrix = symmetricMatrix(items)
  const { order, values } = matrix
  for (let customer = 0; customer < customers; customer += 1) {
    const basket = basketOf(baskets, customer).slice().sort()
    for (let a = 0; a < basket.length; a += 1) {
      const row = (basket[a] as number) * order
      for (let b = 0; b <= a; b += 1) {
        const at = row + (basket[b] as number)
        values[at] = (values[at] as number) + 1
      }
    }
  }
  for (let item = 0; item < items; item += 1) {
    const at = item * order + item
    values[at] = (values[at] as number) + regularization
  }
  invertInPlace(matrix)
  return fromInverse(matrix, items)
}

/** B = I - P·diag(P)⁻¹: row `from` is what an item in the history adds to every other. Fills both triangles. */
function fromInverse({ values, order, kernel }: SymmetricMatrix, items: number): Ease {
  const scale = Float32Array.from({ length: items }, (_, item) => -1 / (values[item * order + item] as number))
  // Tile by tile, so that the mirrored triangle is read from cache.
  const tile = 64
  for (let top = 0; top < items; top += tile)
    for (let side = 0; side <= top; side += tile)
      for (let row = top; row < Math.min(items, top + tile); row += 1)
        for (let column = side; column < Math.min(row, side + tile); column += 1) {
          const value = values[row * order + column] as number
          values[row * order + column] = value * (scale[column] as number)
          values[column * order + row] = value * (scale[row] as number)
        }
  for (let item = 0; item < items; item += 1) values[item * order + item] = 0
  // What the inverse needed for its panels is free now: the sum, and the weights of the rows that are added to it together.
  const bytes = Float32Array.BYTES_PER_ELEMENT
  const sumAt = order * order * bytes
  const sums = new Float32Array(kernel.memory.buffer, sumAt, order)
  const weightsAt = sumAt + order * bytes
  const together = new Float32Array(kernel.memory.buffer, weightsAt, 4)
  return {
    items,
    weight: (from, to) => values[from * order + to] ?? 0,
    score(history, weights, into) {
      sums.fill(0)
      // An absent row counts nothing.
      const rowOf = (at: number): number => (history[at] ?? 0) * order * bytes
      for (let at = 0; at < history.length; at += 4) {
        for (let next = 0; next < 4; next += 1) together[next] = weights[at + next] ?? 0
        kernel.sum(sumAt, rowOf(at), rowOf(at + 1), rowOf(at + 2), rowOf(at + 3), weightsAt, order / 8)
      }
      into.set(sums.subarray(0, items))
    },
  }
}

/** Only the `neighbours` strongest weights of each item, by amount: kilobytes an item instead of the whole square. */
export function sparseEase(ease: Ease, neighbours: number): Scorer {
  const { items } = ease
  const width = Math.min(neighbours, items - 1)
  const places = new Int32Array(items * width)
  const strengths = new Float32Array(items * width)
  const row = new Float32Array(items)
  for (let from = 0; from < items; from += 1) {
    for (let to = 0; to < items; to += 1) row[to] = Math.abs(ease.weight(from, to))
    row[from] = -1
    const least = nthLargest(row, width)
    let used = from * width
    const end = used + width
    const keep = (to: number): void => {
      places[used] = to
      strengths[used] = ease.weight(from, to)
      used += 1
    }
    for (let to = 0; to < items; to += 1) if ((row[to] as number) > least) keep(to)
    for (let to = 0; to < items && used < end; to += 1) if (row[to] === least) keep(to)
  }
  return {
    score(history, weights, into) {
      into.fill(0)
      for (let at = 0; at < history.length; at += 1) {
        const begin = (history[at] as number) * width
        const worth = weights[at] as number
        for (let near = begin; near < begin + width; near += 1) {
          const item = places[near] as number
          into[item] = (into[item] as number) + worth * (strengths[near] as number)
        }
      }
    },
  }
}
