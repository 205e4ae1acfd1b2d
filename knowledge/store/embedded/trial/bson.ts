// @ts-nocheck
/* eslint-disable */
// BSON decode (type-exact, fast), raw document assembly, value order, order-preserving index keys.
import {
  ObjectId,
  Decimal128,
  Binary,
  Timestamp,
  MinKey,
  MaxKey,
  BSONRegExp,
  Code,
  DBRef,
  BSONSymbol,
  Double,
  serialize,
} from 'bson'

export type Doc = Record<string, any>
const dv = new DataView(new ArrayBuffer(8))

// ---------------------------------------------------------------- decode
// int32 -> number; double -> number unless integral inside the int32 range (then a Double wrapper, so that it
// re-encodes as a double); int64 -> bigint; everything else as in js-bson.
function key(b: Buffer, s: number, e: number): string {
  for (let i = s; i < e; i++) if (b[i] > 127) return b.toString('utf8', s, e)
  return b.latin1Slice(s, e)
}
function str(b: Buffer, s: number, e: number): string {
  if (e - s < 24) {
    let ascii = true
    for (let i = s; i < e; i++)
      if (b[i] > 127) {
        ascii = false
        break
      }
    if (ascii) return b.latin1Slice(s, e)
  }
  return b.utf8Slice(s, e)
}
declare global {
  interface Buffer {
    latin1Slice(s?: number, e?: number): string
    utf8Slice(s?: number, e?: number): string
  }
}

export function decode(b: Buffer, off = 0, promote = false): Doc {
  return readDoc(b, off, false, promote) as Doc
}
function readDoc(b: Buffer, off: number, isArray: boolean, promote: boolean): any {
  const end = off + b.readInt32LE(off) - 1
  const out: any = isArray ? [] : {}
  let p = off + 4
  while (p < end) {
    const t = b[p++]
    let z = p
    while (b[z] !== 0) z++
    const k = isArray ? '' : key(b, p, z)
    p = z + 1
    let v: any
    switch (t) {
      case 0x01: {
        v = b.readDoubleLE(p)
        p += 8
        if (!promote && Number.isInteger(v) && v >= -2147483648 && v <= 2147483647 && !Object.is(v, -0))
          v = new Double(v)
        break
      }
      case 0x02: {
        const n = b.readInt32LE(p)
        v = str(b, p + 4, p + 3 + n)
        p += 4 + n
        break
      }
      case 0x03: {
        v = readDoc(b, p, false, promote)
        p += b.readInt32LE(p)
        break
      }
      case 0x04: {
        v = readDoc(b, p, true, promote)
        p += b.readInt32LE(p)
        break
      }
      case 0x05: {
        const n = b.readInt32LE(p)
        v = new Binary(Buffer.from(b.subarray(p + 5, p + 5 + n)), b[p + 4])
        p += 5 + n
        break
      }
      case 0x06:
        v = undefined
        break
      case 0x07:
        v = new ObjectId(Buffer.from(b.subarray(p, p + 12)))
        p += 12
        break
      case 0x08:
        v = b[p++] === 1
        break
      case 0x09: {
        v = new Date(b.readInt32LE(p + 4) * 4294967296 + b.readUInt32LE(p))
        p += 8
        break
      }
      case 0x0a:
        v = null
        break
      case 0x0b: {
        let e = p
        while (b[e] !== 0) e++
        let f = e + 1
        while (b[f] !== 0) f++
        const src = b.toString('utf8', p, e),
          fl = b.latin1Slice(e + 1, f)
        v = promote ? toRegExp(src, fl) : new BSONRegExp(src, fl)
        p = f + 1
        break
      }
      case 0x0c: {
        const n = b.readInt32LE(p)
        const ns = str(b, p + 4, p + 3 + n)
        p += 4 + n
        v = new DBRef(ns, new ObjectId(Buffer.from(b.subarray(p, p + 12))))
        p += 12
        break
      }
      case 0x0d: {
        const n = b.readInt32LE(p)
        v = new Code(str(b, p + 4, p + 3 + n))
        p += 4 + n
        break
      }
      case 0x0e: {
        const n = b.readInt32LE(p)
        v = new BSONSymbol(str(b, p + 4, p + 3 + n))
        p += 4 + n
        break
      }
      case 0x0f: {
        const tot = b.readInt32LE(p)
        const n = b.readInt32LE(p + 4)
        const c = str(b, p + 8, p + 7 + n)
        v = new Code(c, readDoc(b, p + 8 + n, false, promote))
        p += tot
        break
      }
      case 0x10:
        v = b.readInt32LE(p)
        p += 4
        break
      case 0x11:
        v = new Timestamp({ i: b.readUInt32LE(p), t: b.readUInt32LE(p + 4) })
        p += 8
        break
      case 0x12: {
        v = b.readBigInt64LE(p)
        p += 8
        if (promote && v >= -9007199254740991n && v <= 9007199254740991n) v = Number(v)
        break
      }
      case 0x13:
        v = new Decimal128(Buffer.from(b.subarray(p, p + 16)))
        p += 16
        break
      case 0xff:
        v = new MinKey()
        break
      case 0x7f:
        v = new MaxKey()
        break
      default:
        throw new Error(`unknown BSON type 0x${t.toString(16)}`)
    }
    if (isArray) out.push(v)
    else if (k === '__proto__')
      Object.defineProperty(out, k, { value: v, enumerable: true, writable: true, configurable: true })
    else out[k] = v
  }
  return out
}
export function toRegExp(src: string, fl: string): RegExp {
  let f = fl.replace(/[^imsu]/g, '').replace('u', '') + 'u'
  if (fl.includes('x'))
    src = src.replace(/\\.|\[(?:\\.|[^\]])*\]|#.*$|\s+/gm, (m) => (m[0] === '\\' || m[0] === '[' ? m : ''))
  const m = /^\(\?([imsx]+)\)/.exec(src)
  if (m) {
    src = src.slice(m[0].length)
    for (const c of m[1]) if (c !== 'x' && !f.includes(c)) f += c
  }
  try {
    return new RegExp(src, f)
  } catch {
    return new RegExp(src, f.replace('u', ''))
  }
}
export const encode = (d: Doc): Buffer =>
  Buffer.from(serialize(d, { ignoreUndefined: false }) as Uint8Array<ArrayBuffer>)
export const encodeAgg = (d: Doc): Buffer =>
  Buffer.from(serialize(d, { ignoreUndefined: true }) as Uint8Array<ArrayBuffer>)
/** promoted copy of an exact value, for engines that know only JS numbers */
export function promote(v: any): any {
  if (typeof v === 'bigint') return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v
  if (v === null || typeof v !== 'object') return v
  if (Array.isArray(v)) return v.map(promote)
  if (v._bsontype === 'Double' || v._bsontype === 'Int32') return v.value
  if (v._bsontype === 'BSONRegExp') return toRegExp(v.pattern, v.options)
  if (v._bsontype || v instanceof Date || v instanceof RegExp || Buffer.isBuffer(v)) return v
  const o: Doc = {}
  for (const k of Object.keys(v)) o[k] = promote(v[k])
  return o
}
/** walk the top level of a raw document */
export function rawField(b: Buffer, name: string): { type: number; start: number; val: number; end: number } | null {
  let p = 4
  const end = b.readInt32LE(0) - 1
  while (p < end) {
    const start = p,
      t = b[p++]
    let z = p
    while (b[z] !== 0) z++
    const k = b.latin1Slice(p, z)
    const val = z + 1
    p = val + sizeOf(b, t, val)
    if (k === name) return { type: t, start, val, end: p }
  }
  return null
}
function sizeOf(b: Buffer, t: number, p: number): number {
  switch (t) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return 8
    case 0x02:
    case 0x0d:
    case 0x0e:
      return 4 + b.readInt32LE(p)
    case 0x03:
    case 0x04:
    case 0x0f:
      return b.readInt32LE(p)
    case 0x05:
      return 5 + b.readInt32LE(p)
    case 0x07:
      return 12
    case 0x08:
      return 1
    case 0x10:
      return 4
    case 0x13:
      return 16
    case 0x0b: {
      let e = p
      while (b[e] !== 0) e++
      e++
      while (b[e] !== 0) e++
      return e + 1 - p
    }
    case 0x0c:
      return 16 + b.readInt32LE(p)
    default:
      return 0
  }
}
/** {cursor: {<batchName>: [raw...], id, ns}, ok: 1} without decoding the documents */
export function cursorReply(batchName: string, docs: Buffer[], id: bigint, ns: string): Buffer {
  let arr = 5
  for (let i = 0; i < docs.length; i++) arr += 2 + String(i).length + docs[i].length
  const nsb = Buffer.byteLength(ns),
    bl = batchName.length
  const cur = 4 + (1 + bl + 1 + arr) + (1 + 3 + 8) + (1 + 3 + 4 + nsb + 1) + 1
  const tot = 4 + (1 + 7 + cur) + (1 + 3 + 8) + 1
  const o = Buffer.allocUnsafe(tot)
  let p = o.writeInt32LE(tot, 0)
  o[p++] = 3
  p += o.write('cursor\0', p, 'latin1')
  p = o.writeInt32LE(cur, p)
  o[p++] = 4
  p += o.write(batchName + '\0', p, 'latin1')
  p = o.writeInt32LE(arr, p)
  for (let i = 0; i < docs.length; i++) {
    o[p++] = 3
    p += o.write(String(i) + '\0', p, 'latin1')
    p += docs[i].copy(o, p)
  }
  o[p++] = 0
  o[p++] = 0x12
  p += o.write('id\0', p, 'latin1')
  p = o.writeBigInt64LE(id, p)
  o[p++] = 2
  p += o.write('ns\0', p, 'latin1')
  p = o.writeInt32LE(nsb + 1, p)
  p += o.write(ns, p, 'utf8')
  o[p++] = 0
  o[p++] = 0
  o[p++] = 1
  p += o.write('ok\0', p, 'latin1')
  p = o.writeDoubleLE(1, p)
  o[p++] = 0
  return o
}

// ---------------------------------------------------------------- value order (MongoDB canonical type order)
export const R = {
  MIN: -1,
  UNDEF: 0,
  NULL: 5,
  NUM: 10,
  STR: 15,
  OBJ: 20,
  ARR: 25,
  BIN: 30,
  OID: 35,
  BOOL: 40,
  DATE: 45,
  TS: 47,
  RE: 50,
  REF: 55,
  CODE: 60,
  CODEW: 65,
  MAX: 127,
}
export function rank(v: any): number {
  switch (typeof v) {
    case 'number':
    case 'bigint':
      return R.NUM
    case 'string':
      return R.STR
    case 'boolean':
      return R.BOOL
    case 'undefined':
      return R.UNDEF
  }
  if (v === null) return R.NULL
  if (Array.isArray(v)) return R.ARR
  switch (v._bsontype) {
    case undefined:
      return v instanceof Date ? R.DATE : v instanceof RegExp ? R.RE : v instanceof Uint8Array ? R.BIN : R.OBJ
    case 'Double':
    case 'Int32':
    case 'Long':
    case 'Decimal128':
      return R.NUM
    case 'BSONSymbol':
      return R.STR
    case 'Binary':
      return R.BIN
    case 'ObjectId':
      return R.OID
    case 'Timestamp':
      return R.TS
    case 'BSONRegExp':
      return R.RE
    case 'DBRef':
      return R.OBJ
    case 'Code':
      return v.scope ? R.CODEW : R.CODE
    case 'MinKey':
      return R.MIN
    case 'MaxKey':
      return R.MAX
  }
  return R.OBJ
}
export const isObj = (v: any): v is Doc =>
  v !== null &&
  typeof v === 'object' &&
  !Array.isArray(v) &&
  v._bsontype === undefined &&
  !(v instanceof Date) &&
  !(v instanceof RegExp) &&
  !(v instanceof Uint8Array)
export const isNum = (v: any) =>
  typeof v === 'number' ||
  typeof v === 'bigint' ||
  (v !== null &&
    typeof v === 'object' &&
    (v._bsontype === 'Double' || v._bsontype === 'Decimal128' || v._bsontype === 'Int32' || v._bsontype === 'Long'))
export const isDec = (v: any): v is Decimal128 => v !== null && typeof v === 'object' && v._bsontype === 'Decimal128'
/** JS number or bigint of a numeric value; Decimal128 stays */
export function num(v: any): number | bigint | Decimal128 {
  if (typeof v === 'object') {
    if (v._bsontype === 'Double' || v._bsontype === 'Int32') return v.value
    if (v._bsontype === 'Long') return v.toBigInt()
  }
  return v
}
export const toNumber = (v: any): number => {
  const n = num(v)
  return typeof n === 'object' ? Number(n.toString()) : Number(n)
}

// exact decimal: coefficient * 10^exp
export type Dec = { c: bigint; e: number } | number // number only for NaN/+-Infinity
export function parseDec(s: string): Dec {
  if (/nan/i.test(s)) return NaN
  if (/inf/i.test(s)) return s[0] === '-' ? -Infinity : Infinity
  const m = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(s)!
  let c = BigInt(m[2] + m[3] || '0')
  if (m[1] === '-') c = -c
  return { c, e: Number(m[4] || 0) - m[3].length }
}
export function exact(v: number | bigint | Decimal128): Dec {
  if (typeof v === 'bigint') return { c: v, e: 0 }
  if (typeof v === 'object') return parseDec(v.toString())
  if (!Number.isFinite(v)) return v
  if (Number.isInteger(v)) return { c: BigInt(v), e: 0 }
  dv.setFloat64(0, v)
  const bits = dv.getBigUint64(0)
  let e = Number((bits >> 52n) & 0x7ffn)
  let m = bits & 0xfffffffffffffn
  if (e === 0) e = 1
  else m |= 0x10000000000000n
  e -= 1075
  while (e < 0 && (m & 1n) === 0n) {
    m >>= 1n
    e++
  }
  let c = e >= 0 ? m << BigInt(e) : m * 5n ** BigInt(-e)
  if (bits >> 63n) c = -c
  return { c, e: e >= 0 ? 0 : e }
}
export function cmpDec(a: Dec, b: Dec): number {
  if (typeof a === 'number' || typeof b === 'number') {
    const x = typeof a === 'number' ? a : 0,
      y = typeof b === 'number' ? b : 0
    if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : -1
    if (Number.isNaN(y)) return 1
    return x < y ? -1 : x > y ? 1 : 0
  }
  if (a.c === 0n || b.c === 0n || a.c < 0n !== b.c < 0n) return a.c < b.c ? -1 : a.c > b.c ? 1 : 0
  const d = a.e - b.e
  const x = d > 0 ? a.c * 10n ** BigInt(d) : a.c,
    y = d < 0 ? b.c * 10n ** BigInt(-d) : b.c
  return x < y ? -1 : x > y ? 1 : 0
}
export function cmpNum(a: any, b: any): number {
  const x = num(a),
    y = num(b)
  if (typeof x === 'object' || typeof y === 'object') return cmpDec(exact(x), exact(y))
  if (typeof x === 'number' && Number.isNaN(x)) return typeof y === 'number' && Number.isNaN(y) ? 0 : -1
  if (typeof y === 'number' && Number.isNaN(y)) return 1
  return x < y ? -1 : x > y ? 1 : 0
}
export function cmpStr(a: string, b: string): number {
  if (a === b) return 0
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i),
      y = b.charCodeAt(i)
    if (x !== y) {
      const sx = x >= 0xd800 && x < 0xe000,
        sy = y >= 0xd800 && y < 0xe000
      return sx !== sy ? (sx ? 1 : -1) : x - y
    } // code point order, as UTF-8
  }
  return a.length - b.length
}
export type Coll = Intl.Collator | null
const bytes = (v: any): Buffer =>
  v instanceof Uint8Array ? Buffer.from(v.buffer, v.byteOffset, v.byteLength) : Buffer.from((v as Binary).value())
const oid = (v: any): Buffer => {
  const x = (v as ObjectId).id
  return Buffer.from(x.buffer, x.byteOffset, 12)
}
const reParts = (v: any): [string, string] => (v instanceof RegExp ? [v.source, v.flags] : [v.pattern, v.options])
export function compare(a: any, b: any, coll: Coll = null): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : a === b ? 0 : cmpNum(a, b)
  if (typeof a === 'string' && typeof b === 'string') return coll ? coll.compare(a, b) : cmpStr(a, b)
  const ra = rank(a),
    rb = rank(b)
  if (ra !== rb) return ra < rb ? -1 : 1
  switch (ra) {
    case R.NUM:
      return cmpNum(a, b)
    case R.STR:
      return coll ? coll.compare(String(a), String(b)) : cmpStr(String(a), String(b))
    case R.OBJ: {
      const ka = Object.keys(a),
        kb = Object.keys(b),
        n = Math.min(ka.length, kb.length)
      for (let i = 0; i < n; i++) {
        const x = a[ka[i]],
          y = b[kb[i]]
        const rx = rank(x),
          ry = rank(y)
        if (rx !== ry) return rx < ry ? -1 : 1
        const k = cmpStr(ka[i], kb[i])
        if (k) return k
        const c = compare(x, y, coll)
        if (c) return c
      }
      return ka.length - kb.length
    }
    case R.ARR: {
      const n = Math.min(a.length, b.length)
      for (let i = 0; i < n; i++) {
        const c = compare(a[i], b[i], coll)
        if (c) return c
      }
      return a.length - b.length
    }
    case R.BIN: {
      const x = bytes(a),
        y = bytes(b)
      if (x.length !== y.length) return x.length - y.length
      const s = (a.sub_type ?? 0) - (b.sub_type ?? 0)
      return s || Buffer.compare(x, y)
    }
    case R.OID:
      return Buffer.compare(oid(a), oid(b))
    case R.BOOL:
      return Number(a) - Number(b)
    case R.DATE: {
      const x = +a,
        y = +b
      return x < y ? -1 : x > y ? 1 : 0
    }
    case R.TS: {
      const x = a.t - b.t
      return x || a.i - b.i
    }
    case R.RE: {
      const [p, f] = reParts(a),
        [q, g] = reParts(b)
      return cmpStr(p, q) || cmpStr(f, g)
    }
    case R.CODE:
      return cmpStr(a.code, b.code)
    case R.CODEW:
      return cmpStr(a.code, b.code) || compare(a.scope, b.scope)
  }
  return 0
}
export const equal = (a: any, b: any, coll: Coll = null) => compare(a, b, coll) === 0
/** equality down to the BSON type, for "was the document modified" */
export function identical(a: any, b: any): boolean {
  if (typeof a !== typeof b) return false
  if (a === null || b === null || typeof a !== 'object') return Object.is(a, b)
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((x, i) => identical(x, b[i]))
  if (isObj(a)) {
    if (!isObj(b)) return false
    const k = Object.keys(a),
      l = Object.keys(b)
    return k.length === l.length && k.every((x, i) => x === l[i] && identical(a[x], b[x]))
  }
  if (isDec(a)) return isDec(b) && Buffer.compare(Buffer.from(a.bytes), Buffer.from(b.bytes)) === 0
  return a._bsontype === b._bsontype && compare(a, b) === 0
}

// ---------------------------------------------------------------- order-preserving keys
const prevDouble = (d: number) => {
  dv.setFloat64(0, d)
  let x = dv.getBigInt64(0)
  x = d > 0 ? x - 1n : d < 0 ? x + 1n : -0x7fffffffffffffffn
  dv.setBigInt64(0, x)
  return dv.getFloat64(0)
}
export class KeyWriter {
  b = Buffer.allocUnsafe(512)
  n = 0
  need(k: number) {
    if (this.n + k > this.b.length) {
      const x = Buffer.allocUnsafe(Math.max(this.b.length * 2, this.n + k + 64))
      this.b.copy(x, 0, 0, this.n)
      this.b = x
    }
  }
  byte(v: number) {
    this.need(1)
    this.b[this.n++] = v
  }
  raw(v: Uint8Array) {
    this.need(v.length)
    this.b.set(v, this.n)
    this.n += v.length
  }
  /** 0x00 escaped as 00 FF, terminated by 00 */
  cstr(s: string) {
    const u = Buffer.from(s, 'utf8')
    this.need(u.length * 2 + 1)
    for (let i = 0; i < u.length; i++) {
      this.b[this.n++] = u[i]
      if (u[i] === 0) this.b[this.n++] = 0xff
    }
    this.b[this.n++] = 0
  }
  dbl(d: number) {
    this.need(8)
    if (d === 0) d = 0
    this.b.writeDoubleBE(d, this.n)
    if (this.b[this.n] & 0x80) for (let i = 0; i < 8; i++) this.b[this.n + i] ^= 0xff
    else this.b[this.n] |= 0x80
    this.n += 8
  }
  number(v: any) {
    const x = num(v)
    if (typeof x === 'number') {
      if (Number.isNaN(x)) {
        this.need(9)
        this.b.fill(0, this.n, this.n + 9)
        this.n += 9
        return
      }
      this.dbl(x)
      this.byte(0)
      return
    }
    let d: number, ex: Dec
    if (typeof x === 'bigint') {
      d = Number(x)
      if (BigInt(d) === x) {
        this.dbl(d)
        this.byte(0)
        return
      }
      ex = { c: x, e: 0 }
    } else {
      ex = exact(x)
      if (typeof ex === 'number') {
        this.number(ex)
        return
      }
      d = Number(x.toString())
      if (d === Infinity) d = Number.MAX_VALUE
      else if (d === -Infinity) d = -Infinity
    }
    if (Number.isFinite(d) && cmpDec(exact(d), ex) > 0) d = prevDouble(d)
    this.dbl(d)
    if (!Number.isFinite(d)) {
      this.byte(0)
      return
    } // below -MAX_VALUE: ties re-checked by the matcher
    const f = exact(d) as { c: bigint; e: number },
      g = ex as { c: bigint; e: number }
    const e = Math.min(f.e, g.e)
    const r = g.c * 10n ** BigInt(g.e - e) - f.c * 10n ** BigInt(f.e - e)
    if (r === 0n) {
      this.byte(0)
      return
    }
    const s = r.toString()
    const mag = s.length + e // value = 0.s * 10^mag
    this.byte(1)
    this.need(2)
    this.b.writeUInt16BE(mag + 0x8000, this.n)
    this.n += 2
    for (const ch of s.replace(/0+$/, '')) this.byte(ch.charCodeAt(0))
    this.byte(0)
  }
  value(v: any, fold: ((s: string) => string) | null = null) {
    const r = rank(v)
    this.byte(r + 2)
    switch (r) {
      case R.NUM:
        this.number(v)
        break
      case R.STR:
        this.cstr(fold ? fold(String(v)) : String(v))
        break
      case R.OBJ:
        for (const k of Object.keys(v)) {
          const e = v[k]
          this.byte(rank(e) + 3)
          this.cstr(k)
          this.value(e, fold)
        }
        this.byte(0)
        break
      case R.ARR:
        for (const e of v) this.value(e, fold)
        this.byte(0)
        break
      case R.BIN: {
        const x = bytes(v)
        this.need(5)
        this.b.writeUInt32BE(x.length, this.n)
        this.b[this.n + 4] = v.sub_type ?? 0
        this.n += 5
        this.raw(x)
        break
      }
      case R.OID:
        this.raw(oid(v))
        break
      case R.BOOL:
        this.byte(v ? 1 : 0)
        break
      case R.DATE: {
        this.need(8)
        this.b.writeBigUInt64BE(BigInt.asUintN(64, BigInt(+v) ^ -0x8000000000000000n), this.n)
        this.n += 8
        break
      }
      case R.TS:
        this.need(8)
        this.b.writeUInt32BE(v.t, this.n)
        this.b.writeUInt32BE(v.i, this.n + 4)
        this.n += 8
        break
      case R.RE: {
        const [p, f] = reParts(v)
        this.cstr(p)
        this.cstr(f)
        break
      }
      case R.CODE:
      case R.CODEW:
        this.cstr(v.code)
        if (v.scope) this.value(v.scope)
        break
    }
  }
  field(v: any, desc: boolean, fold: ((s: string) => string) | null = null) {
    const s = this.n
    this.value(v, fold)
    if (desc) for (let i = s; i < this.n; i++) this.b[i] ^= 0xff
  }
  take(): Buffer {
    const o = Buffer.from(this.b.subarray(0, this.n))
    this.n = 0
    return o
  }
}
