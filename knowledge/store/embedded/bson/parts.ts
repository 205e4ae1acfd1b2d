// Some parts of a document: for writers that need only what indexes look at.

/** By field name: the parts of its value that are wanted, or all of it. */
export type Parts = ReadonlyMap<string, Parts | 'whole'>

const isPosition = (part: string): boolean => part >= '0' && part < ':'

/** What has to be read for paths like `a.b`; arrays on the way have the parts of their elements, which a position asks for whole. */
export function partsOf(paths: Iterable<readonly string[]>): Parts {
  const root = new Map<string, Parts | 'whole'>()
  for (const path of paths) {
    let node = root
    for (const [place, part] of path.entries()) {
      const next = path[place + 1]
      const held = node.get(part)
      if (held === 'whole') break
      if (next === undefined || isPosition(next)) {
        node.set(part, 'whole')
        break
      }
      const below: Parts = held ?? new Map()
      node.set(part, below)
      node = below as Map<string, Parts | 'whole'>
    }
  }
  return root
}
