// The likest others of each text: the graph that groups are found in.

export interface Vectors {
  rows: number
  columns: number
  /** Row by row, each of length 1 (or all zeros). */
  values: Float32Array
}

export interface Edge {
  to: number
  weight: number
}

export function likeness({ columns, values }: Vectors, a: number, b: number): number {
  let sum = 0
  const [left, right] = [a * columns, b * columns]
  for (let at = 0; at < columns; at += 1) sum += (values[left + at] as number) * (values[right + at] as number)
  return sum
}

/**
 * An undirected graph: each row with the `most` that are likest to it and at least `least` alike, by an exact search. Weights sharpen what is
 * close (cosine to the power of `sharpness`).
 */
export function neighbourGraph(
  vectors: Vectors,
  { most = 12, least = 0.25, sharpness = 2 } = {},
): Map<number, number>[] {
  const { rows } = vectors
  const graph = Array.from({ length: rows }, () => new Map<number, number>())
  const best = Array.from({ length: rows }, () => [] as Edge[])
  const offer = (row: number, to: number, weight: number): void => {
    const list = best[row] as Edge[]
    if (list.length === most && weight <= (list[most - 1] as Edge).weight) return
    let at = list.length
    while (at > 0 && (list[at - 1] as Edge).weight < weight) at -= 1
    list.splice(at, 0, { to, weight })
    if (list.length > most) list.pop()
  }
  for (let a = 0; a < rows; a += 1)
    for (let b = a + 1; b < rows; b += 1) {
      const cosine = likeness(vectors, a, b)
      if (cosine < least) continue
      offer(a, b, cosine)
      offer(b, a, cosine)
    }
  for (const [row, list] of best.entries())
    for (const { to, weight } of list) {
      const sharp = weight ** sharpness
      graph[row]?.set(to, sharp)
      graph[to]?.set(row, sharp)
    }
  return graph
}
