// What a tag is guessed by: the word, its neighbours, how they are written, and which lists hold them; hashed to 32 bits.
import type { TaggerToken } from './tagged-tokens.js'

const prime = 0x01000193

/** FNV-1a over UTF-16 units, continued from `seed`. */
function hashText(text: string, seed: number): number {
  let hash = seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), prime)
  return hash
}

/** Murmur3's finaliser; never 0, which marks an empty slot in tables. */
function finish(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  h ^= h >>> 16
  return h >>> 0 === 0 ? 1 : h >>> 0
}

const edge = '\u0001'

/** Feature hashes of each token. @param marks what the gazetteer says, by token */
export function featuresOf(tokens: readonly TaggerToken[], marks: readonly (readonly string[])[]): Uint32Array[] {
  const text = (i: number): string => (i < 0 ? `${edge}<` : (tokens[i]?.text ?? `${edge}>`))
  const shape = (i: number): string => tokens[i]?.shape ?? ''
  const unspacedWord = (i: number): string => tokens[i]?.word ?? ''
  return tokens.map((token, i) => {
    const features: number[] = []
    const add = (kind: number, ...parts: readonly string[]): void => {
      let hash = Math.imul(0x811c9dc5 ^ kind, prime)
      for (const part of parts) hash = hashText(part, Math.imul(hash ^ 0xff, prime))
      features.push(finish(hash))
    }
    const [w, p, n, pp, nn] = [text(i), text(i - 1), text(i + 1), text(i - 2), text(i + 2)]
    add(0)
    add(1, w)
    add(2, p)
    add(3, n)
    add(4, pp)
    add(5, nn)
    add(6, p, w)
    add(7, w, n)
    add(8, p, n)
    add(9, pp, p)
    add(10, n, nn)
    add(11, shape(i))
    add(12, shape(i - 1), shape(i))
    add(13, shape(i), shape(i + 1))
    add(14, shape(i), p)
    if (token.word === '') {
      for (let length = 1; length <= 4 && length < w.length; length++) {
        add(15 + length, w.slice(-length))
        add(20 + length, w.slice(0, length))
      }
      add(26, p.slice(-3))
      add(27, n.slice(-3))
    } else {
      add(30, token.word, token.beginsWord ? 'B' : 'I')
      add(31, p, w, n)
      add(32, pp, p, w)
      add(33, w, n, nn)
      add(34, unspacedWord(i - 1), token.word)
      add(35, unspacedWord(i + 1), token.word)
    }
    add(38, text(0), w)
    add(39, text(0), p)
    add(45, text(0), text(1))
    add(46, p, w, n)
    add(36, text(i - 3), pp, p)
    add(37, n, nn, text(i + 3))
    for (const mark of marks[i] ?? []) {
      add(40, mark)
      add(41, mark, p)
      add(42, mark, n)
      add(47, mark, shape(i))
    }
    for (const mark of marks[i - 1] ?? []) add(43, mark)
    for (const mark of marks[i + 1] ?? []) add(44, mark)
    return Uint32Array.from(features)
  })
}
