// @ts-nocheck
/* eslint-disable */
// Update operators on type-exact documents, MongoDB 5+ order (paths applied in lexicographic order).
import { Decimal128, Double, Timestamp, ObjectId } from 'bson'
import { compare, equal, identical, isObj, isNum, isDec, num, exact, toNumber, type Doc, type Coll } from './bson.js'
import { compile, typeName, type Pred } from './match.js'
import { MongoError } from './errors.js'

const err = (code: number, m: string) => new MongoError(code, m)
const I32 = (n: number) => n >= -2147483648 && n <= 2147483647
export const mkDouble = (x: number): any => (Number.isInteger(x) && I32(x) && !Object.is(x, -0) ? new Double(x) : x)
type Kind = 'i' | 'l' | 'd' | 'm'
const kind = (v: any): Kind =>
  typeof v === 'bigint' || v?._bsontype === 'Long'
    ? 'l'
    : isDec(v)
      ? 'm'
      : typeof v === 'number' && Number.isInteger(v) && I32(v) && !Object.is(v, -0)
        ? 'i'
        : v?._bsontype === 'Int32'
          ? 'i'
          : 'd'
export function decOf(c: bigint, e: number): Decimal128 {
  return Decimal128.fromStringWithRounding(`${c}E${e}`)
}
export function arith(op: '+' | '*', a: any, b: any): any {
  const ka = kind(a),
    kb = kind(b),
    x = num(a),
    y = num(b)
  if (ka === 'm' || kb === 'm') {
    const p = exact(ka === 'd' ? Decimal128.fromString(String(Number((x as number).toPrecision(15)))) : x),
      q = exact(kb === 'd' ? Decimal128.fromString(String(Number((y as number).toPrecision(15)))) : y)
    if (typeof p === 'number' || typeof q === 'number') {
      const f = (d: any) => (typeof d === 'number' ? d : Number(d.c) * 10 ** d.e)
      const r = op === '+' ? f(p) + f(q) : f(p) * f(q)
      return Decimal128.fromString(Number.isNaN(r) ? 'NaN' : r > 0 ? 'Infinity' : '-Infinity')
    }
    if (op === '*') return decOf(p.c * q.c, p.e + q.e)
    const e = Math.min(p.e, q.e)
    return decOf(p.c * 10n ** BigInt(p.e - e) + q.c * 10n ** BigInt(q.e - e), e)
  }
  if (ka === 'd' || kb === 'd') return mkDouble(op === '+' ? Number(x) + Number(y) : Number(x) * Number(y))
  const r = op === '+' ? BigInt(x as any) + BigInt(y as any) : BigInt(x as any) * BigInt(y as any)
  if (ka === 'i' && kb === 'i' && r >= -2147483648n && r <= 2147483647n) return Number(r)
  if (r < -(2n ** 63n) || r >= 2n ** 63n) return undefined // overflow
  return r
}

type Env = { filters: Record<string, Pred>; pos?: number; insert: boolean; now: Date; coll: Coll }
const OPS = [
  '$set',
  '$unset',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$rename',
  '$setOnInsert',
  '$currentDate',
  '$push',
  '$addToSet',
  '$pop',
  '$pull',
  '$pullAll',
  '$bit',
]
export type Update = { ops: { op: string; path: string; arg: any }[] }

export function compileUpdate(u: Doc): Update {
  const ops: Update['ops'] = []
  for (const op of Object.keys(u)) {
    if (!OPS.includes(op))
      throw err(
        9,
        `Unknown modifier: ${op}. Expected a valid update modifier or pipeline-style update specified as an array`,
      )
    if (!isObj(u[op]))
      throw err(
        9,
        `Modifiers operate on fields but we found type ${typeName(u[op])} instead. For example: {$mod: {<field>: ...}} not {${op}: ${JSON.stringify(u[op])}}`,
      )
    for (const path of Object.keys(u[op])) {
      if (path === '') throw err(56, 'An empty update path is not valid.')
      if (path.startsWith('.') || path.endsWith('.') || path.includes('..'))
        throw err(56, `The update path '${path}' contains an empty field name, which is not allowed.`)
      const arg = u[op][path]
      ops.push({ op, path, arg })
      if (op === '$rename') {
        if (typeof arg !== 'string') throw err(2, `The 'to' field for $rename must be a string: ${path}`)
        if (/\$/.test(path + arg)) throw err(2, `The source field for $rename may not be dynamic: ${path}`)
        ops.push({ op: '$renameTo', path: arg, arg: null })
      }
      if ((op === '$inc' || op === '$mul') && !isNum(arg))
        throw err(
          14,
          `Cannot ${op === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${JSON.stringify(arg)}}`,
        )
      if (op === '$pullAll' && !Array.isArray(arg))
        throw err(2, '$pullAll requires an array argument but was given a ' + typeName(arg))
      if (op === '$pop' && !(isNum(arg) && [1, -1].includes(toNumber(arg))))
        throw err(9, `$pop expects 1 or -1, found: ${JSON.stringify(arg)}`)
      if (op === '$push' && isObj(arg) && '$each' in arg) {
        for (const k of Object.keys(arg))
          if (!['$each', '$slice', '$sort', '$position'].includes(k)) throw err(2, `Unrecognized clause in $push: ${k}`)
        if (!Array.isArray(arg.$each))
          throw err(2, `The argument to $each in $push must be an array but it was of type: ${typeName(arg.$each)}`)
      }
      if (op === '$addToSet' && isObj(arg) && '$each' in arg && !Array.isArray(arg.$each))
        throw err(14, `The argument to $each in $addToSet must be an array but it was of type ${typeName(arg.$each)}`)
    }
  }
  const paths = ops.map((o) => o.path).sort()
  for (let i = 1; i < paths.length; i++)
    if (paths[i] === paths[i - 1] || paths[i].startsWith(paths[i - 1] + '.'))
      throw err(40, `Updating the path '${paths[i]}' would create a conflict at '${paths[i - 1]}'`)
  ops.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return { ops: ops.filter((o) => o.op !== '$renameTo') }
}
export function compileArrayFilters(list: Doc[] | undefined, u: Update | null, coll: Coll): Record<string, Pred> {
  const out: Record<string, Pred> = {}
  for (const f of list ?? []) {
    const id = (function find(x: Doc): string | null {
      for (const k of Object.keys(x)) {
        if (k[0] !== '$') return k.split('.')[0]
        if (Array.isArray(x[k]))
          for (const y of x[k]) {
            const r = find(y)
            if (r) return r
          }
      }
      return null
    })(f)
    if (!id) throw err(9, 'Cannot use an expression without a top-level field name in arrayFilters')
    if (out[id]) throw err(9, `Found multiple array filters with the same top-level field name ${id}`)
    const p = compile(f, coll)
    out[id] = (d) => p({ [id]: d })
  }
  if (u) {
    const used = new Set<string>()
    for (const o of u.ops)
      for (const m of o.path.matchAll(/\$\[(\w+)\]/g)) {
        used.add(m[1])
        if (!out[m[1]]) throw err(2, `No array filter found for identifier '${m[1]}' in path '${o.path}'`)
      }
    for (const k of Object.keys(out))
      if (!used.has(k))
        throw err(
          9,
          `The array filter for identifier '${k}' was not used in the update { ${[...new Set(u.ops.map((o) => o.op))].map((o) => `${o}: {...}`).join(', ')} }`,
        )
  }
  return out
}

function expand(doc: Doc, path: string, env: Env): string[][] {
  const parts = path.split('.')
  if (!path.includes('$')) return [parts]
  let acc: string[][] = [[]]
  for (let i = 0; i < parts.length; i++) {
    const p = parts[i],
      next: string[][] = []
    for (const pre of acc) {
      if (p === '$') {
        if (env.pos === undefined) throw err(2, 'The positional operator did not find the match needed from the query.')
        next.push([...pre, String(env.pos)])
        continue
      }
      const m = /^\$\[(\w*)\]$/.exec(p)
      if (!m) {
        next.push([...pre, p])
        continue
      }
      const arr = get(doc, pre)
      if (arr === undefined)
        throw err(2, `The path '${pre.join('.')}' must exist in the document in order to apply array updates.`)
      if (!Array.isArray(arr))
        throw err(2, `Cannot apply array updates to non-array element ${pre.at(-1)}: ${JSON.stringify(arr)}`)
      for (let k = 0; k < arr.length; k++) if (!m[1] || env.filters[m[1]](arr[k])) next.push([...pre, String(k)])
    }
    acc = next
  }
  return acc
}
const idx = (p: string) => (/^(0|[1-9]\d*)$/.test(p) ? Number(p) : -1)
const put = (o: any, k: string, v: any) => {
  if (k === '__proto__') Object.defineProperty(o, k, { value: v, enumerable: true, writable: true, configurable: true })
  else o[k] = v
}
const has = (o: any, k: string) => Object.prototype.hasOwnProperty.call(o, k)
function get(o: any, parts: string[]): any {
  for (const p of parts) {
    if (Array.isArray(o)) {
      const i = idx(p)
      o = i >= 0 ? o[i] : undefined
    } else if (isObj(o)) o = has(o, p) ? o[p] : undefined
    else return undefined
  }
  return o
}
const show = (v: any) => {
  try {
    return JSON.stringify(v, (_, x) => (typeof x === 'bigint' ? Number(x) : x))
  } catch {
    return '...'
  }
}
/** container and key for a path; creates levels when create is set; null when absent and not creating */
function parent(doc: Doc, parts: string[], create: boolean): { c: any; k: string | number; v: any } | null {
  let c: any = doc
  for (let i = 0; ; i++) {
    const p = parts[i],
      last = i === parts.length - 1
    let k: string | number = p
    if (Array.isArray(c)) {
      const n = idx(p)
      if (n < 0) {
        if (!create) return null
        throw err(28, `Cannot create field '${p}' in element {${parts[i - 1]}: ${show(c)}}`)
      }
      if (n > c.length + 1500000) throw err(2, `can't backfill more than 1500000 elements`)
      if (create) while (c.length < n) c.push(null)
      k = n
    } else if (!isObj(c)) {
      if (!create) return null
      throw err(28, `Cannot create field '${p}' in element {${parts[i - 1]}: ${show(c)}}`)
    }
    const present = Array.isArray(c) ? (k as number) < c.length : has(c, p)
    if (last) return { c, k, v: present ? c[k] : undefined }
    if (!present) {
      if (!create) return null
      put(c, k as string, {})
    }
    c = c[k]
  }
}

function sortPush(arr: any[], spec: any, coll: Coll): void {
  if (isNum(spec)) {
    const s = toNumber(spec)
    arr.sort((a, b) => s * compare(a, b, coll))
    return
  }
  const keys = Object.keys(spec).map((k) => [k.split('.'), toNumber(spec[k])] as const)
  arr.sort((a, b) => {
    for (const [p, s] of keys) {
      const c = compare(get(a, p) ?? null, get(b, p) ?? null, coll)
      if (c) return s * c
    }
    return 0
  })
}

import { promote } from './bson.js'
export function applyUpdate(doc: Doc, u: Update, env: Env): void {
  for (const { op, path, arg } of u.ops) {
    if (op === '$setOnInsert' && !env.insert) continue
    for (const parts of expand(doc, path, env)) {
      const create = !['$unset', '$rename', '$pop', '$pull', '$pullAll'].includes(op)
      const at = parent(doc, parts, create)
      if (!at) continue
      const { c, k, v } = at
      const set = (x: any) => put(c, k as string, x)
      const needNum = (what: string) => {
        if (v !== undefined && !isNum(v))
          throw err(
            14,
            `Cannot apply ${what} to a value of non-numeric type. {_id: ${show(doc._id)}} has the field '${String(k)}' of non-numeric type ${typeName(v)}`,
          )
      }
      const needArr = (what: string) => {
        if (v !== undefined && !Array.isArray(v))
          throw err(
            2,
            `The field '${path}' must be an array but is of type ${typeName(v)} in document {_id: ${show(doc._id)}}`,
          )
      }
      switch (op) {
        case '$set':
        case '$setOnInsert':
          set(arg)
          break
        case '$unset':
          if (Array.isArray(c)) {
            if ((k as number) < c.length) c[k as number] = null
          } else delete c[k]
          break
        case '$inc': {
          needNum('$inc')
          const r = v === undefined ? arg : arith('+', v, arg)
          if (r === undefined)
            throw err(
              2,
              `Failed to apply $inc operations to current value ((NumberLong)${show(v)}) for document {_id: ${show(doc._id)}}`,
            )
          set(r)
          break
        }
        case '$mul': {
          needNum('$mul')
          const r = arith(
            '*',
            v === undefined ? (kind(arg) === 'l' ? 0n : kind(arg) === 'd' ? new Double(0) : 0) : v,
            arg,
          )
          if (r === undefined) throw err(2, `Failed to apply $mul operations to current value`)
          set(r)
          break
        }
        case '$min':
        case '$max': {
          if (v === undefined && !(Array.isArray(c) ? (k as number) < c.length : has(c, k as string))) {
            set(arg)
            break
          }
          const d = compare(arg, v, env.coll)
          if (op === '$min' ? d < 0 : d > 0) set(arg)
          break
        }
        case '$currentDate': {
          const t = isObj(arg) ? arg.$type : arg === true || arg === false ? 'date' : undefined
          if (t === 'date') set(env.now)
          else if (t === 'timestamp') set(new Timestamp({ t: Math.floor(+env.now / 1000), i: 1 }))
          else
            throw err(
              2,
              `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
            )
          break
        }
        case '$rename': {
          if (v === undefined && !has(c, k as string)) break
          if (Array.isArray(c)) throw err(2, `The source field cannot be an array element`)
          delete c[k]
          const t = parent(doc, (arg as string).split('.'), true)!
          if (Array.isArray(t.c)) throw err(2, 'The destination field cannot be an array element')
          put(t.c, t.k as string, v)
          break
        }
        case '$push': {
          needArr('$push')
          const m = isObj(arg) && '$each' in arg ? arg : { $each: [arg] }
          const a: any[] = v ?? []
          let p = m.$position === undefined ? a.length : toNumber(m.$position)
          if (p < 0) p = Math.max(0, a.length + p)
          a.splice(Math.min(p, a.length), 0, ...m.$each)
          if (m.$sort !== undefined) sortPush(a, m.$sort, env.coll)
          if (m.$slice !== undefined) {
            const n = toNumber(m.$slice)
            if (n >= 0) a.length = Math.min(a.length, n)
            else a.splice(0, Math.max(0, a.length + n))
          }
          set(a)
          break
        }
        case '$addToSet': {
          if (v !== undefined && !Array.isArray(v))
            throw err(
              2,
              `Cannot apply $addToSet to non-array field. Field named '${String(k)}' has non-array type ${typeName(v)}`,
            )
          const a: any[] = v ?? []
          for (const x of isObj(arg) && '$each' in arg ? arg.$each : [arg])
            if (!a.some((y) => equal(x, y, env.coll))) a.push(x)
          set(a)
          break
        }
        case '$pop':
          if (v === undefined) break
          if (!Array.isArray(v)) throw err(14, `Path '${path}' contains an element of non-array type '${typeName(v)}'`)
          if (toNumber(arg) > 0) v.pop()
          else v.shift()
          break
        case '$pull': {
          if (v === undefined) break
          if (!Array.isArray(v)) throw err(2, 'Cannot apply $pull to a non-array value')
          let gone: (e: any) => boolean
          if (isObj(arg)) {
            const ks = Object.keys(arg)
            if (ks.length && ks[0][0] === '$' && !['$and', '$or', '$nor'].includes(ks[0])) {
              const p = compile({ v: arg }, env.coll)
              gone = (e) => p({ v: e })
            } else {
              const p = compile(arg, env.coll)
              gone = (e) => isObj(e) && p(e)
            }
          } else if (arg instanceof RegExp || arg?._bsontype === 'BSONRegExp') {
            const p = compile({ v: arg })
            gone = (e) => p({ v: e })
          } else gone = (e) => equal(e, arg, env.coll)
          set(v.filter((e) => !gone(e)))
          break
        }
        case '$pullAll':
          if (v === undefined) break
          if (!Array.isArray(v)) throw err(2, 'Cannot apply $pull to a non-array value')
          set(v.filter((e) => !arg.some((x: any) => equal(x, e, env.coll))))
          break
        case '$bit': {
          if (!isObj(arg) || Object.keys(arg).length === 0)
            throw err(2, `The $bit modifier is not compatible with a ${typeName(arg)}. It must be an embedded document`)
          let x: any = v === undefined ? 0 : v
          const kd = kind(x)
          if (kd !== 'i' && kd !== 'l') throw err(2, `Cannot apply $bit to a value of non-integral type.`)
          let big = BigInt(num(x) as any),
            long = kd === 'l'
          for (const o of Object.keys(arg)) {
            const ka = kind(arg[o])
            if (ka !== 'i' && ka !== 'l') throw err(2, `The $bit modifier field must be an Integer(32/64 bit)`)
            long ||= ka === 'l'
            const y = BigInt(num(arg[o]) as any)
            if (o === 'and') big &= y
            else if (o === 'or') big |= y
            else if (o === 'xor') big ^= y
            else throw err(2, `The $bit modifier only supports 'and', 'or', and 'xor', not '${o}'`)
          }
          set(long ? BigInt.asIntN(64, big) : Number(BigInt.asIntN(32, big)))
          break
        }
      }
    }
  }
}
export const isReplacement = (u: any) => !Array.isArray(u) && !(Object.keys(u)[0] ?? '').startsWith('$')
/** the document an upsert starts from: equality parts of the filter */
export function upsertBase(filter: Doc): Doc {
  const out: Doc = {}
  const add = (f: Doc) => {
    for (const k of Object.keys(f)) {
      const v = f[k]
      if (k === '$and') {
        for (const x of v) add(x)
        continue
      }
      if (k === '$or' && v.length === 1) {
        add(v[0])
        continue
      }
      if (k[0] === '$') continue
      let val: any
      if (isObj(v) && (Object.keys(v)[0] ?? '').startsWith('$')) {
        if ('$eq' in v) val = v.$eq
        else if ('$in' in v && v.$in.length === 1) val = v.$in[0]
        else if ('$all' in v && v.$all.length === 1) val = v.$all[0]
        else continue
      } else val = v
      if (val instanceof RegExp || val?._bsontype === 'BSONRegExp') continue
      const at = parent(out, k.split('.'), true)!
      put(at.c, at.k as string, val)
    }
  }
  add(filter)
  return out
}
export function withId(d: Doc): Doc {
  if (has(d, '_id')) {
    if (Object.keys(d)[0] === '_id') return d
    const { _id, ...rest } = d
    return { _id, ...rest }
  }
  return { _id: new ObjectId(), ...d }
}
export { identical, get as getPath }
