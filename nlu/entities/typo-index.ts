// Words close to a misspelt one, without comparing it to all: words are indexed under themselves with letters left out
// (symmetric deletion, Garbe 2012).
import { editDistance, jaroWinkler } from '../languages/natural.js'

/** Two letters are left out only while the index is small: it grows with the square of the length. */
const smallIndex = 20_000
const mostCandidates = 5

export class TypoIndex {
  private readonly words = new Set<string>()
  private readonly byDeletion = new Map<string, string[]>()

  add(word: string): void {
    if (this.words.has(word)) return
    this.words.add(word)
    const depth = this.words.size > smallIndex ? 1 : editsFor(word)
    for (const key of deletions(word, depth)) {
      const known = this.byDeletion.get(key)
      if (known === undefined) this.byDeletion.set(key, [word])
      else known.push(word)
    }
  }

  /** Best first; never the word itself. */
  near(word: string): string[] {
    if (word.length > 40) return []
    const candidates = new Set<string>()
    for (const key of deletions(word, editsFor(word)))
      for (const near of this.byDeletion.get(key) ?? []) candidates.add(near)
    candidates.delete(word)
    return [...candidates]
      .filter((near) => editDistance(word, near) <= Math.min(editsFor(near), editsFor(word)))
      .map((near) => ({ near, likeness: jaroWinkler(word, near) }))
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, mostCandidates)
      .map(({ near }) => near)
  }
}

function deletions(word: string, depth: number): Set<string> {
  const keys = new Set([word])
  let layer = [word]
  for (let d = 0; d < depth; d++) {
    const next: string[] = []
    for (const text of layer)
      for (let i = 0; i < text.length; i++) {
        const key = text.slice(0, i) + text.slice(i + 1)
        if (!keys.has(key)) {
          keys.add(key)
          next.push(key)
        }
      }
    layer = next
  }
  return keys
}

/** One slip in words of up to seven letters, two in longer ones. */
export const editsFor = (word: string): number => (word.length <= 7 ? 1 : 2)
