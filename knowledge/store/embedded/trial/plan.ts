// @ts-nocheck
/* eslint-disable */
// Index choice and execution. An index only narrows the candidates: every candidate is re-checked with the full predicate.
import { KeyWriter, rank, R, isObj, isNum, equal, decode, toNumber, type Doc, type Coll } from './bson.js'
import { compile, type Pred, type Ctx } from './match.js'
import { Store, extract, foldCase, type Collection, type Index } from './store.js'
import { sorter } from './agg.js'
import { MongoError } from './errors.js'

const kw = new KeyWriter()
export type Bound = {
  eq?: any[]
  lo?: { v: any; inc: boolean }
  hi?: { v: any; inc: boolean }
  type?: number
  prefix?: string
}
const isOps = (v: any): v is Doc => isObj(v) && Object.keys(v).length > 0 && Object.keys(v).every((k) => k[0] === '$')
/** top-level conjunctive bounds per field; anything not understood is left to the predicate */
export function bounds(f: Doc, coll: Coll, out = new Map<string, Bound>()): Map<string, Bound> {
  const usable = (v: any) =>
    !Array.isArray(v) &&
    v !== null &&
    v !== undefined &&
    !isObj(v) &&
    rank(v) !== R.RE &&
    rank(v) !== R.MIN &&
    rank(v) !== R.MAX &&
    !(isNum(v) && Number.isNaN(toNumber(v)))
  const eqOk = (v: any) => usable(v) || v === null || isObj(v)
  const merge = (p: string, b: Bound) => {
    const o = out.get(p)
    if (!o) out.set(p, b)
    else if (b.eq && (!o.eq || b.eq.length < o.eq.length)) out.set(p, b)
    else if (!o.eq && !b.eq) {
      if (b.lo && !o.lo) o.lo = b.lo
      if (b.hi && !o.hi) o.hi = b.hi
      if (b.prefix && !o.lo && !o.hi) o.prefix = b.prefix
    }
  }
  for (const k of Object.keys(f)) {
    const v = f[k]
    if (k === '$and') {
      for (const x of v) bounds(x, coll, out)
      continue
    }
    if (k[0] === '$') continue
    if (v?._bsontype === 'BSONRegExp') {
      const p = rePrefix(v.pattern, v.options)
      if (p && !coll) merge(k, { prefix: p, type: R.STR })
      continue
    }
    if (!isOps(v)) {
      if (eqOk(v)) merge(k, { eq: [v] })
      continue
    }
    const b: Bound = {}
    for (const op of Object.keys(v)) {
      const a = v[op]
      if (op === '$eq' && eqOk(a)) merge(k, { eq: [a] })
      else if (op === '$in' && Array.isArray(a) && a.every(eqOk)) merge(k, { eq: a })
      else if ((op === '$gt' || op === '$gte') && usable(a)) {
        b.lo = { v: a, inc: op === '$gte' }
        b.type = rank(a)
      } else if ((op === '$lt' || op === '$lte') && usable(a)) {
        b.hi = { v: a, inc: op === '$lte' }
        b.type = rank(a)
      } else if (op === '$elemMatch' && isObj(a) && !isOps(a))
        for (const [p, x] of bounds(a, coll)) merge(`${k}.${p}`, x.eq ? { eq: x.eq } : { ...x })
      else if (op === '$regex' && !v.$options && !coll) {
        const p = rePrefix(typeof a === 'string' ? a : (a.pattern ?? ''), '')
        if (p) merge(k, { prefix: p, type: R.STR })
      }
    }
    if (b.lo && b.hi && rank(b.lo.v) !== rank(b.hi.v)) delete b.hi
    if (b.lo || b.hi) merge(k, b)
  }
  return out
}
function rePrefix(src: string, flags: string): string | null {
  if (src[0] !== '^' || /[imsx]/.test(flags) || src.includes('|')) return null
  const m = /^\^([^\\.*+?()[\]{}|^$]+)/.exec(src)
  if (!m) return null
  let p = m[1]
  const next = src[1 + p.length]
  if (next && '*?{'.includes(next)) p = p.slice(0, -1)
  return p || null
}
export type Range = { lo: Buffer; hi: Buffer }
export type Plan = {
  ix: Index | null
  ranges: Range[]
  sorted: boolean
  reverse: boolean
  eqCount: number
  point: boolean
}
const next = (b: Buffer): Buffer => {
  const o = Buffer.from(b)
  for (let i = o.length - 1; i >= 0; i--) {
    if (o[i] !== 255) {
      o[i]++
      return o.subarray(0, i + 1)
    }
  }
  return Buffer.alloc(64, 255)
}

function ranges(store: Store, ix: Index, bs: Map<string, Bound>): { r: Range[]; eq: number; used: number } | null {
  const fold = ix.fold
  let pres: Buffer[] = [store.prefix(ix)]
  let i = 0,
    eq = 0
  const enc = (v: any, desc: boolean) => {
    kw.field(v, desc, fold)
    return kw.take()
  }
  for (; i < ix.fields.length; i++) {
    const f = ix.fields[i],
      b = bs.get(f.path)
    if (!b?.eq) break
    if (ix.spec.collation?.locale && !fold && b.eq.some((v) => typeof v === 'string')) break
    if (pres.length * b.eq.length > 2000) break
    const vs = b.eq.some((v) => v === null) ? [...b.eq, undefined] : b.eq // null also matches an empty array's marker only through the predicate
    pres = pres.flatMap((p) => vs.map((v) => Buffer.concat([p, enc(v, f.desc)])))
    eq++
  }
  if (i < ix.fields.length) {
    const f = ix.fields[i],
      b = bs.get(f.path)
    const str = b && b.type === R.STR && ix.spec.collation?.locale
    if (b && !b.eq && !str && (b.lo || b.hi || b.prefix)) {
      const t = b.type ?? rank((b.lo ?? b.hi)!.v)
      const type = (d: boolean) => {
        const x = Buffer.from([t + 2])
        if (d) x[0] ^= 255
        return x
      }
      const lohi = (p: Buffer): Range => {
        if (b.prefix) {
          const u = Buffer.from(b.prefix)
          const k = Buffer.concat([Buffer.from([R.STR + 2]), u])
          if (f.desc) for (let j = 0; j < k.length; j++) k[j] ^= 255
          return { lo: Buffer.concat([p, k]), hi: next(Buffer.concat([p, k])) }
        }
        let lo = Buffer.concat([p, type(f.desc)]),
          hi = next(lo)
        let L = b.lo,
          H = b.hi
        if (ix.multikey && L && H) H = undefined
        const [first, last] = f.desc ? [H, L] : [L, H]
        if (first) {
          const k = Buffer.concat([p, enc(first.v, f.desc)])
          lo = first.inc || k.length > 1800 ? k : next(k)
        }
        if (last) {
          const k = Buffer.concat([p, enc(last.v, f.desc)])
          hi = last.inc || k.length > 1800 ? next(k) : k
        }
        return { lo: store.fitBound(lo), hi: store.fitBound(hi) }
      }
      return { r: pres.map(lohi), eq, used: eq + 1 }
    }
  }
  return {
    r: pres.map((p) => {
      const k = store.fitEq(p, i === ix.fields.length)
      return { lo: k, hi: next(k) }
    }),
    eq,
    used: eq,
  }
}
function sortMatch(
  ix: Index,
  sort: [string, number][],
  eq: number,
  bs: Map<string, Bound>,
): { ok: boolean; reverse: boolean } {
  if (ix.multikey || ix.spec.collation || ix.partial || ix.sparse) return { ok: false, reverse: false }
  let dir = 0,
    i = 0
  for (const [path, d] of sort) {
    while (i < ix.fields.length && ix.fields[i].path !== path && i < eq && bs.get(ix.fields[i].path)?.eq?.length === 1)
      i++
    if (
      bs.get(path)?.eq?.length === 1 &&
      ix.fields.findIndex((f) => f.path === path) < eq &&
      ix.fields.some((f) => f.path === path)
    ) {
      if (ix.fields[i]?.path === path) i++
      continue
    }
    const f = ix.fields[i]
    if (!f || f.path !== path) return { ok: false, reverse: false }
    const s = (f.desc ? -1 : 1) * d
    if (dir && s !== dir) return { ok: false, reverse: false }
    dir = s
    i++
  }
  return { ok: true, reverse: dir < 0 }
}
export function choose(store: Store, c: Collection, filter: Doc, sort: Doc | null, coll: Coll, hint?: any): Plan {
  const none: Plan = { ix: null, ranges: [], sorted: false, reverse: false, eqCount: 0, point: false }
  const sortList: [string, number][] = sort
    ? Object.keys(sort).map((k) => [k, isObj(sort[k]) ? 1 : toNumber(sort[k])])
    : []
  if (sort && '$natural' in sort) return { ...none, sorted: true, reverse: toNumber(sort.$natural) < 0 }
  const bs = bounds(filter, coll)
  let cand = c.indexes.filter((ix) => !ix.hashed && usablePartial(ix, filter, bs) && collOk(ix, coll))
  if (hint !== undefined && hint !== null) {
    if (isObj(hint) && '$natural' in hint) return { ...none, reverse: toNumber(hint.$natural) < 0 }
    const h = c.indexes.find((ix) => (typeof hint === 'string' ? ix.spec.name === hint : equal(ix.spec.key, hint)))
    if (!h)
      throw new MongoError(
        2,
        `error processing query: ns=${c.ns}: Tree: ... planner returned error :: caused by :: hint provided does not correspond to an existing index`,
      )
    cand = [h]
  }
  let best: Plan = none,
    score = hint ? -1 : 0
  for (const ix of cand) {
    const r = ranges(store, ix, bs)
    if (!r) continue
    const s = sortList.length ? sortMatch(ix, sortList, r.eq, bs) : { ok: true, reverse: false }
    const sorted = sortList.length > 0 && s.ok && r.r.length === 1
    let sc =
      r.eq * 10 +
      (r.used - r.eq) * 4 +
      (sorted ? 3 : 0) +
      (ix.unique && r.eq === ix.fields.length ? 100 : 0) -
      (r.used ? ix.fields.length * 0.01 : 0)
    if ((ix.sparse || ix.partial) && r.used === 0 && !hint) sc = 0
    if (sc > score) {
      score = sc
      best = {
        ix,
        ranges: r.r,
        sorted,
        reverse: sorted && s.reverse,
        eqCount: r.eq,
        point: ix.unique && r.eq === ix.fields.length,
      }
    }
  }
  return best
}
const collOk = (ix: Index, coll: Coll) =>
  coll ? true : !ix.spec.collation?.locale || ix.spec.collation.locale === 'simple'
function usablePartial(ix: Index, f: Doc, bs: Map<string, Bound>): boolean {
  if (ix.sparse) {
    const ok = ix.fields.some((x) => {
      const b = bs.get(x.path)
      return b && !(b.eq ?? []).some((v) => v === null)
    })
    if (!ok) return false
  }
  if (!ix.partial) return true
  const p = ix.spec.partialFilterExpression
  return Object.keys(p).every(
    (k) =>
      (k in f && equal(f[k], p[k])) ||
      (isObj(p[k]) && p[k].$exists === true && bs.has(k) && !(bs.get(k)!.eq ?? []).some((v) => v === null)) ||
      (bs.get(k)?.eq?.length && bs.get(k)!.eq!.every((v) => compile({ [k]: p[k] })({ [k]: v }))),
  )
}
export type Hit = { rid: number; raw: Buffer; doc: Doc; ctx: Ctx; key?: Buffer }
/** matching documents, in plan order, after `from` (exclusive) when resuming */
export function* execute(
  store: Store,
  c: Collection,
  plan: Plan,
  pred: Pred | null,
  coll: Coll,
  from?: { rid: number; key?: Buffer },
  skipDecode = false,
): Generator<Hit> {
  const seen = plan.ix && (plan.ix.multikey || plan.ranges.length > 1) ? new Set<number>() : null
  const check = (rid: number, raw: Buffer, key?: Buffer): Hit | null => {
    const ctx: Ctx = {}
    if (!pred && skipDecode) return { rid, raw, doc: undefined as any, ctx, key }
    const doc = decode(raw)
    return !pred || pred(doc, ctx) ? { rid, raw, doc, ctx, key } : null
  }
  if (!plan.ix) {
    for (const [rid, raw] of store.scan(c, from?.rid ?? 0, plan.reverse)) {
      const h = check(rid, raw)
      if (h) yield h
    }
    return
  }
  const rs = plan.reverse ? [...plan.ranges].reverse() : plan.ranges
  if (plan.point) {
    for (const r of rs) {
      const v = store.db.get(r.lo)
      if (!v) continue
      const rid = v.readUIntBE(0, 6)
      if (seen) {
        if (seen.has(rid)) continue
        seen.add(rid)
      }
      const raw = store.doc(c, rid)
      if (raw) {
        const h = check(rid, raw)
        if (h) yield h
      }
    }
    return
  }
  for (const r of rs) {
    let { lo, hi } = r
    if (from?.key) {
      if (plan.reverse) {
        if (Buffer.compare(from.key, hi) < 0) hi = from.key
      } else if (Buffer.compare(from.key, lo) >= 0) lo = Buffer.concat([from.key, Buffer.from([0])])
      if (Buffer.compare(lo, hi) >= 0) continue
    }
    for (const [rid, key] of store.range(lo, hi, plan.reverse)) {
      if (seen) {
        if (seen.has(rid)) continue
        seen.add(rid)
      }
      const raw = store.doc(c, rid)
      if (!raw) continue
      const h = check(rid, raw, key)
      if (h) yield h
    }
  }
}
/** top-level $or whose branches all have an index */
export function orPlans(store: Store, c: Collection, filter: Doc, coll: Coll): { plan: Plan; f: Doc }[] | null {
  if (!Array.isArray(filter.$or)) return null
  const rest = { ...filter }
  delete rest.$or
  const out: { plan: Plan; f: Doc }[] = []
  for (const b of filter.$or) {
    const p = choose(store, c, { $and: [b, ...(Object.keys(rest).length ? [rest] : [])] }, null, coll)
    if (!p.ix || (p.eqCount === 0 && p.ranges.every((r) => r.lo.length <= 5))) return null
    out.push({ plan: p, f: b })
  }
  return out
}
export type Query = {
  filter: Doc
  sort?: Doc | null
  skip?: number
  limit?: number
  coll: Coll
  hint?: any
  vars?: Doc
}
/** everything: index choice, in-memory sort with a bounded heap, skip and limit */
export function* run(store: Store, c: Collection, q: Query): Generator<Hit> {
  const pred = Object.keys(q.filter).length ? compile(q.filter, q.coll, q.vars) : null
  const sort = q.sort && Object.keys(q.sort).length ? q.sort : null
  const ors = q.hint ? null : orPlans(store, c, q.filter, q.coll)
  let src: Iterable<Hit>
  let sorted = !sort
  if (ors) {
    src = (function* () {
      const seen = new Set<number>()
      for (const { plan } of ors)
        for (const h of execute(store, c, plan, pred, q.coll))
          if (!seen.has(h.rid)) {
            seen.add(h.rid)
            yield h
          }
    })()
  } else {
    const plan = choose(store, c, q.filter, sort, q.coll, q.hint)
    sorted ||= plan.sorted
    src = execute(store, c, plan, pred, q.coll, undefined, !sort || plan.sorted)
  }
  const skip = q.skip ?? 0,
    limit = q.limit || Infinity
  if (!sorted) {
    const s = sorter(sort!, q.coll)
    const want = skip + limit
    type Row = { k: any[]; h: Hit; n: number }
    let rows: Row[] = []
    let n = 0
    const cmp = (a: Row, b: Row) => s.cmp(a.k, b.k) || a.n - b.n
    for (const h of src) {
      rows.push({ k: s.keyOf(h.doc), h, n: n++ })
      if (rows.length >= Math.max(2000, want * 2)) {
        rows.sort(cmp)
        rows.length = Math.min(rows.length, want)
      }
    }
    rows.sort(cmp)
    src = rows.map((r) => r.h)
  }
  let i = 0
  for (const h of src) {
    if (i++ < skip) continue
    if (i > skip + limit) return
    yield h
    if (i >= skip + limit) return
  }
}
