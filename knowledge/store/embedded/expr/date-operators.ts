// Date operators: manual, "Date Expression Operators". Arguments are checked here; the calendar lives in ../dates.
import { toWhole } from '../bson/numbers.js'
import { show } from '../bson/display.js'
import { typeName } from '../bson/types.js'
import { doc, isDocument, isNothing, isNumeric, type Value } from '../bson/value.js'
import { addTo, difference, isTimeUnit, truncate, weekdayNamed, type TimeUnit } from '../dates/arithmetic.js'
import { dayOfYear, isoWeek, isoWeekday, sundayWeek, toCivil, weekday } from '../dates/civil.js'
import { toLocal } from '../dates/time-zone.js'
import { ServerError } from '../server-error.js'
import { momentOf } from './convert.js'
import { inRange, needMoment, zoneOf } from './date-arguments.js'
import { fromParts, toParts } from './date-parts.js'
import { fieldsOf, type OperatorCompiler } from './definition.js'

type Part = (local: number) => Value
const parts = new Map<string, Part>([
  ['$year', (ms) => toCivil(ms).year],
  ['$month', (ms) => toCivil(ms).month],
  ['$dayOfMonth', (ms) => toCivil(ms).day],
  ['$hour', (ms) => toCivil(ms).hour],
  ['$minute', (ms) => toCivil(ms).minute],
  ['$second', (ms) => toCivil(ms).second],
  ['$millisecond', (ms) => toCivil(ms).millisecond],
  ['$dayOfWeek', (ms) => weekday(ms) + 1],
  ['$dayOfYear', dayOfYear],
  ['$week', sundayWeek],
  ['$isoDayOfWeek', isoWeekday],
  ['$isoWeek', (ms) => isoWeek(ms).week],
  ['$isoWeekYear', (ms) => BigInt(isoWeek(ms).year)],
])

const datePart =
  (part: Part): OperatorCompiler =>
  (arg, context, compile, name) => {
    let spec: Value = arg
    if (Array.isArray(arg)) {
      if (arg.length !== 1)
        throw new ServerError(
          40536,
          `${name} accepts exactly one argument if given an array, but was given ${arg.length}`,
        )
      spec = arg[0]
    }
    const options = isDocument(spec) && ![...spec.keys()][0]?.startsWith('$')
    const codes = { notObject: 40535, unknown: 40535, missing: { date: 40539 } }
    const fields = fieldsOf(
      options ? spec : doc({ date: spec ?? null }),
      ['date', 'timezone'],
      codes,
      context,
      compile,
      name,
    )
    const date = fields.get('date')
    const zone = zoneOf(fields, 40533)
    return (env) => {
      const v = date(env)
      if (isNothing(v)) return null
      const where = zone(env)
      return where ? part(toLocal(where, needMoment(v, 16006, "can't convert from"))) : null
    }
  }

function unitOf(v: Value, name: string): TimeUnit {
  if (typeof v !== 'string')
    throw new ServerError(5439013, `${name} requires 'unit' to be a string, but got ${typeName(v)}`)
  if (!isTimeUnit(v))
    throw new ServerError(
      9,
      `${name} parameter 'unit' value parsing failed :: caused by :: unknown time unit value: ${v}`,
    )
  return v
}
function startOfWeek(v: Value, name: string): number {
  if (typeof v !== 'string')
    throw new ServerError(5439015, `${name} requires 'startOfWeek' to be a string, but got ${typeName(v)}`)
  const day = weekdayNamed(v)
  if (day === undefined)
    throw new ServerError(
      5439016,
      `${name} parameter 'startOfWeek' value cannot be recognized as a day of a week: ${v}`,
    )
  return day
}
const adding =
  (sign: 1 | -1): OperatorCompiler =>
  (arg, context, compile, name) => {
    const missing = { startDate: 5166402, unit: 5166402, amount: 5166402 }
    const fields = fieldsOf(
      arg,
      ['startDate', 'unit', 'amount', 'timezone'],
      { notObject: 5166400, unknown: 5166401, missing },
      context,
      compile,
      name,
    )
    const [start, unit, amount, zone] = [
      fields.get('startDate'),
      fields.get('unit'),
      fields.get('amount'),
      zoneOf(fields),
    ]
    return (env) => {
      const [date, by, count, where] = [start(env), unit(env), amount(env), zone(env)]
      if (isNothing(date) || isNothing(by) || isNothing(count) || !where) return null
      const moment = momentOf(date)
      if (moment === undefined) throw new ServerError(5166403, `${name} requires startDate to be convertible to a date`)
      if (typeof by !== 'string') throw new ServerError(5166404, `${name} expects string defining the time unit`)
      const whole = isNumeric(count) ? toWhole(count) : undefined
      if (whole === undefined) throw new ServerError(5166405, `${name} expects integer amount of time units`)
      if (whole > 10n ** 15n || whole < -(10n ** 15n))
        throw new ServerError(5976500, `invalid ${name} 'amount' parameter value: ${whole} ${by}`)
      return inRange(addTo(moment, unitOf(by, name), sign * Number(whole), where))
    }
  }

const subtracting: OperatorCompiler = (arg, context, compile, name) => {
  const missing = { startDate: 5166303, endDate: 5166304, unit: 5166305 }
  const names = ['startDate', 'endDate', 'unit', 'timezone', 'startOfWeek']
  const fields = fieldsOf(arg, names, { notObject: 5166301, unknown: 5166302, missing }, context, compile, name)
  const [start, end, unit, zone] = [fields.get('startDate'), fields.get('endDate'), fields.get('unit'), zoneOf(fields)]
  const firstDay = fields.optional('startOfWeek')
  return (env) => {
    const [from, to, by] = [start(env), end(env), unit(env)]
    const where = zone(env)
    if (isNothing(from) || isNothing(to) || isNothing(by) || !where) return null
    const whole = unitOf(by, name)
    let day = 0
    if (whole === 'week' && firstDay) {
      const v = firstDay(env)
      if (isNothing(v)) return null
      day = startOfWeek(v, name)
    }
    const moments = [from, to].map((v, i) => {
      const moment = momentOf(v)
      if (moment === undefined)
        throw new ServerError(
          5166307,
          `$dateDiff requires '${i === 0 ? 'startDate' : 'endDate'}' to be a date, but got ${typeName(v)}`,
        )
      return moment
    })
    return BigInt(difference(moments[0] ?? 0, moments[1] ?? 0, whole, where, day))
  }
}

const truncating: OperatorCompiler = (arg, context, compile, name) => {
  const codes = { notObject: 5439007, unknown: 5439008, missing: { date: 5439009, unit: 5439010 } }
  const fields = fieldsOf(arg, ['date', 'unit', 'binSize', 'timezone', 'startOfWeek'], codes, context, compile, name)
  const [date, unit, zone] = [fields.get('date'), fields.get('unit'), zoneOf(fields)]
  const bin = fields.optional('binSize')
  const firstDay = fields.optional('startOfWeek')
  return (env) => {
    const [v, by, size, day] = [date(env), unit(env), bin ? bin(env) : 1, firstDay?.(env)]
    const where = zone(env)
    if (isNothing(v) || isNothing(by) || isNothing(size) || !where) return null
    const whole = unitOf(by, name)
    if (firstDay && whole === 'week' && isNothing(day)) return null
    const moment = momentOf(v)
    if (moment === undefined)
      throw new ServerError(5439012, `$dateTrunc requires 'date' to be a date, but got ${typeName(v)}`)
    const count = isNumeric(size) ? toWhole(size) : undefined
    if (count === undefined || count > 2n ** 63n - 1n)
      throw new ServerError(
        5439017,
        `$dateTrunc requires 'binSize' to be a 64-bit integer, but got value '${show(size)}' of type ${typeName(size)}`,
      )
    if (count <= 0n)
      throw new ServerError(5439018, `$dateTrunc requires 'binSize' to be greater than 0, but got value ${count}`)
    return inRange(
      truncate(moment, whole, Number(count), where, whole === 'week' && firstDay ? startOfWeek(day, name) : 0),
    )
  }
}

export const dateOperators = new Map<string, OperatorCompiler>([
  ...[...parts].map(([name, part]) => [name, datePart(part)] as const),
  ['$dateAdd', adding(1)],
  ['$dateSubtract', adding(-1)],
  ['$dateDiff', subtracting],
  ['$dateTrunc', truncating],
  ['$dateFromParts', fromParts],
  ['$dateToParts', toParts],
])
