// What the process under test is asked to do: merges and unmerges, drawn from a seed, and what must stand after each.
import { seededRandom } from '../../../knowledge/learning/random.js'

export const people = 8

export type Work = { kind: 'merge'; keep: number; gone: number } | { kind: 'unmerge'; gone: number }

export const recordId = (place: number): string => `c${String(place)}`

/** Record → the one it points to. */
export type Pointers = ReadonlyMap<number, number>

const rootOf = (pointers: Pointers, one: number): number => {
  const up = pointers.get(one)
  return up === undefined ? one : rootOf(pointers, up)
}

/** Each piece of work with what stands once it is done. Every one of them changes something. */
export function planWork(count: number, seed: number): { work: Work; after: Pointers }[] {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  let pointers = new Map<number, number>()
  return Array.from({ length: count }, () => {
    const gone = [...pointers.keys()]
    const next = new Map(pointers)
    let work: Work
    if (gone.length === people - 1 || (gone.length > 0 && random() < 0.4)) {
      work = { kind: 'unmerge', gone: gone[below(gone.length)] ?? 0 }
      next.delete(work.gone)
    } else {
      const [keep, other] = twoPeople(pointers, below)
      work = { kind: 'merge', keep, gone: other }
      next.set(rootOf(pointers, other), rootOf(pointers, keep))
    }
    pointers = next
    return { work, after: next }
  })
}

function twoPeople(pointers: Pointers, below: (limit: number) => number): [number, number] {
  for (;;) {
    const [a, b] = [below(people), below(people)]
    if (rootOf(pointers, a) !== rootOf(pointers, b)) return [a, b]
  }
}
