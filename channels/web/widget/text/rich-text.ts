// Message text as a small tree of safe pieces: paragraphs, lists, bold, links, order numbers. Nothing in it is ever HTML.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; text: string }
  /** Letters, a hyphen, digits: never broken over two lines. */
  | { kind: 'number'; text: string }
  | { kind: 'link'; text: string; url: string }

export type Block =
  | { kind: 'paragraph'; lines: readonly (readonly Inline[])[] }
  | { kind: 'list'; ordered: boolean; items: readonly (readonly Inline[])[] }

/** Bold, a link with words, a bare address. CJK punctuation ends an address; so does a full stop at its end. */
const inline =
  /\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>"'，。；：！？、（）《》「」【】]*[^\s<>"'，。；：！？、（）《》「」【】.,;:!?)\]])/g

const number = /(?<![\w-])([A-Z]{1,4}-\d{2,12})(?![\w-])/

/**
 * The URL when a click on it is harmless: http, https, mailto and tel, and paths of the server that the widget came from. `undefined`
 * for everything else, `javascript:` above all.
 */
export function safeUrl(url: string, base: string): string | undefined {
  try {
    const full = new URL(url, base)
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(full.protocol) ? full.href : undefined
  } catch {
    return undefined
  }
}

export function inlineOf(text: string, base: string): readonly Inline[] {
  const pieces: Inline[] = []
  const plain = (words: string) => {
    for (const [index, part] of words.split(number).entries())
      if (part !== '') pieces.push({ kind: index % 2 === 1 ? 'number' : 'text', text: part })
  }
  let at = 0
  for (const hit of text.matchAll(inline)) {
    plain(text.slice(at, hit.index))
    const [whole, bold, label, target, bare] = hit
    const url = safeUrl(target ?? bare ?? '', base)
    if (bold !== undefined) pieces.push({ kind: 'bold', text: bold })
    else if (url !== undefined) pieces.push({ kind: 'link', text: label ?? whole, url })
    else plain(whole)
    at = hit.index + whole.length
  }
  plain(text.slice(at))
  return pieces
}

const bullet = /^\s*(?:[-*•]|(\d{1,3})[.)、])\s+(.*)$/

export function blocksOf(text: string, base: string): readonly Block[] {
  const blocks: Block[] = []
  let lines: (readonly Inline[])[] = []
  let items: (readonly Inline[])[] = []
  let ordered = false
  const close = () => {
    if (lines.length > 0) blocks.push({ kind: 'paragraph', lines })
    if (items.length > 0) blocks.push({ kind: 'list', ordered, items })
    lines = []
    items = []
  }
  for (const line of text.split('\n')) {
    const hit = bullet.exec(line)
    if (hit) {
      const numbered = hit[1] !== undefined
      if (lines.length > 0 || (items.length > 0 && numbered !== ordered)) close()
      ordered = numbered
      items.push(inlineOf(hit[2] ?? '', base))
    } else if (line.trim() === '') close()
    else {
      if (items.length > 0) close()
      lines.push(inlineOf(line, base))
    }
  }
  close()
  return blocks
}
