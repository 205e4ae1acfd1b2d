// @ts-nocheck
/* eslint-disable */
// MongoDB query predicates: compile(filter) -> (doc, ctx?) => boolean. ctx.pos receives the index for the positional operator.
import {
  compare,
  equal,
  isObj,
  isNum,
  isDec,
  rank,
  R,
  num,
  toNumber,
  toRegExp,
  exact,
  promote,
  type Doc,
  type Coll,
} from './bson.js'
import { MongoError } from './errors.js'
import { evalExpr } from './agg.js'

export type Ctx = { pos?: number }
export type Pred = (doc: Doc, ctx?: Ctx) => boolean
type Leaf = (v: any, ctx?: Ctx) => boolean
const bad = (m: string, code = 2) => new MongoError(code, m)
const isIdx = (p: string) => {
  if (p.length === 0 || p.length > 9) return false
  for (let i = 0; i < p.length; i++) {
    const c = p.charCodeAt(i)
    if (c < 48 || c > 57) return false
  }
  return p.length === 1 || p[0] !== '0'
}
const own = (o: any, k: string) => (Object.prototype.hasOwnProperty.call(o, k) ? o[k] : MISSING)
export const MISSING: any = undefined // a BSON undefined value and an absent field are alike here

/** calls cb on every value that `path` reaches (undefined where a level is missing); stops when cb says true */
export function walk(
  v: any,
  parts: string[],
  i: number,
  cb: (v: any, arrIdx: number) => boolean,
  arrIdx = -1,
): boolean {
  if (i === parts.length) return cb(v, arrIdx)
  const p = parts[i]
  if (Array.isArray(v)) {
    let hit = false
    if (isIdx(p)) {
      hit = true
      const n = Number(p)
      if (n < v.length && walk(v[n], parts, i + 1, cb, arrIdx)) return true
    }
    let objs = 0
    for (let k = 0; k < v.length; k++)
      if (isObj(v[k])) {
        objs++
        if (hit && !(p in v[k])) continue
        if (walk(own(v[k], p), parts, i + 1, cb, arrIdx < 0 ? k : arrIdx)) return true
      }
    if (hit && objs === 0 && Number(p) >= v.length) return walk(MISSING, parts, i + 1, cb, arrIdx)
    return false
  }
  if (isObj(v)) return walk(own(v, p), parts, i + 1, cb, arrIdx)
  return cb(undefined, arrIdx)
}
/** value test with the implicit "or any element" of an array leaf */
const anyElem =
  (leaf: Leaf) =>
  (v: any, ctx: Ctx | undefined, ai: number): boolean => {
    if (leaf(v)) {
      if (ctx && ai >= 0 && ctx.pos === undefined) ctx.pos = ai
      return true
    }
    if (Array.isArray(v))
      for (let i = 0; i < v.length; i++)
        if (leaf(v[i])) {
          if (ctx && ctx.pos === undefined) ctx.pos = ai >= 0 ? ai : i
          return true
        }
    return false
  }
const onPath = (path: string, test: (v: any, ctx: Ctx | undefined, ai: number) => boolean): Pred => {
  if (!path.includes('.')) return (d, ctx) => test(own(d, path), ctx, -1)
  const parts = path.split('.')
  return (d, ctx) => walk(d, parts, 0, (v, ai) => test(v, ctx, ai))
}
const isRe = (v: any) => v instanceof RegExp || (v !== null && typeof v === 'object' && v._bsontype === 'BSONRegExp')
const re = (v: any): RegExp => (v instanceof RegExp ? v : toRegExp(v.pattern, v.options))
const reLeaf = (v: any): Leaf => {
  const r = re(v),
    raw = v
  return (x) => (typeof x === 'string' && r.test(x)) || (isRe(x) && equal(x, raw))
}

function eqLeaf(b: any, coll: Coll): Leaf {
  if (b === null || b === undefined) return (v) => v === null || v === undefined
  if (typeof b === 'string' && !coll) return (v) => v === b || (typeof v === 'object' && v !== null && equal(v, b))
  if (typeof b === 'number')
    return (v) => v === b || (typeof v !== 'number' && isNum(v) && equal(v, b)) || (Number.isNaN(b) && equal(v, b))
  return (v) => v !== undefined && equal(v, b, coll)
}
function cmpLeaf(op: string, b: any, coll: Coll): Leaf {
  const rb = rank(b)
  const ok =
    op === '$gt'
      ? (c: number) => c > 0
      : op === '$gte'
        ? (c: number) => c >= 0
        : op === '$lt'
          ? (c: number) => c < 0
          : (c: number) => c <= 0
  if (rb === R.NULL || rb === R.UNDEF)
    return op === '$gte' || op === '$lte' ? (v) => v === null || v === undefined : () => false
  if (rb === R.MIN || rb === R.MAX) return (v) => ok(compare(v === undefined ? null : v, b))
  if (rb === R.NUM && Number.isNaN(toNumber(b)))
    return op === '$gte' || op === '$lte' ? (v) => isNum(v) && Number.isNaN(toNumber(v)) : () => false
  return (v) => rank(v) === rb && !(rb === R.NUM && Number.isNaN(toNumber(v))) && ok(compare(v, b, coll))
}
const TYPES: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
}
export function bsonType(v: any): number {
  switch (typeof v) {
    case 'string':
      return 2
    case 'boolean':
      return 8
    case 'bigint':
      return 18
    case 'undefined':
      return 6
    case 'number':
      return Number.isInteger(v) && v >= -2147483648 && v <= 2147483647 && !Object.is(v, -0) ? 16 : 1
  }
  if (v === null) return 10
  if (Array.isArray(v)) return 4
  if (v instanceof Date) return 9
  if (v instanceof RegExp) return 11
  switch (v._bsontype) {
    case 'Double':
      return 1
    case 'Int32':
      return 16
    case 'Long':
      return 18
    case 'Decimal128':
      return 19
    case 'ObjectId':
      return 7
    case 'Binary':
      return 5
    case 'Timestamp':
      return 17
    case 'BSONRegExp':
      return 11
    case 'Code':
      return v.scope ? 15 : 13
    case 'BSONSymbol':
      return 14
    case 'MinKey':
      return -1
    case 'MaxKey':
      return 127
    case 'DBRef':
      return 12
  }
  return v instanceof Uint8Array ? 5 : 3
}
export const typeName = (v: any): string => {
  const t = bsonType(v)
  return Object.keys(TYPES).find((k) => TYPES[k] === t)!
}

const intArg = (v: any, what: string): number => {
  if (!isNum(v)) throw bad(`Failed to parse ${what}. Expected an integer`)
  const n = toNumber(v)
  if (!Number.isInteger(n)) throw bad(`Failed to parse ${what}. Expected an integer`)
  return n
}

export function compile(filter: Doc, coll: Coll = null, vars: Doc = {}): Pred {
  const preds: Pred[] = []
  for (const k of Object.keys(filter)) {
    const v = filter[k]
    if (k[0] === '$') {
      switch (k) {
        case '$and':
        case '$or':
        case '$nor': {
          if (!Array.isArray(v) || v.length === 0) throw bad(`${k} must be a nonempty array`)
          const ps = v.map((x) => {
            if (!isObj(x)) throw bad(`${k} entries need to be full objects`)
            return compile(x, coll, vars)
          })
          if (k === '$and')
            preds.push((d, c) => {
              for (const p of ps) if (!p(d, c)) return false
              return true
            })
          else if (k === '$or')
            preds.push((d, c) => {
              for (const p of ps) if (p(d, c)) return true
              return false
            })
          else
            preds.push((d) => {
              for (const p of ps) if (p(d)) return false
              return true
            })
          break
        }
        case '$expr': {
          preds.push((d) => {
            const r = evalExpr(d, v, vars)
            return !(r === false || r === null || r === undefined || r === 0)
          })
          break
        }
        case '$comment':
          break
        case '$alwaysTrue':
          break
        case '$alwaysFalse':
          preds.push(() => false)
          break
        case '$jsonSchema':
        case '$text':
        case '$where':
          throw bad(`${k} is not supported by the embedded server`, 238)
        default:
          throw bad(
            `unknown top level operator: ${k}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
          )
      }
    } else preds.push(fieldPred(k, v, coll, vars))
  }
  if (preds.length === 1) return preds[0]
  if (preds.length === 0) return () => true
  return (d, c) => {
    for (const p of preds) if (!p(d, c)) return false
    return true
  }
}
const isOps = (v: any): v is Doc => {
  if (!isObj(v)) return false
  const k = Object.keys(v)
  return k.length > 0 && k[0][0] === '$' && !['$ref', '$id', '$db'].includes(k[0])
}

function fieldPred(path: string, v: any, coll: Coll, vars: Doc): Pred {
  if (isRe(v)) return onPath(path, anyElem(reLeaf(v)))
  if (!isOps(v)) {
    if (v === undefined) throw bad('cannot compare to undefined')
    return onPath(path, anyElem(eqLeaf(v, coll)))
  }
  const ps = Object.keys(v)
    .map((op) => opPred(path, op, v[op], v, coll, vars))
    .filter((p): p is Pred => p !== null)
  return ps.length === 1
    ? ps[0]
    : (d, c) => {
        for (const p of ps) if (!p(d, c)) return false
        return true
      }
}
function opPred(path: string, op: string, b: any, all: Doc, coll: Coll, vars: Doc): Pred | null {
  const not =
    (p: Pred): Pred =>
    (d) =>
      !p(d)
  switch (op) {
    case '$eq':
      if (isRe(b))
        return onPath(
          path,
          anyElem((v) => isRe(v) && equal(v, b)),
        )
      return onPath(path, anyElem(eqLeaf(b, coll)))
    case '$ne':
      if (isRe(b)) throw bad("Can't have regex as arg to $ne.")
      return not(onPath(path, anyElem(eqLeaf(b, coll))))
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (isRe(b)) throw bad(`Can't have RegEx as arg to predicate over field '${path}'.`)
      return onPath(path, anyElem(cmpLeaf(op, b, coll)))
    case '$in':
    case '$nin': {
      if (!Array.isArray(b)) throw bad(`${op} needs an array`)
      for (const x of b) if (isOps(x)) throw bad(`cannot nest $ under ${op}`)
      let leaf: Leaf
      const strs = new Set(b.filter((x) => typeof x === 'string')),
        nums = new Set(b.filter((x) => typeof x === 'number')),
        oids = new Set(b.filter((x) => x?._bsontype === 'ObjectId').map((x) => x.toHexString()))
      const rest = b
        .filter((x) => (coll ? true : typeof x !== 'string') && typeof x !== 'number' && x?._bsontype !== 'ObjectId')
        .map((x) => (isRe(x) ? reLeaf(x) : eqLeaf(x, coll)))
      leaf = (v) => {
        if (typeof v === 'string') {
          if (!coll && strs.has(v)) return true
        } else if (typeof v === 'number') {
          if (nums.has(v)) return true
        } else if (v !== null && typeof v === 'object') {
          if (v._bsontype === 'ObjectId') return oids.has(v.toHexString())
          if (isNum(v)) return b.some((x: any) => isNum(x) && equal(x, v))
        } else if (typeof v === 'bigint') return b.some((x: any) => isNum(x) && equal(x, v))
        for (const r of rest) if (r(v)) return true
        return false
      }
      const p = onPath(path, anyElem(leaf))
      return op === '$in' ? p : not(p)
    }
    case '$exists': {
      const want = !(b === false || b === 0 || b === null || (isNum(b) && toNumber(b) === 0))
      const p = onPath(path, (v) => v !== undefined)
      return want ? p : not(p)
    }
    case '$not': {
      if (isRe(b)) return not(onPath(path, anyElem(reLeaf(b))))
      if (!isObj(b) || Object.keys(b).length === 0 || !isOps(b)) throw bad('$not needs a regex or a document')
      return not(fieldPred(path, b, coll, vars))
    }
    case '$regex': {
      let src = b,
        fl = all.$options ?? ''
      if (isRe(b)) {
        src = b.source ?? b.pattern
        if (!all.$options) fl = b.flags ?? b.options
      } else if (typeof b !== 'string') throw bad('$regex has to be a string')
      const r = toRegExp(src, fl)
      return onPath(
        path,
        anyElem((v) => typeof v === 'string' && r.test(v)),
      )
    }
    case '$options':
      if (all.$regex === undefined) throw bad('$options needs a $regex')
      return null
    case '$size': {
      const n = intArg(b, '$size')
      if (n < 0) throw bad(`Failed to parse $size. Expected a non-negative number in: $size: ${n}`)
      return onPath(path, (v) => Array.isArray(v) && v.length === n)
    }
    case '$all': {
      if (!Array.isArray(b)) throw bad('$all needs an array')
      if (b.length === 0) return () => false
      const ps = b.map((x) =>
        isObj(x) && Object.keys(x)[0] === '$elemMatch'
          ? opPred(path, '$elemMatch', x.$elemMatch, x, coll, vars)!
          : isRe(x)
            ? onPath(path, anyElem(reLeaf(x)))
            : onPath(path, anyElem(eqLeaf(x, coll))),
      )
      return (d, c) => {
        for (const p of ps) if (!p(d, c)) return false
        return true
      }
    }
    case '$elemMatch': {
      if (!isObj(b)) throw bad('$elemMatch needs an Object')
      const ks = Object.keys(b),
        isValue = isOps(b) && !['$and', '$or', '$nor', '$expr'].includes(ks[0])
      let test: (e: any) => boolean
      if (isValue) {
        const p = fieldPred('v', b, coll, vars)
        test = (e) => p({ v: e })
        if (!['$elemMatch', '$size', '$all'].some((x) => x in b)) test = valueTest(b, coll, vars)
      } else {
        const p = compile(b, coll, vars)
        test = (e) => (isObj(e) || Array.isArray(e)) && p(e as Doc)
      }
      return onPath(path, (v, ctx, ai) => {
        if (!Array.isArray(v)) return false
        for (let i = 0; i < v.length; i++)
          if (test(v[i])) {
            if (ctx && ctx.pos === undefined) ctx.pos = ai >= 0 ? ai : i
            return true
          }
        return false
      })
    }
    case '$type': {
      const ts = (Array.isArray(b) ? b : [b]).map((t) => {
        if (t === 'number') return 'number'
        if (typeof t === 'string') {
          if (!(t in TYPES)) throw bad(`Unknown type name alias: ${t}`)
          return TYPES[t]
        }
        const n = intArg(t, '$type')
        if (!Object.values(TYPES).includes(n)) throw bad(`Invalid numerical type code: ${n}`)
        return n
      })
      if (ts.length === 0) throw bad(`${path} must match at least one type`)
      const isT = (v: any) => v !== undefined && ts.some((t) => (t === 'number' ? isNum(v) : bsonType(v) === t))
      return onPath(path, anyElem(isT))
    }
    case '$mod': {
      if (!Array.isArray(b)) throw bad('malformed mod, needs to be an array')
      if (b.length < 2) throw bad('malformed mod, not enough elements')
      if (b.length > 2) throw bad('malformed mod, too many elements')
      const t = (x: any) => {
        if (!isNum(x)) throw bad('malformed mod, divisor not a number')
        return BigInt(Math.trunc(toNumber(x)))
      }
      const m = t(b[0]),
        r = t(b[1])
      if (m === 0n) throw bad('divisor cannot be 0')
      return onPath(
        path,
        anyElem((v) => {
          if (!isNum(v)) return false
          const n = num(v)
          const x =
            typeof n === 'bigint' ? n : ((f) => (Number.isFinite(f) ? BigInt(Math.trunc(f)) : null))(toNumber(v))
          return x !== null && x % m === r
        }),
      )
    }
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear': {
      let mask = 0n
      if (Array.isArray(b)) for (const x of b) mask |= 1n << BigInt(intArg(x, op))
      else if (isNum(b)) {
        const n = num(b)
        mask = typeof n === 'bigint' ? n : BigInt(intArg(b, op))
        if (mask < 0n) throw bad(`Expected a non-negative number in: ${op}`)
      } else if (b?._bsontype === 'Binary') {
        const u = b.value() as Uint8Array
        for (let i = 0; i < u.length; i++) mask |= BigInt(u[i]) << BigInt(8 * i)
      } else throw bad(`${path} takes an Array, a number, or a BinData but received: ${typeName(b)}`)
      return onPath(
        path,
        anyElem((v) => {
          let x: bigint
          if (isNum(v)) {
            const n = toNumber(v)
            if (!Number.isInteger(n)) return false
            const e = exact(num(v) as any)
            if (typeof e === 'number') return false
            x = e.c * 10n ** BigInt(Math.max(0, e.e))
            if (x < -(2n ** 63n) || x >= 2n ** 63n) return false
            x = BigInt.asUintN(200, x)
          } else if (v?._bsontype === 'Binary') {
            x = 0n
            const u = v.value() as Uint8Array
            for (let i = 0; i < u.length; i++) x |= BigInt(u[i]) << BigInt(8 * i)
          } else return false
          const s = x & mask
          return op === '$bitsAllSet'
            ? s === mask
            : op === '$bitsAnySet'
              ? s !== 0n
              : op === '$bitsAllClear'
                ? s === 0n
                : s !== mask
        }),
      )
    }
    case '$expr':
      throw bad('unknown operator: $expr')
    case '$comment':
      return null
    case '$geoWithin':
    case '$geoIntersects':
    case '$near':
    case '$nearSphere':
      throw bad(`${op} is not supported by the embedded server`, 238)
    default:
      throw bad(`unknown operator: ${op}`)
  }
}
/** $elemMatch with value operators: no implicit array expansion of the element itself */
function valueTest(ops: Doc, coll: Coll, vars: Doc): (e: any) => boolean {
  const p = fieldPred('v', ops, coll, vars)
  return (e) => (Array.isArray(e) ? p({ v: [e] }) || (p({ v: e }) && false) : p({ v: e }))
}
