// $dateToString and $dateFromString: manual, "Date Expression Operators".
import { textOf } from '../bson/display.js'
import { typeName } from '../bson/types.js'
import { isNothing, type Value } from '../bson/value.js'
import { checkFormat, formatDate, type FormatFault } from '../dates/format.js'
import { parseFreely, parseWithFormat } from '../dates/parse.js'
import { ServerError } from '../server-error.js'
import { needMoment, zoneOf } from './date-arguments.js'
import { fieldsOf, type OperatorCompiler } from './definition.js'

function formatError(fault: FormatFault): ServerError {
  switch (fault.kind) {
    case 'unfinished':
      return new ServerError(18535, "Unmatched '%' at end of format string")
    case 'unknown':
      return new ServerError(18536, `Invalid format character '%${fault.specifier}' in format string`)
    case 'year-out-of-range':
      return new ServerError(18537, '$dateToString is only defined on year 0-9999')
  }
}

const toText: OperatorCompiler = (arg, context, compile, name) => {
  const codes = { notObject: 18629, unknown: 18534, missing: { date: 18628 } }
  const fields = fieldsOf(arg, ['date', 'format', 'timezone', 'onNull'], codes, context, compile, name)
  const raw = fields.raw('format')
  if (typeof raw === 'string' && !raw.startsWith('$')) {
    const fault = checkFormat(raw)
    if (fault) throw formatError(fault)
  }
  const [date, zone] = [fields.get('date'), zoneOf(fields)]
  const [format, onNull] = [fields.optional('format'), fields.optional('onNull')]
  return (env) => {
    const v = date(env)
    if (isNothing(v)) return onNull ? onNull(env) : null
    const wanted = format?.(env)
    if (format && isNothing(wanted)) return null
    if (format && typeof wanted !== 'string')
      throw new ServerError(18533, `$dateToString requires that 'format' be a string, found: ${typeName(wanted)}`)
    const where = zone(env)
    if (!where) return null
    const usual = where.utc ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L'
    const made = formatDate(
      needMoment(v, 16006, "can't convert from"),
      typeof wanted === 'string' ? wanted : usual,
      where,
    )
    if (typeof made !== 'string') throw formatError(made)
    return made
  }
}

const fromText: OperatorCompiler = (arg, context, compile, name) => {
  const names = ['dateString', 'format', 'timezone', 'onError', 'onNull']
  const fields = fieldsOf(
    arg,
    names,
    { notObject: 40540, unknown: 40541, missing: { dateString: 40542 } },
    context,
    compile,
    name,
  )
  const [input, zone] = [fields.get('dateString'), zoneOf(fields)]
  const [format, onError, onNull] = [fields.optional('format'), fields.optional('onError'), fields.optional('onNull')]
  const parse = (text: Value, wanted: Value, where: Parameters<typeof parseFreely>[1]): Date => {
    if (typeof text !== 'string')
      throw new ServerError(241, `$dateFromString requires that 'dateString' be a string, found: ${typeName(text)}`)
    const parsed = typeof wanted === 'string' ? parseWithFormat(text, wanted, where) : parseFreely(text, where)
    if (!parsed) throw new ServerError(18536, `Invalid format character in format string: '${textOf(wanted)}'`)
    if (parsed.kind === 'wrong') throw new ServerError(241, `Error parsing date string '${text}'; ${parsed.reason}`)
    return new Date(parsed.utcMs)
  }
  return (env) => {
    const text = input(env)
    const wanted = format?.(env)
    if (format && !isNothing(wanted) && typeof wanted !== 'string')
      throw new ServerError(40684, `$dateFromString requires that 'format' be a string, found: ${typeName(wanted)}`)
    const where = zone(env)
    if (isNothing(text)) return onNull ? onNull(env) : null
    if (!where || (format && isNothing(wanted))) return null
    try {
      return parse(text, wanted, fields.has('timezone') ? where : undefined)
    } catch (thrown) {
      if (onError && thrown instanceof ServerError && thrown.code === 241) return onError(env)
      throw thrown
    }
  }
}

export const dateStringOperators = new Map<string, OperatorCompiler>([
  ['$dateToString', toText],
  ['$dateFromString', fromText],
])
