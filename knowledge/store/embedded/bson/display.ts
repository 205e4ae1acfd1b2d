// Values in the text of error messages, the way MongoDB writes them.
import { BSONRegExp, Decimal128, Double, ObjectId } from 'bson'
import type { Value } from './value.js'

export function show(v: Value): string {
  if (typeof v === 'string') return JSON.stringify(v)
  if (v === undefined) return 'undefined'
  if (v === null || typeof v === 'boolean' || typeof v === 'number' || typeof v === 'bigint') return String(v)
  if (v instanceof Map) {
    const fields = [...v].map(([name, value]) => `${name}: ${show(value)}`)
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
  }
  if (Array.isArray(v)) return v.length === 0 ? '[]' : `[ ${v.map(show).join(', ')} ]`
  if (v instanceof ObjectId) return `ObjectId('${v.toHexString()}')`
  if (v instanceof Date) return `new Date(${v.getTime()})`
  if (v instanceof Double) return Number.isInteger(v.value) ? `${v.value}.0` : String(v.value)
  if (v instanceof Decimal128) return v.toString()
  if (v instanceof BSONRegExp) return `/${v.pattern}/${v.options}`
  return v.constructor.name
}

/** A string as it is, anything else as `show` writes it: for names that ought to be strings. */
export const textOf = (v: Value): string => (typeof v === 'string' ? v : show(v))
