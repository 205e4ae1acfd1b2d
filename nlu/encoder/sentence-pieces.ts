// Long text for an encoder that reads one sentence: cut where sentences end, each piece short enough to be read whole.

/** An encoder reads 64 tokens: about so many UTF-16 code units of spaced and of unspaced text. */
const spacedLimit = 220
const unspacedLimit = 56
/** What follows says the same again, or something else entirely. */
const mostPieces = 6

/** At least one piece. Expects folded text. */
export function sentencePieces(folded: string): string[] {
  const limit = /[\u3040-\u30ff\u4e00-\u9fff]/.test(folded) ? unspacedLimit : spacedLimit
  if (folded.length <= limit) return [folded]
  const pieces: string[] = []
  let piece = ''
  for (const [sentence] of folded.matchAll(/[^.!?。！？\n]*[.!?。！？\n]*/g)) {
    if (piece !== '' && piece.length + sentence.length > limit) {
      pieces.push(piece)
      piece = ''
    }
    piece += sentence
    while (piece.length > limit) {
      const at = cutAt(piece, limit)
      pieces.push(piece.slice(0, at))
      piece = piece.slice(at)
    }
    if (pieces.length >= mostPieces) return pieces.slice(0, mostPieces)
  }
  if (piece.trim() !== '') pieces.push(piece)
  return pieces
}

/** The last blank before the limit, or the limit; never inside a surrogate pair. */
function cutAt(text: string, limit: number): number {
  const blank = text.lastIndexOf(' ', limit)
  if (blank > limit / 2) return blank
  const unit = text.charCodeAt(limit - 1)
  return unit >= 0xd800 && unit <= 0xdbff ? limit - 1 : limit
}

/** Identifiers and long numbers mean nothing to an encoder and drown the words beside them; a text of nothing else stays as it is. */
export function withoutIdentifiers(piece: string): string {
  const words = piece
    .replace(/[a-z0-9_#-]*(?:_|\d{4})[a-z0-9_#-]*/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return words === '' ? piece : words
}
