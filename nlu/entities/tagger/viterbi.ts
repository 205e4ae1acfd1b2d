// The best sequence of tags for token scores and transition weights (Viterbi 1967), within what the BIO scheme allows.
import { isContinuation } from './tag-set.js'

/**
 * @param scores by token, then by tag
 * @param transitions weight of `tag` after `before` at `before * tags + tag`; the last row is the beginning of the text
 */
export function bestTags(scores: Float64Array, tags: number, transitions: Float32Array): Uint16Array {
  const length = scores.length / tags
  const from = new Uint16Array(scores.length)
  let best = new Float64Array(tags)
  let next = new Float64Array(tags)
  for (let tag = 0; tag < tags; tag++)
    best[tag] = isContinuation(tag) ? -Infinity : (scores[tag] as number) + (transitions[tags * tags + tag] as number)
  for (let i = 1; i < length; i++) {
    for (let tag = 0; tag < tags; tag++) {
      // A continuation follows its own beginning or itself, which stand side by side; anything else may follow all.
      const first = isContinuation(tag) ? tag - 1 : 0
      const last = isContinuation(tag) ? tag : tags - 1
      let most = -Infinity
      let before = first
      for (let candidate = first; candidate <= last; candidate++) {
        const score = (best[candidate] as number) + (transitions[candidate * tags + tag] as number)
        if (score > most) {
          most = score
          before = candidate
        }
      }
      next[tag] = most + (scores[i * tags + tag] as number)
      from[i * tags + tag] = before
    }
    const spare = best
    best = next
    next = spare
  }
  const path = new Uint16Array(length)
  let last = 0
  for (let tag = 1; tag < tags; tag++) if ((best[tag] as number) > (best[last] as number)) last = tag
  for (let i = length - 1; i >= 0; i--) {
    path[i] = last
    last = from[i * tags + last] as number
  }
  return path
}
