// Forms of writing that admins define: order numbers, SKUs. Full-width characters and case are folded before matching.
import type { EntityDefinition } from '../dataset/training-set.js'
import { isWordUnit } from '../languages/scripts.js'
import { rank, type Found } from './found.js'
import { compilePattern } from './vet-pattern.js'

type Pattern = Extract<EntityDefinition, { kind: 'pattern' }>

/** More matches of one pattern in one message than this are noise. */
const mostMatches = 50

export function patternRecogniser(definition: Pattern): (folded: string) => Found[] {
  const expression = compilePattern(definition.pattern)
  const upper = /[A-Z]/.test(definition.pattern.replace(/\\./g, ''))
  const write = (text: string): string => (upper ? text.toUpperCase() : text)
  return (folded) => {
    const found: Found[] = []
    expression.lastIndex = 0
    for (let match = expression.exec(folded); match !== null; match = expression.exec(folded)) {
      const [text] = match
      const from = match.index
      const to = from + text.length
      if (isInsideWord(folded, from, to)) {
        expression.lastIndex = from + 1
        continue
      }
      const value = definition.normalise === undefined ? write(text) : fillIn(definition.normalise, match, write)
      found.push({ name: definition.name, from, to, value, confidence: 1, source: 'pattern', rank: rank.pattern })
      if (found.length >= mostMatches) break
    }
    return found
  }
}

/** Han text has no spaces, so 订单NL10023到 holds an order number; xNL10023 and NL100234 do not. */
export function isInsideWord(folded: string, from: number, to: number): boolean {
  const joins = (left: number, right: number): boolean =>
    left >= 0 && right < folded.length && isWordUnit(folded.charCodeAt(left)) && isWordUnit(folded.charCodeAt(right))
  return joins(from - 1, from) || joins(to - 1, to)
}

/** `$1` … `$9` and `$&`, each written as the pattern is. A group that took no part is empty. */
const fillIn = (template: string, match: RegExpExecArray, write: (text: string) => string): string =>
  template.replace(/\$([1-9&])/g, (_, name: string) => write((name === '&' ? match[0] : match[Number(name)]) ?? ''))
