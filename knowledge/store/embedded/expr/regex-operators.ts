// $regexMatch, $regexFind, $regexFindAll: manual, "String Expression Operators". Positions count code points.
import { compileRegex, isRegex } from '../bson/regex.js'
import { typeName } from '../bson/types.js'
import { codePoints, doc, isNothing, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { fieldsOf, type OperatorCompiler } from './definition.js'

function patternOf(regex: Value, options: Value, name: string): RegExp | undefined {
  if (options !== undefined && options !== null && typeof options !== 'string')
    throw new ServerError(51106, `${name} needs 'options' to be of type string`)
  const given = options ?? ''
  if (isNothing(regex)) return undefined
  if (typeof regex === 'string') return compiled(regex, given, name)
  if (!isRegex(regex)) throw new ServerError(51105, `${name} needs 'regex' to be of type string or regex`)
  if (regex.options !== '' && given !== '')
    throw new ServerError(51107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`)
  return compiled(regex.pattern, regex.options || given, name)
}

/** A pattern that is no regular expression has a code of its own here. */
function compiled(pattern: string, options: string, name: string): RegExp {
  try {
    return compileRegex(pattern, options)
  } catch (thrown) {
    if (!(thrown instanceof ServerError) || thrown.code !== 51091) throw thrown
    throw new ServerError(51111, `Invalid Regex in ${name}: ${thrown.message}`)
  }
}

const describe = (text: string, match: RegExpMatchArray): Value =>
  doc({
    match: match[0],
    idx: codePoints(text.slice(0, match.index ?? 0)).length,
    captures: match.slice(1).map((capture: string | undefined) => capture ?? null),
  })

type Answer = (text: string, pattern: RegExp) => Value
const regexOperator =
  (nothing: () => Value, answer: Answer): OperatorCompiler =>
  (arg, context, compile, name) => {
    const codes = { notObject: 51103, unknown: 31024, missing: { input: 31022, regex: 31023 } }
    const fields = fieldsOf(arg, ['input', 'regex', 'options'], codes, context, compile, name)
    const input = fields.get('input')
    const regex = fields.get('regex')
    const options = fields.optional('options')
    return (env) => {
      const text = input(env)
      const pattern = patternOf(regex(env), options?.(env), name)
      if (!isNothing(text) && typeof text !== 'string')
        throw new ServerError(51104, `${name} needs 'input' to be of type string, got ${typeName(text)}`)
      return typeof text !== 'string' || !pattern ? nothing() : answer(text, pattern)
    }
  }
const global = (pattern: RegExp): RegExp =>
  new (pattern.constructor as RegExpConstructor)(pattern.source, `${pattern.flags}g`)

export const regexOperators = new Map<string, OperatorCompiler>([
  [
    '$regexMatch',
    regexOperator(
      () => false,
      (text, pattern) => pattern.test(text),
    ),
  ],
  [
    '$regexFind',
    regexOperator(
      () => null,
      (text, pattern) => {
        const match = pattern.exec(text)
        return match ? describe(text, match) : null
      },
    ),
  ],
  [
    '$regexFindAll',
    regexOperator(
      () => [],
      (text, pattern) => [...text.matchAll(global(pattern))].map((match) => describe(text, match)),
    ),
  ],
])
