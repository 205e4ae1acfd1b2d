// As if there were only a few examples: so many rows of each intent, the same for a seed.
import { seededRandom, shuffle } from '../random.js'

/** `shots` rows of each intent, drawn by the seed; the rows keep the drawn order. */
export function fewShot<T extends { intent: string }>(rows: readonly T[], shots: number, seed: number): T[] {
  const taken = new Map<string, number>()
  return shuffle([...rows], seededRandom(seed)).filter(({ intent }) => {
    const count = (taken.get(intent) ?? 0) + 1
    taken.set(intent, count)
    return count <= shots
  })
}
