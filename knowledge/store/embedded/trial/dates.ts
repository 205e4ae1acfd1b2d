// @ts-nocheck
/* eslint-disable */
import { Double } from 'bson'
import * as civil from '../dates/civil.js'
import { addTo, difference, truncate, weekdayNamed } from '../dates/arithmetic.js'
import { formatDate } from '../dates/format.js'
import { parseFreely, parseWithFormat } from '../dates/parse.js'
import { timeZone, toLocal, toUtc, utcZone } from '../dates/time-zone.js'
import { MongoError } from './errors.js'
const N = (x) => Number(x?.valueOf?.() ?? x)
export function dateOp(op, v) {
  const a = v instanceof Date ? { date: v } : v
  const zone = a.timezone == null ? utcZone : timeZone(a.timezone)
  if (!zone) throw new MongoError(40485, `unrecognized time zone identifier: "${a.timezone}"`)
  const local = a.date instanceof Date ? toLocal(zone, +a.date) : NaN
  const c = Number.isNaN(local) ? null : civil.toCivil(local)
  switch (op) {
    case '$year':
      return c.year
    case '$month':
      return c.month
    case '$dayOfMonth':
      return c.day
    case '$hour':
      return c.hour
    case '$minute':
      return c.minute
    case '$second':
      return c.second
    case '$millisecond':
      return c.millisecond
    case '$dayOfWeek':
      return civil.weekday(local) + 1
    case '$dayOfYear':
      return civil.dayOfYear(local)
    case '$isoDayOfWeek':
      return civil.isoWeekday(local)
    case '$isoWeek':
      return civil.isoWeek(local).week
    case '$isoWeekYear':
      return BigInt(civil.isoWeek(local).year)
    case '$week':
      return civil.sundayWeek(local)
    case '$dateAdd':
      return new Date(addTo(+a.startDate, a.unit, N(a.amount), zone))
    case '$dateSubtract':
      return new Date(addTo(+a.startDate, a.unit, -N(a.amount), zone))
    case '$dateDiff':
      return difference(+a.startDate, +a.endDate, a.unit, zone, weekdayNamed(a.startOfWeek ?? 'sunday'))
    case '$dateTrunc':
      return new Date(truncate(+a.date, a.unit, N(a.binSize ?? 1), zone, weekdayNamed(a.startOfWeek ?? 'sunday')))
    case '$dateToParts':
      return a.iso8601
        ? {
            isoWeekYear: civil.isoWeek(local).year,
            isoWeek: civil.isoWeek(local).week,
            isoDayOfWeek: civil.isoWeekday(local),
            hour: c.hour,
            minute: c.minute,
            second: c.second,
            millisecond: c.millisecond,
          }
        : c
    case '$dateFromParts': {
      const time = {
        hour: N(a.hour ?? 0),
        minute: N(a.minute ?? 0),
        second: N(a.second ?? 0),
        millisecond: N(a.millisecond ?? 0),
      }
      const l =
        a.isoWeekYear !== undefined
          ? civil.fromIsoWeek(N(a.isoWeekYear), N(a.isoWeek ?? 1), N(a.isoDayOfWeek ?? 1)) +
            civil.fromCivil({ year: 1970, month: 1, day: 1, ...time })
          : civil.fromCivil({ year: N(a.year), month: N(a.month ?? 1), day: N(a.day ?? 1), ...time })
      return new Date(toUtc(zone, l))
    }
    case '$dateToString': {
      const r = formatDate(+a.date, a.format ?? (zone.utc ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L'), zone)
      if (typeof r !== 'string') throw new MongoError(18536, 'Invalid format string')
      return r
    }
    case '$dateFromString': {
      if (a.dateString == null) return a.onNull ?? null
      const r =
        typeof a.dateString !== 'string'
          ? { kind: 'wrong', reason: 'not a string' }
          : a.format
            ? parseWithFormat(a.dateString, a.format, a.timezone == null ? undefined : zone)
            : parseFreely(a.dateString, a.timezone == null ? undefined : zone)
      if (r?.kind === 'date') return new Date(r.utcMs)
      if ('onError' in a) return a.onError
      throw new MongoError(241, `Error parsing date string '${a.dateString}'; ${r?.reason}`)
    }
  }
}
