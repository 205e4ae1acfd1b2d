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

export interface Passage {
  /** Without its heading. */
  text: string
  /** Of the heading too. */
  terms: ReadonlySet<string>
}

export const passagesOf = (body: string): readonly Passage[] =>
  paragraphs(body).map((paragraph) => ({ text: withoutHeading(paragraph), terms: new Set(indexTerms(paragraph)) }))

/** The first one when none holds anything that was asked; empty when there are none. */
export function bestPassage(
  passages: readonly Passage[],
  terms: readonly string[],
  idf: (term: string) => number,
): string {
  let best = ''
  let bestScore = -1
  for (const passage of passages) {
    const score = [...new Set(terms)].reduce((sum, term) => sum + (passage.terms.has(term) ? idf(term) : 0), 0)
    if (score > bestScore) [best, bestScore] = [passage.text, score]
  }
  return best
}
