// $dateFromParts and $dateToParts: manual, "Date Expression Operators". Calendar and ISO weeks are not mixed.
import { toWhole } from '../bson/numbers.js'
import { show } from '../bson/display.js'
import { typeName, typeOrMissing } from '../bson/types.js'
import { doc, isNothing, isNumeric, type Value } from '../bson/value.js'
import { fromCivil, fromIsoWeek, isoWeek, isoWeekday, toCivil } from '../dates/civil.js'
import { toLocal, toUtc } from '../dates/time-zone.js'
import { ServerError } from '../server-error.js'
import { inRange, needMoment, zoneOf } from './date-arguments.js'
import { fieldsOf, type OperatorCompiler } from './definition.js'

function datePartNumber(v: Value, field: string): number {
  const whole = isNumeric(v) ? toWhole(v) : undefined
  if (whole === undefined)
    throw new ServerError(
      40515,
      `'${field}' must evaluate to an integer, found ${typeOrMissing(v)} with value ${show(v)}`,
    )
  if (field === 'year' || field === 'isoWeekYear') {
    if (whole < 1n || whole > 9999n)
      throw new ServerError(
        field === 'year' ? 40523 : 31095,
        `'${field}' must evaluate to an integer in the range 1 to 9999, found ${whole}`,
      )
  } else if (!unlimited.has(field) && (whole < -32768n || whole > 32767n))
    throw new ServerError(
      31034,
      `'${field}' must evaluate to a value in the range [-32768, 32767]; value ${whole} is not in range`,
    )
  return Number(whole)
}
const unlimited = new Set(['second', 'millisecond'])

export const fromParts: OperatorCompiler = (arg, context, compile, name) => {
  const calendar = ['year', 'month', 'day']
  const iso = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek']
  const time = ['hour', 'minute', 'second', 'millisecond']
  const fields = fieldsOf(
    arg,
    [...calendar, ...iso, ...time, 'timezone'],
    { notObject: 40519, unknown: 40518, missing: {} },
    context,
    compile,
    name,
  )
  if (!fields.has('year') && !fields.has('isoWeekYear'))
    throw new ServerError(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present")
  if (fields.has('year') && iso.some((each) => fields.has(each)))
    throw new ServerError(40489, '$dateFromParts does not allow mixing natural dates with ISO dates')
  if (fields.has('isoWeekYear') && calendar.some((each) => fields.has(each)))
    throw new ServerError(40525, '$dateFromParts does not allow mixing ISO dates with natural dates')
  const zone = zoneOf(fields)
  const reads = [...calendar, ...iso, ...time].map((each) => [each, fields.optional(each)] as const)
  return (env) => {
    const where = zone(env)
    const got = new Map<string, number>()
    for (const [field, read] of reads) {
      if (!read) continue
      const v = read(env)
      if (isNothing(v)) return null
      got.set(field, datePartNumber(v, field))
    }
    if (!where) return null
    const at = (field: string, otherwise: number): number => got.get(field) ?? otherwise
    const clock = {
      hour: at('hour', 0),
      minute: at('minute', 0),
      second: at('second', 0),
      millisecond: at('millisecond', 0),
    }
    const local = got.has('isoWeekYear')
      ? fromIsoWeek(at('isoWeekYear', 1970), at('isoWeek', 1), at('isoDayOfWeek', 1)) +
        fromCivil({ year: 1970, month: 1, day: 1, ...clock })
      : fromCivil({ year: at('year', 1970), month: at('month', 1), day: at('day', 1), ...clock })
    return inRange(toUtc(where, local))
  }
}

export const toParts: OperatorCompiler = (arg, context, compile, name) => {
  const fields = fieldsOf(
    arg,
    ['date', 'timezone', 'iso8601'],
    { notObject: 40524, unknown: 40520, missing: { date: 40522 } },
    context,
    compile,
    name,
  )
  const [date, zone, isoRead] = [fields.get('date'), zoneOf(fields), fields.optional('iso8601')]
  return (env) => {
    const v = date(env)
    const where = zone(env)
    const iso = isoRead ? isoRead(env) : false
    if (isNothing(v) || isNothing(iso) || !where) return null
    if (typeof iso !== 'boolean')
      throw new ServerError(40521, `iso8601 must evaluate to a bool, found ${typeName(iso)}`)
    const local = toLocal(where, needMoment(v, 16006, "can't convert from"))
    const c = toCivil(local)
    const clock = { hour: c.hour, minute: c.minute, second: c.second, millisecond: c.millisecond }
    if (!iso) return doc({ year: c.year, month: c.month, day: c.day, ...clock })
    const week = isoWeek(local)
    return doc({ isoWeekYear: week.year, isoWeek: week.week, isoDayOfWeek: isoWeekday(local), ...clock })
  }
}
