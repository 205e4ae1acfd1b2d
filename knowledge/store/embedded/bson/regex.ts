// MongoDB's regular expressions (PCRE) as JavaScript's.
import { BSONRegExp } from 'bson'
import { ServerError } from '../server-error.js'
import { BoundedRegExp, isRisky } from './bounded-regexp.js'
import type { Value } from './value.js'

const longestPattern = 32_764
const cache = new Map<string, RegExp>()

/** White space and comments out (option x), outside character classes and escapes. */
const unspaced = (pattern: string): string =>
  pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|#.*$|\s+/gms, (part) =>
    part.startsWith('\\') || part.startsWith('[') ? part : '',
  )

/** Forms of PCRE that JavaScript writes otherwise; other escapes are kept as they are. */
const translated = (pattern: string): string =>
  pattern.replace(/\\[\s\S]|\[\[:(\w+):\]\]|\(\?P<(?=[A-Za-z_])/g, (part: string, name: string | undefined) => {
    if (name !== undefined) return posix.get(name) ?? part
    return escapes.get(part) ?? part
  })

const escapes = new Map([
  ['\\A', '^'],
  ['\\Z', '$'],
  ['\\z', '$'],
  ['\\h', '[ \\t]'],
  ['(?P<', '(?<'],
])
const posix = new Map([
  ['alpha', '[A-Za-z]'],
  ['digit', '[0-9]'],
  ['alnum', '[A-Za-z0-9]'],
  ['space', '\\s'],
  ['upper', '[A-Z]'],
  ['lower', '[a-z]'],
  ['punct', '[!-/:-@\\[-`{-~]'],
])

/** Throws 51108 on a wrong option, 51091 on a pattern that is no regular expression. The result has no state (no flag g). */
export function compileRegex(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`
  const known = cache.get(key)
  if (known) return known
  for (const option of options)
    if (!'imsxu'.includes(option)) throw new ServerError(51108, `invalid flag in regex options: ${option}`)
  if (pattern.length > longestPattern)
    throw new ServerError(51091, 'Regular expression is invalid: regular expression is too large')
  let source = options.includes('x') ? unspaced(pattern) : pattern
  let flags = ['i', 'm', 's'].filter((flag) => options.includes(flag)).join('')
  const inline = /^\(\?([imsx]+)\)/.exec(source)
  if (inline) {
    source = source.slice(inline[0].length)
    if (inline[1]?.includes('x') === true) source = unspaced(source)
    for (const flag of inline[1] ?? '') if (flag !== 'x' && !flags.includes(flag)) flags += flag
  }
  const made = construct(translated(source), flags)
  if (cache.size > 500) cache.clear()
  cache.set(key, made)
  return made
}

function construct(source: string, flags: string): RegExp {
  const Kind = isRisky(source) ? BoundedRegExp : RegExp
  try {
    return new Kind(source, `${flags}u`)
  } catch {
    // Some patterns that PCRE takes (needless escapes) are errors only in JavaScript's strict mode.
  }
  try {
    return new Kind(source, flags)
  } catch (thrown) {
    throw new ServerError(51091, `Regular expression is invalid: ${(thrown as Error).message}`)
  }
}

export const isRegex = (v: Value): v is BSONRegExp => v instanceof BSONRegExp
