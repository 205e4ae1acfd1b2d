// Refuses regular expressions that could take long on some text, by what they are made of. A JavaScript expression backtracks; the work on one
// starting position is at most the product of the choices its repetitions leave open, and that product is kept small.

/** An open repetition (`*`, `+`, `{n,}`) counts, and is compiled, as at most this many. */
export const openRepeat = 24
const largestWork = 20_000

interface Quantifier {
  min: number
  max: number
  end: number
}

/** The reason why a pattern is refused, as the end of a sentence; undefined for one that may be used. */
export function vetPattern(source: string): string | undefined {
  const problem = isValid(source) ? scan(source).problem : 'is not a valid regular expression'
  if (problem !== undefined) return problem
  return new RegExp(`^(?:${source})$`).test('') ? 'matches the empty text' : undefined
}

/** Compiles a vetted pattern: any case, open repetitions bounded. */
export const compilePattern = (source: string): RegExp => new RegExp(scan(source).bounded, 'gi')

function isValid(source: string): boolean {
  try {
    new RegExp(source)
    return true
  } catch {
    return false
  }
}

interface Group {
  choices: boolean
  repeats: boolean
}

function scan(source: string): { problem?: string; bounded: string } {
  const groups: Group[] = []
  let closed: Group | undefined
  let work = 1
  let bounded = ''
  let at = 0
  while (at < source.length) {
    const c = source[at] as string
    const quantifier = readQuantifier(source, at)
    if (quantifier !== undefined) {
      const { min, max, end } = quantifier
      const top = max === Infinity ? min + openRepeat : max
      const varies = top > min
      if (closed !== undefined && top > 1 && (closed.repeats || closed.choices))
        return { problem: 'repeats a group that itself repeats or has alternatives', bounded }
      work *= top - min + 1
      if (varies) for (const group of groups) group.repeats = true
      bounded += max === Infinity ? `{${min},${top}}` : source.slice(at, end)
      at = end
      if (source[at] === '?') bounded += source[at++] ?? ''
      closed = undefined
      continue
    }
    closed = undefined
    const end = atomEnd(source, at)
    if (c === '(') {
      if (/^\(\?<?[=!]/.test(source.slice(at, at + 4))) return { problem: 'looks ahead or behind', bounded }
      groups.push({ choices: false, repeats: false })
    } else if (c === ')') {
      closed = groups.pop()
      const outer = groups.at(-1)
      if (closed?.choices === true && outer !== undefined) outer.choices = true
    } else if (c === '|') {
      work *= 2
      const group = groups.at(-1)
      if (group !== undefined) group.choices = true
    } else if (/^\\[1-9k]/.test(source.slice(at, end))) return { problem: 'has a back-reference', bounded }
    bounded += source.slice(at, end)
    at = end
  }
  if (work > largestWork) return { problem: 'leaves too many ways to match; bound its repetitions', bounded }
  return { bounded }
}

/** End of the atom at `at`: an escape, a class, the opening of a group or one character. */
function atomEnd(source: string, at: number): number {
  const c = source[at]
  if (c === '\\') return at + 2
  if (c === '(') return at + (/^\((\?(:|<[a-zA-Z]\w*>)?)?/.exec(source.slice(at))?.[0].length ?? 1)
  if (c !== '[') return at + 1
  let end = at + 1
  while (end < source.length && source[end] !== ']') end += source[end] === '\\' ? 2 : 1
  return end + 1
}

function readQuantifier(source: string, at: number): Quantifier | undefined {
  const c = source[at]
  if (c === '*') return { min: 0, max: Infinity, end: at + 1 }
  if (c === '+') return { min: 1, max: Infinity, end: at + 1 }
  if (c === '?') return { min: 0, max: 1, end: at + 1 }
  const braces = c === '{' ? /^\{(\d+)(,(\d*))?\}/.exec(source.slice(at)) : null
  if (braces === null) return undefined
  const min = Number(braces[1])
  const max = braces[2] === undefined ? min : braces[3] === '' ? Infinity : Number(braces[3])
  return { min, max, end: at + braces[0].length }
}
