// The paragraph of an article that answers best: the one that holds most of what was asked, weighed by how rare it is.
import { indexTerms } from '../search/words.js'

/** Paragraphs are parted by blank lines; a heading (one short line, or `#`) belongs to the paragraph under it. */
export function paragraphs(body: string): string[] {
  const blocks = body
    .split(/\r?\n\s*\r?\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
  const isHeading = (block: string): boolean => /^#{1,6}\s/.test(block) && !block.includes('\n')
  const joined: string[] = []
  let heading = ''
  for (const block of blocks) {
    if (isHeading(block)) {
      heading = block
      continue
    }
    joined.push(heading === '' ? block : `${heading}\n${block}`)
    heading = ''
  }
  return joined.length > 0 ? joined : blocks
}

const withoutHeading = (paragraph: string): string => paragraph.replace(/^#{1,6}\s[^\n]*\n/, '')

/** Without headings. The first paragraph when none holds anything that was asked. */
export function bestPassage(body: string, terms: readonly string[], idf: (term: string) => number): string {
  const wanted = new Set(terms)
  let best = ''
  let bestScore = -1
  for (const paragraph of paragraphs(body)) {
    const held = new Set(indexTerms(paragraph).filter((term) => wanted.has(term)))
    const score = [...held].reduce((sum, term) => sum + idf(term), 0)
    if (score > bestScore) [best, bestScore] = [paragraph, score]
  }
  return withoutHeading(best)
}
