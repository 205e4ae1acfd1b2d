// Words of unspaced text by the dictionary that ships with Node (ICU).
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** Lengths of the words, in order; they add up to `run.length`. */
export function segmentChinese(run: string): number[] {
  const lengths: number[] = []
  for (const { segment } of segmenter.segment(run)) lengths.push(segment.length)
  return lengths
}
