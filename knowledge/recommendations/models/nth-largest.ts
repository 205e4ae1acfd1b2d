// The largest few of many numbers without sorting them all.

/**
 * The `most`-th largest of `values`; -Infinity when there are fewer. Holds the largest so far in a heap with the least of them on top, so that
 * nearly all values cost one comparison. No value may be NaN.
 */
export function nthLargest(values: Float32Array, most: number): number {
  if (values.length < most) return -Infinity
  const heap = values.slice(0, most)
  for (let at = (most >> 1) - 1; at >= 0; at -= 1) sink(heap, at)
  for (let at = most; at < values.length; at += 1) {
    const value = values[at] as number
    if (value <= (heap[0] as number)) continue
    heap[0] = value
    sink(heap, 0)
  }
  return heap[0] as number
}

/** Brings a value that is larger than those below it to where it belongs. */
function sink(heap: Float32Array, from: number): void {
  const value = heap[from] as number
  let at = from
  for (let below = 2 * at + 1; below < heap.length; below = 2 * at + 1) {
    if (below + 1 < heap.length && (heap[below + 1] as number) < (heap[below] as number)) below += 1
    if ((heap[below] as number) >= value) break
    heap[at] = heap[below] as number
    at = below
  }
  heap[at] = value
}

/** The `most` of `places` with the largest strengths, in no order; among equals the smaller places. */
export function strongest(places: readonly number[], strength: Float32Array, most: number): readonly number[] {
  if (places.length <= most) return places
  const least = nthLargest(
    Float32Array.from(places, (place) => strength[place] as number),
    most,
  )
  const above = places.filter((place) => (strength[place] as number) > least)
  const level = places.filter((place) => strength[place] === least).sort((a, b) => a - b)
  return [...above, ...level.slice(0, most - above.length)]
}
