// Grouping misses: messages that say nearly the same, largest group first.
//
// Leader clustering over character n-grams (words' trigrams for alphabetic text, bigrams for Chinese): each message joins the group whose
// first message it resembles most, if enough, else it begins a group. One pass; an inverted index keeps it near linear.
import type { Miss } from '../ports.js'

export interface Group {
  /** The id of its first miss: stable while that one is open. */
  id: string
  size: number
  misses: readonly Miss[]
  suggestions: readonly { intent: string; confidence: number }[]
}

/** Share of common n-grams (Dice) from which two messages are taken for the same request. */
const alike = 0.5

export function gramsOf(text: string): ReadonlySet<string> {
  const grams = new Set<string>()
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)) {
    for (const run of word.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? []) {
      const han = /\p{Script=Han}/u.test(run)
      const letters = han ? [...run] : [...`^${run}$`]
      const length = han ? 2 : 3
      if (letters.length <= length) grams.add(letters.join(''))
      for (let at = 0; at + length <= letters.length; at += 1) grams.add(letters.slice(at, at + length).join(''))
    }
  }
  return grams
}

/** Deterministic: depends on the misses and their order only (newest first). */
export function groupMisses(misses: readonly Miss[]): readonly Group[] {
  const leaders: { grams: ReadonlySet<string>; members: Miss[] }[] = []
  const byGram = new Map<string, number[]>()
  // Oldest first, so that a group keeps its leader when new messages come in.
  for (const miss of [...misses].reverse()) {
    const grams = gramsOf(miss.text)
    const shared = new Map<number, number>()
    for (const gram of grams)
      for (const leader of byGram.get(gram) ?? []) shared.set(leader, (shared.get(leader) ?? 0) + 1)
    let best = { leader: -1, dice: alike }
    for (const [leader, common] of shared) {
      const dice = (2 * common) / (grams.size + (leaders[leader]?.grams.size ?? 0))
      if (dice > best.dice || (dice === best.dice && best.leader === -1)) best = { leader, dice }
    }
    const home = leaders[best.leader]
    if (home !== undefined) {
      home.members.push(miss)
      continue
    }
    for (const gram of grams) {
      const listed = byGram.get(gram)
      if (listed === undefined) byGram.set(gram, [leaders.length])
      else listed.push(leaders.length)
    }
    leaders.push({ grams, members: [miss] })
  }
  return leaders
    .map(({ members }) => ({
      id: members[0]?.id ?? '',
      size: members.length,
      misses: [...members].reverse(),
      suggestions: suggestionsOf(members),
    }))
    .sort((a, b) => b.size - a.size || Number(b.misses[0]?.at ?? 0) - Number(a.misses[0]?.at ?? 0))
}

/** The model's candidates, averaged over the group. */
function suggestionsOf(members: readonly Miss[]): readonly { intent: string; confidence: number }[] {
  const sums = new Map<string, number>()
  for (const { candidates } of members)
    for (const { intent, confidence } of candidates.slice(0, 3)) sums.set(intent, (sums.get(intent) ?? 0) + confidence)
  return [...sums]
    .map(([intent, sum]) => ({ intent, confidence: sum / members.length }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, 3)
}
