// A stream of text as lines, in batches: one array for each piece that was read, so that a million lines cost no million promises.

/** Lines without their ends (\n, \r\n or \r); a line longer than `longest` characters comes as `undefined` and is never held in memory. */
export async function* linesOf(
  text: AsyncIterable<string>,
  longest: number,
): AsyncGenerator<readonly (string | undefined)[]> {
  let rest = ''
  let overflow = false
  let skipLineFeed = false
  for await (const piece of text) {
    if (piece === '') continue
    const lines: (string | undefined)[] = []
    let from: number = skipLineFeed && piece.startsWith('\n') ? 1 : 0
    skipLineFeed = false
    let nextReturn = piece.indexOf('\r', from)
    for (let end = lineEnd(piece, from, nextReturn); end >= 0; end = lineEnd(piece, from, nextReturn)) {
      const tail = piece.slice(from, end)
      const line = rest === '' ? tail : rest + tail
      lines.push(overflow || line.length > longest ? undefined : line)
      rest = ''
      overflow = false
      from = end + 1
      if (end !== nextReturn) continue
      if (piece[from] === '\n') from += 1
      else skipLineFeed = from === piece.length
      nextReturn = piece.indexOf('\r', from)
    }
    rest += piece.slice(from)
    if (rest.length > longest) {
      rest = ''
      overflow = true
    }
    if (lines.length > 0) yield lines
  }
  if (overflow) yield [undefined]
  else if (rest !== '') yield [rest]
}

function lineEnd(piece: string, from: number, nextReturn: number): number {
  const feed = piece.indexOf('\n', from)
  return nextReturn >= 0 && (feed < 0 || nextReturn < feed) ? nextReturn : feed
}
