// Groups in a weighted graph: Louvain's method (Blondel, Guillaume, Lambiotte & Lefebvre 2008) for modularity with a resolution (Reichardt &
// Bornholdt 2006). How many groups there are follows from the graph. Deterministic: rows are visited in their order.

export type Graph = readonly ReadonlyMap<number, number>[]

interface Level {
  graph: Map<number, number>[]
  /** Weight of a node with itself, from the levels below. */
  own: Float64Array
}

const degreesOf = ({ graph, own }: Level): Float64Array =>
  Float64Array.from(graph, (edges, node) =>
    [...edges.values()].reduce((sum, one) => sum + one, 2 * (own[node] as number)),
  )

/** Moves single nodes to the neighbours' group that gains most, until none gains. */
function moveNodes(level: Level, resolution: number): { groups: Int32Array; moved: boolean } {
  const { graph } = level
  const degrees = degreesOf(level)
  const total = degrees.reduce((sum, one) => sum + one, 0)
  const groups = Int32Array.from(graph, (_, node) => node)
  const weights = degrees.slice()
  let moved = false
  for (let again = total > 0; again;) {
    again = false
    for (const [node, edges] of graph.entries()) {
      const home = groups[node] as number
      const degree = degrees[node] as number
      const towards = new Map<number, number>([[home, 0]])
      for (const [other, weight] of edges) {
        const group = groups[other] as number
        towards.set(group, (towards.get(group) ?? 0) + weight)
      }
      weights[home] = (weights[home] as number) - degree
      let best = {
        group: home,
        gain: (towards.get(home) ?? 0) - (resolution * degree * weights[home]) / total,
      }
      for (const [group, weight] of towards) {
        const gain = weight - (resolution * degree * (weights[group] as number)) / total
        if (gain > best.gain + 1e-12) best = { group, gain }
      }
      weights[best.group] = (weights[best.group] as number) + degree
      if (best.group === home) continue
      groups[node] = best.group
      again = true
      moved = true
    }
  }
  return { groups, moved }
}

const numbered = (groups: Int32Array): { of: Int32Array; count: number } => {
  const numbers = new Map<number, number>()
  const of = groups.map((group) => {
    const known = numbers.get(group) ?? numbers.size
    numbers.set(group, known)
    return known
  })
  return { of, count: numbers.size }
}

function folded({ graph, own }: Level, of: Int32Array, count: number): Level {
  const next: Level = {
    graph: Array.from({ length: count }, () => new Map<number, number>()),
    own: new Float64Array(count),
  }
  for (const [node, edges] of graph.entries()) {
    const group = of[node] as number
    next.own[group] = (next.own[group] as number) + (own[node] as number)
    for (const [other, weight] of edges) {
      const to = of[other] as number
      // Each edge is met from both ends.
      if (to === group) next.own[group] = next.own[group] + weight / 2
      else next.graph[group]?.set(to, (next.graph[group].get(to) ?? 0) + weight)
    }
  }
  return next
}

/** For each node the number of its group, from 0. Nodes without edges are groups of their own. */
export function communities(graph: Graph, resolution = 1): Int32Array {
  let level: Level = { graph: graph.map((edges) => new Map(edges)), own: new Float64Array(graph.length) }
  let all = Int32Array.from(graph, (_, node) => node)
  for (;;) {
    const { groups, moved } = moveNodes(level, resolution)
    if (!moved) return numbered(all).of
    const { of, count } = numbered(groups)
    all = all.map((node) => of[node] as number)
    level = folded(level, of, count)
  }
}
