// Slips of the finger.
import { seededRandom } from '../random.js'

/** One slip a text: a letter dropped, doubled, replaced or swapped with its neighbour, in a word of four letters or more. */
export function withTypos(texts: readonly string[], seed: number): string[] {
  const random = seededRandom(seed)
  const pick = (count: number): number => Math.floor(random() * count)
  return texts.map((text) => {
    const words = [...text.matchAll(/[\p{L}]{4,}/gu)]
    const word = words[pick(words.length)]
    if (word === undefined) return text
    const at = word.index + 1 + pick(word[0].length - 2)
    const letter = text.charAt(at)
    const slips = ['', letter + letter, String.fromCharCode(97 + pick(26)), text.charAt(at + 1) + letter]
    const slip = pick(slips.length)
    return text.slice(0, at) + (slips[slip] ?? '') + text.slice(at + (slip === 3 ? 2 : 1))
  })
}
