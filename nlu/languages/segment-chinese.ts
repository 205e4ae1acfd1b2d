// Words of unspaced text by the dictionary that ships with Node (ICU).
import { createRecent } from '../../platform/recent.js'

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** The same message is cut up again and again: for its features, its slips, its names, its feeling. */
const recent = createRecent<string, readonly number[]>(200)
const longestKept = 200

/** Lengths of the words, in order; they add up to `run.length`. */
export function segmentChinese(run: string): readonly number[] {
  const known = recent.get(run)
  if (known !== undefined) return known
  const lengths: number[] = []
  for (const { segment } of segmenter.segment(run)) lengths.push(segment.length)
  if (run.length <= longestKept) recent.set(run, lengths)
  return lengths
}
