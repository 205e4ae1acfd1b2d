// Where something is spoken of in spaced text: what announces it and the words around that may belong to it. Recognisers take milliseconds and
// their work grows with the text, so only these stretches are looked through.

/** Stretches nearer to each other than this are looked through as one. */
const nearest = 12

/**
 * Ranges of folded text in order, apart from each other; each with one word more on either side than belongs to it. Linear.
 * @param announced where it is announced, in order
 */
export function stretchesAround(
  text: string,
  announced: Iterable<RegExpExecArray>,
  belongs: (word: string) => boolean,
): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = []
  for (const { index, 0: announcing } of announced) {
    const before = stretches.at(-1)
    const end = index + announcing.length
    if (before !== undefined && end <= before.to) continue
    const from = growLeft(text, index, belongs)
    const to = growRight(text, end, belongs)
    if (before !== undefined && from - before.to < nearest) before.to = to
    else stretches.push({ from, to })
  }
  return stretches
}

/** One word more than belongs to it: "may" is a month or not by what follows, "day" a holiday by what stands before. */
function growLeft(text: string, from: number, belongs: (word: string) => boolean): number {
  for (let at = wordStart(text, from); ;) {
    const end = skipBlanksBack(text, at)
    const start = wordStart(text, end)
    if (start === end || !belongs(text.slice(start, end))) return start
    at = start
  }
}

function growRight(text: string, from: number, belongs: (word: string) => boolean): number {
  for (let at = wordEnd(text, from); ;) {
    let start = at
    while (start < text.length && isBlank(text, start)) start++
    const end = wordEnd(text, start)
    if (end === start || !belongs(text.slice(start, end))) return end
    at = end
  }
}

const isBlank = (text: string, at: number): boolean => text.charCodeAt(at) === 0x20

function skipBlanksBack(text: string, from: number): number {
  let at = from
  while (at > 0 && isBlank(text, at - 1)) at--
  return at
}

function wordStart(text: string, from: number): number {
  let at = from
  while (at > 0 && !isBlank(text, at - 1)) at--
  return at
}

function wordEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && !isBlank(text, at)) at++
  return at
}
