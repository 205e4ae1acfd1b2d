// @ts-nocheck
/* eslint-disable */
// Type-exact aggregation expressions, compiled to closures. A missing value is undefined.
import { Binary, Decimal128, Double, ObjectId, Timestamp, calculateObjectSize } from 'bson'
import { dateOp } from './dates.js'
import {
  compare,
  cmpNum,
  equal,
  isObj,
  isNum,
  isDec,
  num,
  exact,
  toNumber,
  toRegExp,
  promote,
  cmpStr,
  parseDec,
  type Doc,
} from './bson.js'
import { bsonType, typeName } from './match.js'
import { arith, mkDouble, decOf } from './update.js'
import { MongoError } from './errors.js'

export type Env = { root: any; vars: Record<string, any> }
export type Fn = (e: Env) => any
const err = (c: number, m: string) => new MongoError(c, m)
const nil = (v: any) => v === null || v === undefined
const own = (o: any, k: string) => (Object.prototype.hasOwnProperty.call(o, k) ? o[k] : undefined)
export function pathGet(v: any, parts: string[], i: number): any {
  for (; i < parts.length; i++) {
    if (Array.isArray(v)) {
      const out: any[] = []
      for (const x of v) {
        if (!isObj(x) && !Array.isArray(x)) continue
        if (Array.isArray(x)) {
          const r = pathGet(x, parts, i)
          if (r !== undefined && Array.isArray(r) && false) out.push(r)
          continue
        }
        const r = pathGet(x, parts, i)
        if (r !== undefined) out.push(r)
      }
      return out
    }
    if (!isObj(v)) return undefined
    v = own(v, parts[i])
  }
  return v
}
export const truthy = (v: any) =>
  !(
    nil(v) ||
    v === false ||
    v === 0 ||
    v === 0n ||
    (isNum(v) && toNumber(v) === 0 && !(isDec(v) && Number.isNaN(toNumber(v))))
  )
const kind = (v: any): 'i' | 'l' | 'd' | 'm' => (({ 16: 'i', 18: 'l', 1: 'd', 19: 'm' }) as any)[bsonType(v)] ?? 'd'
const needNum = (v: any, op: string, code = 28765) => {
  if (!isNum(v)) throw err(code, `${op} only supports numeric types, not ${typeName(v)}`)
}
const dec = (s: string | number) => Decimal128.fromStringWithRounding(String(s))
const norm = (n: bigint, k: 'i' | 'l'): any =>
  k === 'i' && n >= -2147483648n && n <= 2147483647n
    ? Number(n)
    : n >= -(2n ** 63n) && n < 2n ** 63n
      ? n
      : mkDouble(Number(n))
/** exact decimal division to 34+ digits */
function decDiv(a: any, b: any): any {
  const x = exact(num(a) as any),
    y = exact(num(b) as any)
  if (typeof x === 'number' || typeof y === 'number') {
    const r = toNumber(a) / toNumber(b)
    return dec(Number.isNaN(r) ? 'NaN' : r === Infinity ? 'Infinity' : r === -Infinity ? '-Infinity' : r)
  }
  const sh = 40n
  const q = (x.c * 10n ** sh) / y.c
  return decOf(q, x.e - y.e - Number(sh))
    .toString()
    .includes('E')
    ? trimDec(q, x.e - y.e - Number(sh))
    : trimDec(q, x.e - y.e - Number(sh))
}
function trimDec(c: bigint, e: number): any {
  while (e < 0 && c !== 0n && c % 10n === 0n) {
    c /= 10n
    e++
  }
  return decOf(c, e)
}
function asInt(v: any, op: string, code = 40096): number {
  if (!isNum(v) || !Number.isInteger(toNumber(v)))
    throw err(
      code,
      `${op} requires an integral argument, found a value of type: ${typeName(v)}, with value: ${String(v)}`,
    )
  return toNumber(v)
}
const add2 = (op: '+' | '*', a: any, b: any): any => {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = op === '+' ? a + b : a * b
    if (
      Number.isInteger(a) &&
      Number.isInteger(b) &&
      Number.isSafeInteger(r) &&
      r >= -2147483648 &&
      r <= 2147483647 &&
      kind(a) === 'i' &&
      kind(b) === 'i'
    )
      return r
  }
  const r = arith(op, a, b)
  return r === undefined ? mkDouble(op === '+' ? toNumber(a) + toNumber(b) : toNumber(a) * toNumber(b)) : r
}
export const sum = (xs: Iterable<any>): any => {
  let r: any = 0
  for (const x of xs) if (isNum(x)) r = add2('+', r, x)
  return r
}
export const avg = (xs: any[]): any => {
  const n = xs.filter(isNum)
  if (!n.length) return null
  if (n.some(isDec)) return decDiv(sum(n), n.length)
  return mkDouble(n.reduce((a, b) => a + toNumber(b), 0) / n.length)
}
export const extreme = (s: number, xs: any[]): any => {
  let r: any,
    seen = false
  for (const x of xs)
    if (!nil(x) && (!seen || s * compare(x, r) > 0)) {
      r = x
      seen = true
    }
  return seen ? r : null
}
const stdDev = (xs: any[], samp: boolean) => {
  const n = xs.filter(isNum).map(toNumber)
  if (n.length < (samp ? 2 : 1)) return null
  const m = n.reduce((a, b) => a + b, 0) / n.length
  return mkDouble(Math.sqrt(n.reduce((a, b) => a + (b - m) ** 2, 0) / (n.length - (samp ? 1 : 0))))
}
export const percentile = (xs: any[], p: number) => {
  const n = xs
    .filter(isNum)
    .map(toNumber)
    .sort((a, b) => a - b)
  if (!n.length) return null
  return mkDouble(n[Math.max(0, Math.ceil(p * n.length) - 1)])
}
export const folds: Record<string, (xs: any[], arg?: any) => any> = {
  $sum: (xs) => sum(xs),
  $avg: avg,
  $max: (xs) => extreme(1, xs),
  $min: (xs) => extreme(-1, xs),
  $stdDevPop: (xs) => stdDev(xs, false),
  $stdDevSamp: (xs) => stdDev(xs, true),
}
const viaMingo = dateOp
const DATE_OPS = [
  '$dateAdd',
  '$dateSubtract',
  '$dateDiff',
  '$dateFromParts',
  '$dateFromString',
  '$dateToParts',
  '$dateToString',
  '$dateTrunc',
]
const DATE_PARTS = [
  '$dayOfMonth',
  '$dayOfWeek',
  '$dayOfYear',
  '$hour',
  '$isoDayOfWeek',
  '$isoWeek',
  '$isoWeekYear',
  '$millisecond',
  '$minute',
  '$month',
  '$second',
  '$week',
  '$year',
]
const toDate = (v: any): Date | null =>
  v instanceof Date
    ? v
    : v?._bsontype === 'ObjectId'
      ? v.getTimestamp()
      : v?._bsontype === 'Timestamp'
        ? new Date(v.t * 1000)
        : null
const str = (v: any, op: string, code = 16702): string => {
  if (typeof v !== 'string') throw err(code, `${op} only supports strings, not ${typeName(v)}`)
  return v
}
const cps = (s: string) => Array.from(s)
export function toStr(v: any): string | null {
  if (nil(v)) return null
  if (typeof v === 'string') return v
  if (v instanceof Date) return v.toISOString()
  if (v?._bsontype === 'ObjectId') return v.toHexString()
  if (typeof v === 'boolean' || typeof v === 'bigint') return String(v)
  if (isNum(v)) {
    if (isDec(v)) return v.toString()
    const n = toNumber(v)
    return Number.isNaN(n) ? 'NaN' : String(n)
  }
  if (v?._bsontype === 'Timestamp') return new Date(v.t * 1000).toISOString()
  throw err(241, `Unsupported conversion from ${typeName(v)} to string in $convert with no onError value`)
}
function convert(v: any, to: any): any {
  const t =
    typeof to === 'string'
      ? to
      : (
          { 1: 'double', 2: 'string', 7: 'objectId', 8: 'bool', 9: 'date', 16: 'int', 18: 'long', 19: 'decimal' } as any
        )[toNumber(to)]
  const bad = () => err(241, `Unsupported conversion from ${typeName(v)} to ${t} in $convert with no onError value`),
    fail = (w: string) => err(241, w)
  switch (t) {
    case 'string':
      return toStr(v)
    case 'bool':
      return isNum(v) ? toNumber(v) !== 0 || Number.isNaN(toNumber(v)) : v === false ? false : true
    case 'objectId':
      if (v?._bsontype === 'ObjectId') return v
      if (typeof v !== 'string') throw bad()
      if (!/^[0-9a-fA-F]{24}$/.test(v)) throw fail(`Failed to parse objectId '${v}' in $convert with no onError value`)
      return new ObjectId(v)
    case 'date': {
      const d = toDate(v)
      if (d) return d
      if (isNum(v) && kind(v) !== 'i') {
        const n = toNumber(v)
        return new Date(Math.trunc(n))
      }
      if (typeof v === 'string') {
        return viaMingo('$dateFromString', { dateString: v })
      }
      throw bad()
    }
    case 'double':
    case 'decimal':
    case 'int':
    case 'long': {
      let n: any
      if (typeof v === 'boolean') n = v ? 1 : 0
      else if (v instanceof Date && t !== 'int') n = BigInt(+v)
      else if (isNum(v)) n = v
      else if (typeof v === 'string') {
        if (
          v === '' ||
          /^\s|\s$|^0x/i.test(v) ||
          !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf(inity)?|nan)$/i.test(v) ||
          ((t === 'int' || t === 'long') && !/^[+-]?\d+$/.test(v))
        )
          throw fail(`Failed to parse number '${v}' in $convert with no onError value`)
        n =
          t === 'decimal'
            ? Decimal128.fromStringWithRounding(v)
            : t === 'double'
              ? /inf/i.test(v)
                ? v[0] === '-'
                  ? -Infinity
                  : Infinity
                : Number(v)
              : BigInt(v)
      } else throw bad()
      if (t === 'double') return mkDouble(toNumber(n))
      if (t === 'decimal')
        return isDec(n)
          ? n
          : kind(n) === 'd'
            ? dec(Number.isFinite(toNumber(n)) ? Number(toNumber(n).toPrecision(15)) : toNumber(n))
            : dec(String(num(n)))
      const e = exact(num(n) as any)
      if (typeof e === 'number')
        throw fail(`Attempt to convert ${e} value to integer type in $convert with no onError value`)
      const b = e.e >= 0 ? e.c * 10n ** BigInt(e.e) : e.c / 10n ** BigInt(-e.e)
      const [lo, hi] = t === 'int' ? [-2147483648n, 2147483647n] : [-(2n ** 63n), 2n ** 63n - 1n]
      if (b < lo || b > hi)
        throw fail(`Conversion would overflow target type in $convert with no onError value: ${String(v)}`)
      return t === 'int' ? Number(b) : b
    }
  }
  throw err(9, `Unknown type name: ${t}`)
}
const arr = (v: any, op: string, code: number, what = 'argument'): any[] => {
  if (!Array.isArray(v))
    throw err(code, `${op}'s ${what} must be an array, but is of type ${v === undefined ? 'missing' : typeName(v)}`)
  return v
}
const uniq = (xs: any[]) => {
  const s = [...xs].sort(compare)
  return s.filter((x, i) => i === 0 || compare(x, s[i - 1]) !== 0)
}
const setArg = (v: any, op: string, i: number) => {
  if (!Array.isArray(v))
    throw err(
      17040 + i,
      `All operands of ${op} must be arrays. One argument is of type: ${v === undefined ? 'missing' : typeName(v)}`,
    )
  return v
}
const round = (v: any, place: number, mode: 'round' | 'trunc'): any => {
  if (place < -20 || place > 100)
    throw err(51083, `cannot apply $${mode} with precision value ${place} value must be in [-20, 100]`)
  const k = kind(v)
  if (k === 'd' && !Number.isFinite(toNumber(v))) return v
  if ((k === 'i' || k === 'l') && place >= 0) return v
  const e = exact(k === 'd' ? parseDecNum(toNumber(v)) : (num(v) as any))
  if (typeof e === 'number') return v
  const shift = e.e + place
  if (shift >= 0) return v
  const p = 10n ** BigInt(-shift)
  let q = e.c / p
  const r = e.c - q * p
  if (mode === 'round') {
    const a = (r < 0n ? -r : r) * 2n
    if (a > p || (a === p && (q & 1n) === 1n)) q += e.c < 0n ? -1n : 1n
  }
  if (k === 'm') return decOf(q, -place)
  if (k === 'd') return mkDouble(Number(`${q}e${-place}`))
  return norm(q * 10n ** BigInt(-place), k)
}
const parseDecNum = (n: number): any => dec(n)
const simple: Record<string, { n: [number, number] | null; f: (a: any[], op: string) => any }> = {}
const def = (names: string, n: [number, number] | null, f: (a: any[], op: string) => any) => {
  for (const x of names.split(' ')) simple[x] = { n, f }
}
def('$add', null, (a) => {
  let r: any = 0,
    date: Date | null = null
  for (const x of a) {
    if (nil(x)) return null
    if (x instanceof Date) {
      if (date) throw err(16612, 'only one date allowed in an $add expression')
      date = x
    } else {
      if (!isNum(x)) throw err(14, `$add only supports numeric or date types, not ${typeName(x)}`)
      r = add2('+', r, x)
    }
  }
  return date ? new Date(+date + Math.round(toNumber(r))) : r
})
def('$multiply', null, (a) => {
  let r: any = 1
  if (a.some(nil)) {
    for (const x of a)
      if (!nil(x) && !isNum(x)) throw err(14, `$multiply only supports numeric types, not ${typeName(x)}`)
    return null
  }
  for (const x of a) {
    if (!isNum(x)) throw err(14, `$multiply only supports numeric types, not ${typeName(x)}`)
    r = add2('*', r, x)
  }
  return r
})
def('$subtract', [2, 2], ([a, b]) => {
  if (nil(a) || nil(b)) return null
  if (a instanceof Date) {
    if (b instanceof Date) return BigInt(+a - +b)
    if (isNum(b)) return new Date(+a - Math.round(toNumber(b)))
    throw err(14, `can't $subtract ${typeName(b)} from Date`)
  }
  if (!isNum(a) || !isNum(b)) throw err(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`)
  const neg = isDec(b)
    ? dec(b.toString().startsWith('-') ? b.toString().slice(1) : '-' + b.toString())
    : typeof b === 'bigint'
      ? -b
      : kind(b) === 'd'
        ? mkDouble(-toNumber(b))
        : b === -2147483648
          ? 2147483648n
          : -b
  return add2('+', a, Object.is(neg, -0) ? 0 : neg)
})
def('$divide', [2, 2], ([a, b]) => {
  if (nil(a) || nil(b)) return null
  if (!isNum(a) || !isNum(b))
    throw err(14, `$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`)
  if (toNumber(b) === 0) throw err(2, "can't $divide by zero")
  if (isDec(a) || isDec(b)) return decDiv(a, b)
  return mkDouble(toNumber(a) / toNumber(b))
})
def('$mod', [2, 2], ([a, b]) => {
  if (nil(a) || nil(b)) return null
  if (!isNum(a) || !isNum(b))
    throw err(16611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`)
  if (toNumber(b) === 0) throw err(16610, "can't $mod by zero")
  const x = kind(a),
    y = kind(b)
  if (x === 'm' || y === 'm') {
    const p = exact(num(a) as any),
      q = exact(num(b) as any)
    if (typeof p === 'number') return dec('NaN')
    if (typeof q === 'number') return Number.isNaN(q) ? dec('NaN') : a
    const e = Math.min(p.e, q.e)
    return decOf((p.c * 10n ** BigInt(p.e - e)) % (q.c * 10n ** BigInt(q.e - e)), e)
  }
  if (x === 'd' || y === 'd') return mkDouble(toNumber(a) % toNumber(b))
  return norm(BigInt(num(a) as any) % BigInt(num(b) as any), x === 'l' || y === 'l' ? 'l' : 'i')
})
def('$abs', [1, 1], ([a]) => {
  if (nil(a)) return null
  needNum(a, '$abs')
  const k = kind(a)
  if (k === 'm') return dec(a.toString().replace('-', ''))
  if (k === 'd') return mkDouble(Math.abs(toNumber(a)))
  if (k === 'l' && a === -(2n ** 63n)) throw err(28680, "can't take $abs of long long min")
  return k === 'i' ? norm(BigInt(Math.abs(a)), 'i') : a < 0n ? -a : a
})
for (const [o, f] of [
  ['$ceil', Math.ceil],
  ['$floor', Math.floor],
] as const)
  def(o, [1, 1], ([a]) => {
    if (nil(a)) return null
    needNum(a, o)
    const k = kind(a)
    if (k === 'i' || k === 'l') return a
    if (k === 'd') return mkDouble(f(toNumber(a)))
    const t = round(a, 0, 'trunc')
    const c = cmpNum(t, a)
    return c === 0
      ? t
      : o === '$ceil' && c < 0
        ? arith('+', t, dec(1))
        : o === '$floor' && c > 0
          ? arith('+', t, dec(-1))
          : t
  })
for (const m of ['round', 'trunc'] as const)
  def('$' + m, [1, 2], ([a, p]) => {
    if (nil(a) || p === null) return null
    needNum(a, '$' + m, 51081)
    const pl =
      p === undefined
        ? 0
        : isNum(p)
          ? asInt(p, '$' + m, 51082)
          : (() => {
              throw err(16004, `can't convert from BSON type ${typeName(p)} to long`)
            })()
    return round(a, pl, m)
  })
const real = (op: string, f: (x: number) => number, ok: (x: number) => boolean = () => true, code = 28765) =>
  def(op, [1, 1], ([a]) => {
    if (nil(a)) return null
    needNum(a, op)
    const x = toNumber(a)
    if (!Number.isNaN(x) && !ok(x)) throw err(code, `${op}'s argument must be in range, but is ${x}`)
    const r = f(x)
    return isDec(a) ? dec(Number.isNaN(r) ? 'NaN' : r) : mkDouble(r)
  })
real('$sqrt', Math.sqrt, (x) => x >= 0, 28714)
real('$exp', Math.exp)
real('$ln', Math.log, (x) => x > 0, 28766)
real('$log10', Math.log10, (x) => x > 0, 28761)
real('$sin', Math.sin, Number.isFinite, 50989)
real('$cos', Math.cos, Number.isFinite, 50989)
real('$tan', Math.tan, Number.isFinite, 50989)
real('$asin', Math.asin, (x) => Math.abs(x) <= 1, 50989)
real('$acos', Math.acos, (x) => Math.abs(x) <= 1, 50989)
real('$atan', Math.atan)
real('$sinh', Math.sinh)
real('$cosh', Math.cosh)
real('$tanh', Math.tanh)
real('$asinh', Math.asinh)
real('$acosh', Math.acosh, (x) => x >= 1, 50989)
real('$atanh', Math.atanh, (x) => Math.abs(x) <= 1, 50989)
real('$degreesToRadians', (x) => (x * Math.PI) / 180)
real('$radiansToDegrees', (x) => (x * 180) / Math.PI)
real('$sigmoid', (x) => 1 / (1 + Math.exp(-x)))
def('$atan2', [2, 2], ([a, b]) => (nil(a) || nil(b) ? null : mkDouble(Math.atan2(toNumber(a), toNumber(b)))))
def('$log', [2, 2], ([a, b]) => {
  if (nil(a) || nil(b)) return null
  needNum(a, '$log', 28756)
  needNum(b, '$log', 28757)
  if (toNumber(a) <= 0) throw err(28758, `$log's argument must be a positive number, but is ${toNumber(a)}`)
  if (toNumber(b) <= 0 || toNumber(b) === 1)
    throw err(28759, `$log's base must be a positive number not equal to 1, but is ${toNumber(b)}`)
  const r = Math.log(toNumber(a)) / Math.log(toNumber(b))
  return isDec(a) || isDec(b) ? dec(r) : mkDouble(r)
})
def('$pow', [2, 2], ([a, b]) => {
  if (nil(a) || nil(b)) return null
  needNum(a, '$pow', 28762)
  needNum(b, '$pow', 28763)
  if (toNumber(a) === 0 && toNumber(b) < 0) throw err(28764, '$pow cannot take a base of 0 and a negative exponent')
  const x = kind(a),
    y = kind(b)
  if (x === 'm' || y === 'm') return dec(toNumber(a) ** toNumber(b))
  if (x !== 'd' && y !== 'd' && toNumber(b) >= 0) {
    const p = BigInt(num(b) as any)
    if (p < 2000n) {
      const r = BigInt(num(a) as any) ** p
      if (r >= -(2n ** 63n) && r < 2n ** 63n) return norm(r, x === 'l' || y === 'l' ? 'l' : 'i')
    }
  }
  return mkDouble(toNumber(a) ** toNumber(b))
})
for (const [o, t] of [
  ['$eq', (c: number) => c === 0],
  ['$ne', (c: number) => c !== 0],
  ['$gt', (c: number) => c > 0],
  ['$gte', (c: number) => c >= 0],
  ['$lt', (c: number) => c < 0],
  ['$lte', (c: number) => c <= 0],
] as const)
  def(o, [2, 2], ([a, b]) => t(compare(a, b)))
def('$cmp', [2, 2], ([a, b]) => Math.sign(compare(a, b)))
def('$not', [1, 1], ([a]) => !truthy(a))
def('$isArray', [1, 1], ([a]) => Array.isArray(a))
def('$isNumber', [1, 1], ([a]) => isNum(a))
def('$type', [1, 1], ([a]) => (a === undefined ? 'missing' : typeName(a)))
def('$arrayElemAt', [2, 2], ([a, i]) => {
  if (nil(a) || nil(i)) return null
  arr(a, '$arrayElemAt', 28689, 'first argument')
  if (!isNum(i)) throw err(28690, `$arrayElemAt's second argument must be a numeric value, but is ${typeName(i)}`)
  const n = asInt(i, '$arrayElemAt', 28691)
  return a[n < 0 ? a.length + n : n]
})
def('$first', [1, 1], ([a]) => (nil(a) ? null : arr(a, '$first', 28689)[0]))
def('$last', [1, 1], ([a]) => (nil(a) ? null : arr(a, '$last', 28689).at(-1)))
def('$arrayToObject', [1, 1], ([a]) => {
  if (nil(a)) return null
  arr(a, '$arrayToObject', 40386)
  const o: Doc = {}
  for (const x of a) {
    if (Array.isArray(x)) {
      if (x.length !== 2) throw err(40397, '$arrayToObject requires an array of size 2 arrays')
      if (typeof x[0] !== 'string')
        throw err(40395, '$arrayToObject requires an array of key-value pairs, where the key must be of type string')
      o[x[0]] = x[1]
    } else if (isObj(x)) {
      if (Object.keys(x).length !== 2) throw err(40392, '$arrayToObject requires an object keys of k and v')
      if (!('k' in x) || !('v' in x)) throw err(40393, '$arrayToObject requires an object with keys k and v')
      if (typeof x.k !== 'string')
        throw err(
          40394,
          '$arrayToObject requires an object with keys k and v, where the value of k must be of type string',
        )
      o[x.k] = x.v
    } else throw err(40398, `Unrecognised input type format for $arrayToObject: ${typeName(x)}`)
  }
  return o
})
def('$objectToArray', [1, 1], ([a]) => {
  if (nil(a)) return null
  if (!isObj(a)) throw err(40390, `$objectToArray requires a document input, found: ${typeName(a)}`)
  return Object.keys(a).map((k) => ({ k, v: a[k] }))
})
def('$concatArrays', null, (a) => {
  const o: any[] = []
  for (const x of a) {
    if (nil(x)) return null
    if (!Array.isArray(x)) throw err(28664, `$concatArrays only supports arrays, not ${typeName(x)}`)
    o.push(...x)
  }
  return o
})
def('$in', [2, 2], ([a, b]) => {
  if (!Array.isArray(b))
    throw err(40081, `$in requires an array as a second argument, found: ${b === undefined ? 'missing' : typeName(b)}`)
  return b.some((x) => compare(x, a) === 0)
})
def('$indexOfArray', [2, 4], ([a, x, s, e]) => {
  if (nil(a)) return null
  if (!Array.isArray(a)) throw err(40090, `$indexOfArray requires an array as a first argument, found: ${typeName(a)}`)
  const st = s === undefined ? 0 : asInt(s, '$indexOfArray'),
    en = e === undefined ? a.length : asInt(e, '$indexOfArray')
  if (st < 0 || en < 0) throw err(40097, '$indexOfArray requires a nonnegative index')
  for (let i = st; i < Math.min(en, a.length); i++) if (compare(a[i], x) === 0) return i
  return -1
})
def('$range', [2, 3], ([a, b, s]) => {
  const f = (v: any, c: number, w: string) => {
    if (!isNum(v))
      throw err(
        c,
        `$range requires a numeric ${w} value, found value of type: ${v === undefined ? 'missing' : typeName(v)}`,
      )
    const n = toNumber(v)
    if (!Number.isInteger(n) || Math.abs(n) > 2147483647)
      throw err(c + 1, `$range requires a ${w} value that can be represented as a 32-bit integer`)
    return n
  }
  const st = f(a, 34443, 'starting'),
    en = f(b, 34445, 'ending'),
    sp = s === undefined ? 1 : f(s, 34447, 'step')
  if (sp === 0) throw err(34449, '$range requires a non-zero step value')
  const o: number[] = []
  for (let i = st; sp > 0 ? i < en : i > en; i += sp) {
    o.push(i)
    if (o.length > 12e6) throw err(146, '$range would use too much memory')
  }
  return o
})
def('$reverseArray', [1, 1], ([a]) => (nil(a) ? null : [...arr(a, '$reverseArray', 34435)].reverse()))
def('$size', [1, 1], ([a]) => {
  if (!Array.isArray(a))
    throw err(
      17124,
      `The argument to $size must be an array, but was of type: ${a === undefined ? 'missing' : typeName(a)}`,
    )
  return a.length
})
def('$slice', [2, 3], ([a, p, n]) => {
  if (nil(a) || nil(p) || n === null) return null
  arr(a, '$slice', 28724, 'first argument')
  if (!isNum(p)) throw err(28725, `Second argument to $slice must be a numeric value, but is of type: ${typeName(p)}`)
  const x = asInt(p, '$slice', 28726)
  if (n === undefined) return x >= 0 ? a.slice(0, x) : a.slice(x)
  if (!isNum(n)) throw err(28727, 'Third argument to $slice must be numeric')
  const k = asInt(n, '$slice', 28728)
  if (k <= 0) throw err(28729, `Third argument to $slice must be positive: ${k}`)
  const st = x < 0 ? Math.max(0, a.length + x) : x
  return a.slice(st, st + k)
})
def('$mergeObjects', null, (a) => {
  const o: Doc = {}
  for (const x of a) {
    if (nil(x)) continue
    if (!isObj(x)) throw err(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(x)}`)
    for (const k of Object.keys(x)) o[k] = x[k]
  }
  return o
})
def('$setUnion', null, (a) => (a.some(nil) ? null : uniq(a.flatMap((x, i) => setArg(x, '$setUnion', 3)))))
def('$setIntersection', null, (a) => {
  if (a.some(nil)) return null
  let r: any[] | null = null
  for (const x of a) {
    const u = uniq(setArg(x, '$setIntersection', 7))
    r = r === null ? u : r.filter((y) => u.some((z) => equal(y, z)))
  }
  return r ?? []
})
def('$setDifference', [2, 2], ([a, b]) => {
  if (nil(a) || nil(b)) return null
  setArg(a, '$setDifference', 8)
  setArg(b, '$setDifference', 9)
  const o: any[] = []
  for (const x of a) if (!b.some((y: any) => equal(x, y)) && !o.some((y) => equal(x, y))) o.push(x)
  return o
})
def('$setEquals', null, (a) => {
  if (a.length < 2) throw err(17045, '$setEquals needs at least two arguments')
  const s = a.map((x) => uniq(setArg(x, '$setEquals', 4)))
  return s.every((x) => equal(x, s[0]))
})
def('$setIsSubset', [2, 2], ([a, b]) => {
  setArg(a, '$setIsSubset', 6)
  setArg(b, '$setIsSubset', 2)
  return a.every((x: any) => b.some((y: any) => equal(x, y)))
})
def('$allElementsTrue', [1, 1], ([a]) => {
  setArg(a, '$allElementsTrue', 0)
  return a.every(truthy)
})
def('$anyElementTrue', [1, 1], ([a]) => {
  setArg(a, '$anyElementTrue', 1)
  return a.some(truthy)
})
def('$concat', null, (a) => {
  let r = ''
  for (const x of a) {
    if (nil(x)) return null
    r += str(x, '$concat')
  }
  return r
})
const low = (v: any, op: string): string =>
  nil(v)
    ? ''
    : typeof v === 'string'
      ? v
      : v instanceof Date || isNum(v) || v?._bsontype === 'Timestamp'
        ? toStr(v)!
        : (() => {
            throw err(16007, `can't convert from BSON type ${typeName(v)} to String`)
          })()
def('$toLower', [1, 1], ([a]) => low(a, '$toLower').replace(/[A-Z]/g, (c) => c.toLowerCase()))
def('$toUpper', [1, 1], ([a]) => low(a, '$toUpper').replace(/[a-z]/g, (c) => c.toUpperCase()))
def('$strcasecmp', [2, 2], ([a, b]) =>
  Math.sign(
    cmpStr(
      low(a, '').replace(/[a-z]/g, (c) => c.toUpperCase()),
      low(b, '').replace(/[a-z]/g, (c) => c.toUpperCase()),
    ),
  ),
)
def('$strLenBytes', [1, 1], ([a]) => Buffer.byteLength(str(a, '$strLenBytes', 34473)))
def('$strLenCP', [1, 1], ([a]) => cps(str(a, '$strLenCP', 34471)).length)
def('$split', [2, 2], ([a, b]) => {
  if (nil(a) || nil(b)) return null
  str(a, '$split', 40085)
  str(b, '$split', 40086)
  if (b === '') throw err(40087, '$split requires a non-empty separator')
  return a.split(b)
})
def('$substrCP', [3, 3], ([s, i, n]) => {
  const a = cps(low(s, '$substrCP'))
  if (!isNum(i)) throw err(34450, '$substrCP: starting index must be a numeric type')
  if (!isNum(n)) throw err(34452, '$substrCP: length must be a numeric type')
  const st = asInt(i, '$substrCP', 34451),
    l = asInt(n, '$substrCP', 34453)
  if (l < 0) throw err(34454, '$substrCP: length must be a nonnegative integer.')
  if (st < 0) throw err(34455, '$substrCP: the starting index must be nonnegative integer.')
  return a.slice(st, st + l).join('')
})
def('$substrBytes $substr', [3, 3], ([s, i, n]) => {
  const b = Buffer.from(low(s, '$substrBytes'))
  if (!isNum(i)) throw err(16034, '$substrBytes:  starting index must be a numeric type')
  if (!isNum(n)) throw err(16035, '$substrBytes:  length must be a numeric type')
  const st = Math.trunc(toNumber(i))
  let l = Math.trunc(toNumber(n))
  if (st < 0) throw err(50752, `$substrBytes: starting index must be non-negative (got: ${st})`)
  if (l < 0) l = b.length
  const cont = (k: number) => k < b.length && (b[k] & 0xc0) === 0x80
  if (cont(st)) throw err(28656, '$substrBytes:  Invalid range, starting index is a UTF-8 continuation byte.')
  if (cont(st + l))
    throw err(28657, '$substrBytes:  Invalid range, ending index is in the middle of a UTF-8 character.')
  return b.toString('utf8', Math.min(st, b.length), Math.min(b.length, st + l))
})
for (const [o, cp] of [
  ['$indexOfCP', true],
  ['$indexOfBytes', false],
] as const)
  def(o, [2, 4], ([s, t, a, b]) => {
    if (nil(s)) return null
    if (typeof s !== 'string')
      throw err(cp ? 40093 : 40091, `${o} requires a string as the first argument, found: ${typeName(s)}`)
    if (typeof t !== 'string')
      throw err(
        cp ? 40094 : 40092,
        `${o} requires a string as the second argument, found: ${t === undefined ? 'missing' : typeName(t)}`,
      )
    const st = a === undefined ? 0 : asInt(a, o),
      L = cp ? cps(s).length : Buffer.byteLength(s),
      en = b === undefined ? L : asInt(b, o)
    if (st < 0 || en < 0) throw err(40097, `${o} requires a nonnegative index`)
    if (st > L || st > en) return -1
    if (cp) {
      const h = cps(s),
        n = cps(t)
      for (let i = st; i + n.length <= Math.min(en, L); i++) if (n.every((c, j) => h[i + j] === c)) return i
      return -1
    }
    const h = Buffer.from(s).subarray(0, en),
      r = h.indexOf(Buffer.from(t), st)
    return r
  })
def('$bitAnd', null, (a) => bits(a, '$bitAnd', (x, y) => x & y, -1n))
def('$bitOr', null, (a) => bits(a, '$bitOr', (x, y) => x | y, 0n))
def('$bitXor', null, (a) => bits(a, '$bitXor', (x, y) => x ^ y, 0n))
def('$bitNot', [1, 1], ([a]) => {
  if (nil(a)) return null
  const k = kind(a)
  if (!isNum(a) || k === 'd' || k === 'm') throw err(28765, `$bitNot only supports int and long, not: ${typeName(a)}.`)
  return k === 'i' ? ~a : ~(num(a) as bigint)
})
function bits(a: any[], op: string, f: (x: bigint, y: bigint) => bigint, init: bigint): any {
  let r = init,
    long = false
  for (const x of a) {
    if (nil(x)) return null
    const k = isNum(x) ? kind(x) : 'd'
    if (k === 'd' || k === 'm') throw err(14, `${op} only supports int and long operands.`)
    long ||= k === 'l'
    r = f(r, BigInt(num(x) as any))
  }
  return long ? BigInt.asIntN(64, r) : Number(BigInt.asIntN(32, r))
}
def('$toString', [1, 1], ([a]) => toStr(a))
for (const [o, t] of [
  ['$toInt', 'int'],
  ['$toLong', 'long'],
  ['$toDouble', 'double'],
  ['$toDecimal', 'decimal'],
  ['$toBool', 'bool'],
  ['$toDate', 'date'],
  ['$toObjectId', 'objectId'],
])
  def(o, [1, 1], ([a]) => (nil(a) ? null : convert(a, t)))
def('$bsonSize', [1, 1], ([a]) => {
  if (nil(a)) return null
  if (!isObj(a)) throw err(31393, `$bsonSize requires a document input, found: ${typeName(a)}`)
  return calculateObjectSize(a)
})
def('$binarySize', [1, 1], ([a]) => {
  if (nil(a)) return null
  if (typeof a === 'string') return Buffer.byteLength(a)
  if (a?._bsontype === 'Binary') return a.value().length
  throw err(51276, `$binarySize requires a string or BinData argument, found: ${typeName(a)}`)
})
def('$tsSecond', [1, 1], ([a]) => (nil(a) ? null : BigInt(a.t)))
def('$tsIncrement', [1, 1], ([a]) => (nil(a) ? null : BigInt(a.i)))
def('$rand', [0, 1], () => Math.random())
for (const o of ['$maxN', '$minN', '$firstN', '$lastN']) {
  /* object argument: below */
}
for (const o of Object.keys(folds)) def(o, null, (a) => folds[o](a.length === 1 && Array.isArray(a[0]) ? a[0] : a))
const TRIM = ' \t\n\v\f\r\u0000\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
const objArg = (a: any, op: string, keys: string[], req: string[], code: number) => {
  if (!isObj(a)) throw err(code, `${op} only supports an object as its argument`)
  for (const k of Object.keys(a)) if (!keys.includes(k)) throw err(code + 1, `${op} found an unknown argument: ${k}`)
  for (const k of req) if (!(k in a)) throw err(code + 2, `Missing '${k}' parameter to ${op}`)
}

export function compileExpr(x: any, vars: Set<string> = new Set()): Fn {
  if (typeof x === 'string' && x[0] === '$') {
    if (x.startsWith('$$')) {
      const parts = x.slice(2).split('.'),
        name = parts[0]
      if (name === 'REMOVE') return () => undefined
      if (name === 'NOW') return (e) => (e.vars.NOW ??= new Date())
      if (name === 'DESCEND' || name === 'PRUNE' || name === 'KEEP') return () => x
      if (name === 'ROOT')
        return parts.length > 1 ? (e) => pathGet(e.vars.ROOT ?? e.root, parts, 1) : (e) => e.vars.ROOT ?? e.root
      if (name === 'CURRENT') return parts.length > 1 ? (e) => pathGet(e.root, parts, 1) : (e) => e.root
      return (e) => {
        if (!(name in e.vars)) throw err(17276, `Use of undefined variable: ${name}`)
        return parts.length > 1 ? pathGet(e.vars[name], parts, 1) : e.vars[name]
      }
    }
    if (x === '$') throw err(16872, "'$' by itself is not a valid FieldPath")
    const parts = x.slice(1).split('.')
    if (parts.some((p) => p === '')) throw err(15998, 'FieldPath field names may not be empty strings.')
    if (parts.length === 1) {
      const k = parts[0]
      return (e) => (isObj(e.root) ? own(e.root, k) : undefined)
    }
    return (e) => pathGet(e.root, parts, 0)
  }
  if (Array.isArray(x)) {
    const f = x.map((y) => compileExpr(y, vars))
    return (e) =>
      f.map((g) => {
        const v = g(e)
        return v === undefined ? null : v
      })
  }
  if (!isObj(x)) return () => x
  const ks = Object.keys(x)
  const op = ks[0]
  if (op === undefined || op[0] !== '$') {
    const f = ks.map((k) => [k, compileExpr(x[k], vars)] as const)
    for (const k of ks)
      if (k[0] === '$' || k.includes('.'))
        throw err(
          16412,
          `FieldPath field names may not contain '.' or start with '$'. Consider using $getField or $setField.`,
        )
    return (e) => {
      const o: Doc = {}
      for (const [k, g] of f) {
        const v = g(e)
        if (v !== undefined) o[k] = v
      }
      return o
    }
  }
  if (ks.length !== 1)
    throw err(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${ks.length} fields in {${ks.join(', ')}}`,
    )
  const a = x[op]
  const C = (y: any) => compileExpr(y, vars)
  const s = simple[op]
  if (s) {
    const list = Array.isArray(a) ? a : [a]
    if (s.n && (list.length < s.n[0] || list.length > s.n[1]))
      throw err(
        16020,
        `Expression ${op} takes ${s.n[0] === s.n[1] ? `exactly ${s.n[0]}` : `at least ${s.n[0]} arguments, and at most ${s.n[1]}`} arguments. ${list.length} were passed in.`,
      )
    const f = list.map(C)
    if (f.length === 1) {
      const g = f[0]
      return (e) => s.f([g(e)], op)
    }
    if (f.length === 2) {
      const g = f[0],
        h = f[1]
      return (e) => s.f([g(e), h(e)], op)
    }
    return (e) =>
      s.f(
        f.map((g) => g(e)),
        op,
      )
  }
  const O = (keys: string[], req: string[], code = 9) => {
    objArg(a, op, keys, req, code)
    const f: Record<string, Fn | undefined> = {}
    for (const k of keys) f[k] = k in a ? C(a[k]) : undefined
    return f
  }
  switch (op) {
    case '$literal':
      return () => a
    case '$expr':
      return C(a)
    case '$and': {
      const f = (Array.isArray(a) ? a : [a]).map(C)
      return (e) => {
        for (const g of f) if (!truthy(g(e))) return false
        return true
      }
    }
    case '$or': {
      const f = (Array.isArray(a) ? a : [a]).map(C)
      return (e) => {
        for (const g of f) if (truthy(g(e))) return true
        return false
      }
    }
    case '$cond': {
      let l: any[]
      if (Array.isArray(a)) {
        if (a.length !== 3) throw err(16020, `Expression $cond takes exactly 3 arguments. ${a.length} were passed in.`)
        l = a
      } else {
        if (!isObj(a)) throw err(16020, 'Expression $cond takes exactly 3 arguments. 1 were passed in.')
        for (const k of Object.keys(a))
          if (!['if', 'then', 'else'].includes(k)) throw err(17083, `Unrecognized parameter to $cond: ${k}`)
        if (!('if' in a)) throw err(17080, "Missing 'if' parameter to $cond")
        if (!('then' in a)) throw err(17081, "Missing 'then' parameter to $cond")
        if (!('else' in a)) throw err(17082, "Missing 'else' parameter to $cond")
        l = [a.if, a.then, a.else]
      }
      const [i, t, z] = l.map(C)
      return (e) => (truthy(i(e)) ? t(e) : z(e))
    }
    case '$ifNull': {
      if (!Array.isArray(a) || a.length < 2)
        throw err(1257300, `$ifNull needs at least two arguments, had: ${Array.isArray(a) ? a.length : 1}`)
      const f = a.map(C)
      return (e) => {
        let v: any
        for (const g of f) {
          v = g(e)
          if (!nil(v)) return v
        }
        return v
      }
    }
    case '$switch': {
      if (!isObj(a)) throw err(40060, `$switch requires an object as an argument, found: ${typeName(a)}`)
      for (const k of Object.keys(a))
        if (!['branches', 'default'].includes(k)) throw err(40067, `$switch found an unknown argument: ${k}`)
      if (!Array.isArray(a.branches))
        throw err(40061, `$switch expected an array for 'branches', found: ${typeName(a.branches)}`)
      if (!a.branches.length) throw err(40068, '$switch requires at least one branch.')
      const b = a.branches.map((y: any) => {
        if (!isObj(y)) throw err(40062, '$switch expected each branch to be an object')
        for (const k of Object.keys(y))
          if (!['case', 'then'].includes(k)) throw err(40063, `$switch found an unknown argument to a branch: ${k}`)
        if (!('case' in y)) throw err(40064, "$switch requires each branch have a 'case' expression")
        if (!('then' in y)) throw err(40065, "$switch requires each branch have a 'then' expression.")
        return [C(y.case), C(y.then)]
      })
      const d = 'default' in a ? C(a.default) : null
      return (e) => {
        for (const [c, t] of b) if (truthy(c(e))) return t(e)
        if (!d) throw err(40066, '$switch could not find a matching branch for an input, and no default was specified.')
        return d(e)
      }
    }
    case '$let': {
      if (!isObj(a)) throw err(16874, '$let only supports an object as its argument')
      for (const k of Object.keys(a))
        if (!['vars', 'in'].includes(k)) throw err(16875, `Unrecognized parameter to $let: ${k}`)
      if (!('vars' in a)) throw err(16876, "Missing 'vars' parameter to $let")
      if (!('in' in a)) throw err(16877, "Missing 'in' parameter to $let")
      const v = Object.keys(a.vars).map((k) => {
          if (!/^[a-z\u0080-\uffff]\w*/.test(k))
            throw err(16867, `'${k}' starts with an invalid character for a user variable name`)
          return [k, C(a.vars[k])] as const
        }),
        f = C(a.in)
      return (e) => {
        const n: any = { ...e.vars, ROOT: e.vars.ROOT ?? e.root }
        for (const [k, g] of v) n[k] = g(e)
        return f({ root: e.root, vars: n })
      }
    }
    case '$map': {
      objArg(a, op, ['input', 'as', 'in', 'arrayIndexAs'], [], 16878)
      if (!('input' in a)) throw err(16880, "Missing 'input' parameter to $map")
      if (!('in' in a)) throw err(16882, "Missing 'in' parameter to $map")
      const i = C(a.input),
        f = C(a.in),
        as = a.as ?? 'this'
      return (e) => {
        const v = i(e)
        if (nil(v)) return null
        if (!Array.isArray(v)) throw err(16883, `input to $map must be an array not ${typeName(v)}`)
        return v.map((y) => {
          const r = f({ root: e.root, vars: { ...e.vars, [as]: y } })
          return r === undefined ? null : r
        })
      }
    }
    case '$filter': {
      objArg(a, op, ['input', 'as', 'cond', 'limit', 'arrayIndexAs'], [], 28646)
      if (!('input' in a)) throw err(28648, "Missing 'input' parameter to $filter")
      if (!('cond' in a)) throw err(28650, "Missing 'cond' parameter to $filter")
      const i = C(a.input),
        f = C(a.cond),
        as = a.as ?? 'this',
        lim = 'limit' in a ? C(a.limit) : null
      return (e) => {
        const v = i(e)
        if (nil(v)) return null
        if (!Array.isArray(v)) throw err(28651, `input to $filter must be an array not ${typeName(v)}`)
        let n = Infinity
        if (lim) {
          const l = lim(e)
          if (!nil(l)) {
            n = asInt(l, '$filter', 327391)
            if (n < 1) throw err(327392, `$filter: limit must be greater than 0`)
          }
        }
        const o: any[] = []
        for (const y of v) {
          if (o.length >= n) break
          if (truthy(f({ root: e.root, vars: { ...e.vars, [as]: y } }))) o.push(y)
        }
        return o
      }
    }
    case '$reduce': {
      objArg(a, op, ['input', 'initialValue', 'in', 'as', 'valueAs', 'arrayIndexAs'], [], 40075)
      for (const k of ['input', 'initialValue', 'in'])
        if (!(k in a)) throw err(40077, `$reduce requires '${k}' to be specified`)
      const i = C(a.input),
        z = C(a.initialValue),
        f = C(a.in)
      return (e) => {
        const v = i(e)
        if (nil(v)) return null
        if (!Array.isArray(v)) throw err(40080, `$reduce requires that 'input' be an array, found: ${typeName(v)}`)
        let acc = z(e)
        for (const y of v) acc = f({ root: e.root, vars: { ...e.vars, this: y, value: acc } })
        return acc
      }
    }
    case '$zip': {
      objArg(a, op, ['inputs', 'useLongestLength', 'defaults'], [], 34460)
      if (!Array.isArray(a.inputs))
        throw err(34461, `inputs must be an array of expressions, found ${typeName(a.inputs)}`)
      if (!a.inputs.length) throw err(34465, '$zip requires at least one input array')
      const f = a.inputs.map(C),
        d = a.defaults?.map(C)
      return (e) => {
        const v = f.map((g: Fn) => g(e))
        if (v.some(nil)) return null
        for (const y of v)
          if (!Array.isArray(y)) throw err(34468, `$zip found a non-array expression in input: ${typeName(y)}`)
        const n = a.useLongestLength
          ? Math.max(...v.map((y: any[]) => y.length))
          : Math.min(...v.map((y: any[]) => y.length))
        return Array.from({ length: n }, (_, i) =>
          v.map((y: any[], j: number) => (i < y.length ? y[i] : d ? d[j](e) : null)),
        )
      }
    }
    case '$sortArray': {
      objArg(a, op, ['input', 'sortBy'], ['input', 'sortBy'], 2942500)
      const i = C(a.input)
      return (e) => {
        const v = i(e)
        if (nil(v)) return null
        if (!Array.isArray(v))
          throw err(2942504, `The input argument to $sortArray must be an array, but was of type: ${typeName(v)}`)
        if (isNum(a.sortBy)) {
          const d = toNumber(a.sortBy)
          return [...v].sort((p, q) => d * compare(p, q))
        }
        const keys = Object.keys(a.sortBy).map((k) => [k.split('.'), toNumber(a.sortBy[k])] as const)
        return [...v].sort((p, q) => {
          for (const [k, d] of keys) {
            const c = compare(pathGet(p, k, 0) ?? null, pathGet(q, k, 0) ?? null)
            if (c) return d * c
          }
          return 0
        })
      }
    }
    case '$maxN':
    case '$minN':
    case '$firstN':
    case '$lastN': {
      objArg(a, op, ['input', 'n'], ['input', 'n'], 5787900)
      const i = C(a.input),
        n = C(a.n)
      return (e) => {
        const v = i(e)
        const k = n(e)
        if (!isNum(k) || !Number.isInteger(toNumber(k)))
          throw err(5787902, `Value for 'n' must be of integral type, but found ${typeName(k)}`)
        if (toNumber(k) < 1) throw err(5787908, `'n' must be greater than 0, found ${toNumber(k)}`)
        if (op === '$maxN' || op === '$minN' ? !Array.isArray(v) : !Array.isArray(v)) {
          if (nil(v) && (op === '$maxN' || op === '$minN')) return null
          throw err(5788200, `Input must be an array`)
        }
        return nOf(op, v, toNumber(k))
      }
    }
    case '$median':
    case '$percentile': {
      objArg(a, op, ['input', 'p', 'method'], ['input'], 40414)
      const i = C(a.input)
      return (e) => {
        const v = i(e)
        const l = Array.isArray(v) ? v : [v]
        if (op === '$median') return percentile(l, 0.5)
        const p = C(a.p)(e)
        return p.map((q: any) => percentile(l, toNumber(q)))
      }
    }
    case '$getField': {
      const f = isObj(a) && ('field' in a || 'input' in a) ? a : { field: a }
      const k = C(typeof f.field === 'string' ? { $literal: f.field } : f.field),
        i = 'input' in f ? C(f.input) : (e: Env) => e.root
      return (e) => {
        const n = k(e)
        if (typeof n !== 'string')
          throw err(
            3041704,
            `$getField requires 'field' to evaluate to type String, but got ${n === undefined ? 'missing' : typeName(n)}`,
          )
        const o = i(e)
        return isObj(o) ? own(o, n) : nil(o) ? o : undefined
      }
    }
    case '$setField':
    case '$unsetField': {
      objArg(a, op, ['field', 'input', 'value'], ['field', 'input'], 4161100)
      const i = C(a.input),
        v = 'value' in a ? C(a.value) : () => undefined,
        k = typeof a.field === 'string' ? a.field : a.field?.$literal
      if (typeof k !== 'string') throw err(4161106, `${op} requires 'field' to evaluate to a constant`)
      return (e) => {
        const o = i(e)
        if (nil(o)) return null
        if (!isObj(o)) throw err(4161105, `${op} requires 'input' to evaluate to type Object`)
        const r = { ...o }
        const x = op === '$unsetField' ? undefined : v(e)
        if (x === undefined) delete r[k]
        else r[k] = x
        return r
      }
    }
    case '$convert': {
      objArg(a, op, ['input', 'to', 'onError', 'onNull', 'format', 'byteOrder', 'base'], ['input', 'to'], 9)
      const i = C(a.input),
        t = C(isObj(a.to) && 'type' in a.to ? a.to.type : a.to),
        oe = 'onError' in a ? C(a.onError) : null,
        on = 'onNull' in a ? C(a.onNull) : null
      return (e) => {
        const v = i(e)
        const to = t(e)
        if (nil(v)) return on ? on(e) : null
        if (nil(to)) return null
        try {
          return convert(v, to)
        } catch (z) {
          if (oe && z instanceof MongoError && z.code === 241) return oe(e)
          throw z
        }
      }
    }
    case '$trim':
    case '$ltrim':
    case '$rtrim': {
      objArg(a, op, ['input', 'chars'], [], 50696)
      if (!('input' in a)) throw err(50695, `${op} requires an 'input' field`)
      const i = C(a.input),
        c = 'chars' in a ? C(a.chars) : null
      return (e) => {
        const v = i(e)
        if (nil(v)) return null
        if (typeof v !== 'string') throw err(50699, `${op} requires its input to be a string, got ${typeName(v)}`)
        const cs = c ? c(e) : TRIM
        if (nil(cs)) return null
        if (typeof cs !== 'string') throw err(50700, `${op} requires 'chars' to be a string`)
        const set = new Set(cps(cs)),
          s = cps(v)
        let p = 0,
          q = s.length
        if (op !== '$rtrim') while (p < q && set.has(s[p])) p++
        if (op !== '$ltrim') while (q > p && set.has(s[q - 1])) q--
        return s.slice(p, q).join('')
      }
    }
    case '$replaceOne':
    case '$replaceAll': {
      objArg(a, op, ['input', 'find', 'replacement'], ['input', 'find', 'replacement'], 51749)
      const f = ['input', 'find', 'replacement'].map((k) => C(a[k]))
      return (e) => {
        const v = f.map((g) => g(e))
        v.forEach((y, j) => {
          if (!nil(y) && typeof y !== 'string')
            throw err(51746 - j, `${op} requires that '${['input', 'find', 'replacement'][j]}' be a string`)
        })
        if (v.some(nil)) return null
        return op === '$replaceAll'
          ? v[0].split(v[1]).join(v[2])
          : ((k) => (k < 0 ? v[0] : v[0].slice(0, k) + v[2] + v[0].slice(k + v[1].length)))(v[0].indexOf(v[1]))
      }
    }
    case '$regexMatch':
    case '$regexFind':
    case '$regexFindAll': {
      objArg(a, op, ['input', 'regex', 'options'], [], 51103)
      if (!('input' in a)) throw err(51022, `${op} requires 'input' parameter`)
      if (!('regex' in a)) throw err(51023, `${op} requires 'regex' parameter`)
      const i = C(a.input),
        r = C(a.regex),
        o = 'options' in a ? C(a.options) : null
      return (e) => {
        const v = i(e),
          re = r(e),
          op2 = o ? o(e) : ''
        if (!nil(v) && typeof v !== 'string') throw err(51104, `${op} needs 'input' to be of type string`)
        const none = op === '$regexMatch' ? false : op === '$regexFind' ? null : []
        let src: string, fl: string
        if (nil(re)) return none
        if (typeof re === 'string') {
          src = re
          fl = op2 ?? ''
        } else if (re._bsontype === 'BSONRegExp') {
          src = re.pattern
          fl = op2 || re.options
        } else throw err(51105, `${op} needs 'regex' to be of type string or regex`)
        if (nil(v)) return none
        const R = new RegExp(toRegExp(src, fl).source, toRegExp(src, fl).flags + 'g')
        let at = 0,
          cp = 0
        const res = (m: RegExpMatchArray) => ({
          match: m[0],
          idx: (() => {
            for (; at < m.index!; at++) {
              const c = v.charCodeAt(at)
              if (c < 0xdc00 || c > 0xdfff) cp++
            }
            return cp
          })(),
          captures: m.slice(1).map((c) => (c === undefined ? null : c)),
        })
        if (op === '$regexMatch') return R.test(v)
        const all = [...v.matchAll(R)]
        return op === '$regexFind' ? (all[0] ? res(all[0]) : null) : all.map(res)
      }
    }
    case '$meta':
      return () => undefined
  }
  if (DATE_OPS.includes(op)) {
    if (!isObj(a)) throw err(18629, `${op} only supports an object as its argument`)
    const f = Object.keys(a).map((k) => [k, C(a[k])] as const)
    return (e) => {
      const o: Doc = {}
      for (const [k, g] of f) {
        let v = g(e)
        if ((k === 'date' || k === 'startDate' || k === 'endDate') && !nil(v)) {
          const d = toDate(v)
          if (!d) throw err(16006, `can't convert from BSON type ${typeName(v)} to Date`)
          v = d
        }
        o[k] = v
      }
      if (
        ('date' in a && nil(o.date)) ||
        ('startDate' in a && nil(o.startDate)) ||
        ('endDate' in a && nil(o.endDate)) ||
        ('timezone' in a && nil(o.timezone)) ||
        ('unit' in a && nil(o.unit)) ||
        ('amount' in a && nil(o.amount))
      ) {
        if ('onNull' in a) return o.onNull
        return null
      }
      const r = viaMingo(op, o)
      return op === '$dateDiff' && typeof r === 'number' ? BigInt(r) : r
    }
  }
  if (DATE_PARTS.includes(op)) {
    const src = isObj(a) && 'date' in a ? a : { date: Array.isArray(a) && a.length === 1 ? a[0] : a }
    const d = C(src.date),
      tz = src.timezone === undefined ? null : C(src.timezone)
    return (e) => {
      const v = d(e),
        z = tz ? tz(e) : 'UTC'
      if (nil(v) || nil(z)) return null
      const dt = toDate(v)
      if (!dt) throw err(16006, `can't convert from BSON type ${typeName(v)} to Date`)
      return viaMingo(op, tz ? { date: dt, timezone: z } : dt)
    }
  }
  throw err(168, `Unrecognized expression '${op}'`)
}
export function nOf(op: string, v: any[], n: number): any[] {
  if (op === '$firstN') return v.slice(0, n)
  if (op === '$lastN') return v.slice(-n)
  const s = v.filter((x) => !nil(x)).sort(compare)
  return op === '$minN' ? s.slice(0, n) : s.reverse().slice(0, n)
}
