// Cuts a long text into pieces that a channel accepts, at the gentlest place there is.

/** Gentlest first: paragraph, line, sentence (Latin and CJK), clause, word. */
const seams = [/\n{2,}/g, /\n/g, /[.!?]\s+|[。！？]/g, /[,;:]\s+|[，、；：]/g, /\s+/g]

/** A seam before this share of the limit would leave a needlessly short piece. */
const earliest = 0.4

function cutAt(text: string, limit: number): number {
  const window = text.slice(0, limit)
  for (const seam of seams) {
    let best = 0
    for (const hit of window.matchAll(seam)) best = hit.index + hit[0].length
    if (best >= limit * earliest) return best
  }
  const last = text.charCodeAt(limit - 1)
  const splitsPair = last >= 0xd800 && last <= 0xdbff && limit > 1
  return splitsPair ? limit - 1 : limit
}

/**
 * Pieces of at most `limit` UTF-16 code units, in order, none empty. A surrogate pair is never torn (unless `limit` is 1).
 * Joining the pieces gives the text back, but for white space at the cuts.
 */
export function splitText(text: string, limit: number): readonly string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > limit) {
    const at = cutAt(rest, limit)
    const piece = rest.slice(0, at).trimEnd()
    if (piece !== '') pieces.push(piece)
    rest = rest.slice(at).trimStart()
  }
  if (rest !== '' || pieces.length === 0) pieces.push(rest)
  return pieces
}
