// What all date operators ask of their arguments: a time zone, a moment, a result that is a date.
import { typeName } from '../bson/types.js'
import { isNothing, type Value } from '../bson/value.js'
import { timeZone, utcZone, type TimeZone } from '../dates/time-zone.js'
import { ServerError } from '../server-error.js'
import { momentOf } from './convert.js'
import type { Fields } from './definition.js'
import type { Env } from './environment.js'

/** Undefined for a zone that evaluates to null. */
export function zoneOf(fields: Fields, notText = 40517): (env: Env) => TimeZone | undefined {
  const read = fields.optional('timezone')
  if (!read) return () => utcZone
  return (env) => {
    const v = read(env)
    if (isNothing(v)) return undefined
    if (typeof v !== 'string')
      throw new ServerError(notText, `timezone must evaluate to a string, found ${typeName(v)}`)
    const zone = timeZone(v)
    if (!zone) throw new ServerError(40485, `unrecognized time zone identifier: "${v}"`)
    return zone
  }
}

export function needMoment(v: Value, code: number, what: string): number {
  const moment = momentOf(v)
  if (moment === undefined) throw new ServerError(code, `${what} BSON type ${typeName(v)} to Date`)
  return moment
}

/** Throws on a moment that no Date holds. */
export const inRange = (ms: number): Date => {
  const made = new Date(ms)
  if (Number.isNaN(made.getTime())) throw new ServerError(5166406, 'date overflow')
  return made
}
