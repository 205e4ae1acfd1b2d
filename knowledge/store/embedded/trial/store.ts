// @ts-nocheck
/* eslint-disable */
// LMDB storage: catalog, documents (raw BSON by record id), secondary indexes (ordered keys), unique checks, TTL.
import { open, type RootDatabase } from 'lmdb'
import { createHash } from 'node:crypto'
import { decode, encode, isObj, KeyWriter, isNum, toNumber, rank, R, type Doc } from './bson.js'
import { compile, type Pred } from './match.js'
import { MongoError } from './errors.js'

export type Index = {
  id: number
  spec: Doc
  fields: { path: string; parts: string[]; desc: boolean }[]
  unique: boolean
  sparse: boolean
  multikey: boolean
  partial: Pred | null
  ttl: number | null
  fold: ((s: string) => string) | null
  hashed: boolean
}
export type Collection = {
  ns: string
  id: number
  uuid: Buffer
  options: Doc
  indexes: Index[]
  count: number
  nextRid: number
  validator: Pred | null
}
const MAXKEY = 1900 // LMDB's limit is 1978 bytes
const kw = new KeyWriter()
const K = (tag: number, id: number) => {
  const b = Buffer.allocUnsafe(5)
  b[0] = tag
  b.writeUInt32BE(id, 1)
  return b
}
const T = { NS: 1, META: 2, COUNT: 3, DOC: 0x10, IDX: 0x20 }
export const docKey = (c: number, rid: number) => {
  const b = Buffer.allocUnsafe(11)
  b[0] = T.DOC
  b.writeUInt32BE(c, 1)
  b.writeUIntBE(rid, 5, 6)
  return b
}
export const foldCase = (s: string) => s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

export class Store {
  db: RootDatabase<Buffer, Buffer>
  colls = new Map<string, Collection>()
  nextId = 1
  dropped: number[] = []
  constructor(path: string, opts: Doc = {}) {
    this.db = open({
      path,
      keyEncoding: 'binary',
      encoding: 'binary',
      maxDbs: 2,
      overlappingSync: false,
      noMemInit: true,
      cache: false,
      ...opts,
    } as any) as any
    for (const { key, value } of this.db.getRange({ start: Buffer.from([T.NS]), end: Buffer.from([T.NS + 1]) })) {
      const m = decode(value, 0, true)
      const c: Collection = {
        ns: key.toString('utf8', 1),
        id: m.id,
        uuid: Buffer.from(m.uuid.buffer),
        options: m.options,
        indexes: [],
        count: 0,
        nextRid: 1,
        validator: null,
      }
      c.indexes = m.indexes.map((x: Doc) => makeIndex(x.id, x.spec, x.multikey))
      this.nextId = Math.max(this.nextId, c.id + 1, ...c.indexes.map((i) => i.id + 1))
      const n = this.db.get(K(T.COUNT, c.id))
      c.count = n ? Number(n.readBigInt64BE(0)) : 0
      for (const k of this.db.getKeys({ start: K(T.DOC, c.id + 1), end: K(T.DOC, c.id), reverse: true, limit: 1 }))
        if (k[0] === T.DOC && k.readUInt32BE(1) === c.id) c.nextRid = k.readUIntBE(5, 6) + 1
      this.setValidator(c)
      this.colls.set(c.ns, c)
    }
  }
  /** all writes run in here, one after another; the promise resolves after the durable commit */
  write<T>(fn: () => T): Promise<T> {
    let err: any
    return (
      this.db.transaction(() => {
        try {
          return fn()
        } catch (e) {
          err = e
        }
      }) as Promise<T>
    ).then((r) => {
      if (err) throw err
      return r
    })
  }
  setValidator(c: Collection) {
    c.validator =
      c.options.validator && Object.keys(c.options.validator).length && !('$jsonSchema' in c.options.validator)
        ? compile(c.options.validator)
        : null
  }
  saveCatalog(c: Collection) {
    this.db.putSync(
      Buffer.concat([Buffer.from([T.NS]), Buffer.from(c.ns)]),
      encode({
        id: c.id,
        uuid: c.uuid,
        options: c.options,
        indexes: c.indexes.map((i) => ({ id: i.id, spec: i.spec, multikey: i.multikey })),
      }),
    )
  }
  saveCount(c: Collection) {
    const b = Buffer.allocUnsafe(8)
    b.writeBigInt64BE(BigInt(c.count))
    this.db.putSync(K(T.COUNT, c.id), b)
  }
  get(ns: string) {
    return this.colls.get(ns)
  }
  create(ns: string, options: Doc = {}): Collection {
    if (Buffer.byteLength(ns) > 255)
      throw new MongoError(73, `Fully qualified namespace is too long. Namespace: ${ns} Max: 255`)
    const uuid = createHash('md5')
      .update(ns + Math.random() + Date.now())
      .digest()
    const c: Collection = { ns, id: this.nextId++, uuid, options, indexes: [], count: 0, nextRid: 1, validator: null }
    c.indexes.push(makeIndex(this.nextId++, { v: 2, key: { _id: 1 }, name: '_id_' }, false))
    c.indexes[0].unique = true
    this.setValidator(c)
    this.colls.set(ns, c)
    this.saveCatalog(c)
    return c
  }
  drop(ns: string) {
    const c = this.colls.get(ns)
    if (!c) return
    this.colls.delete(ns)
    this.db.removeSync(Buffer.concat([Buffer.from([T.NS]), Buffer.from(ns)]))
    this.db.removeSync(K(T.COUNT, c.id))
    this.clearRange(K(T.DOC, c.id), K(T.DOC, c.id + 1))
    for (const i of c.indexes) this.clearRange(K(T.IDX, i.id), K(T.IDX, i.id + 1))
  }
  rename(from: string, to: string) {
    const c = this.colls.get(from)!
    this.db.removeSync(Buffer.concat([Buffer.from([T.NS]), Buffer.from(from)]))
    this.colls.delete(from)
    c.ns = to
    this.colls.set(to, c)
    this.saveCatalog(c)
  }
  clearRange(start: Buffer, end: Buffer) {
    for (;;) {
      const ks = [...this.db.getKeys({ start, end, limit: 10000 })]
      for (const k of ks) this.db.removeSync(k)
      if (ks.length < 10000) return
    }
  }

  doc(c: Collection, rid: number): Buffer | undefined {
    return this.db.get(docKey(c.id, rid)) as Buffer | undefined
  }
  findById(c: Collection, id: any): number | null {
    kw.field(id, false)
    const k = this.fit(Buffer.concat([K(T.IDX, c.indexes[0].id), kw.take()]))
    const v = this.db.get(k)
    return v ? v.readUIntBE(0, 6) : null
  }
  fit(k: Buffer): Buffer {
    return k.length <= MAXKEY ? k : Buffer.concat([k.subarray(0, MAXKEY - 32), createHash('sha256').update(k).digest()])
  }
  /** keys of a document in an index (without record id); [] when the index does not cover it */
  keys(ix: Index, d: Doc): Buffer[] {
    if (ix.partial && !ix.partial(d)) return []
    const sets = ix.fields.map((f) => extract(d, f.parts))
    if (ix.sparse && sets.every((s) => s.missing)) return []
    let arrays = 0
    for (const s of sets) if (s.array) arrays++
    if (arrays > 1) {
      const names = ix.fields.filter((_, i) => sets[i].array).map((f) => f.path)
      if (new Set(names.map((n) => n.split('.')[0])).size > 1)
        throw new MongoError(171, `cannot index parallel arrays [${names[1]}] [${names[0]}]`)
    }
    const out: Buffer[] = []
    const pre = K(T.IDX, ix.id)
    const rec = (i: number, parts: Buffer[]) => {
      if (i === sets.length) {
        out.push(this.fit(Buffer.concat([pre, ...parts])))
        return
      }
      for (const v of sets[i].values) {
        kw.field(v, ix.fields[i].desc, ix.fold)
        const b = kw.take()
        rec(i + 1, [...parts, b])
      }
    }
    if (sets.length === 1)
      for (const v of sets[0].values) {
        kw.raw(pre)
        kw.field(v, ix.fields[0].desc, ix.fold)
        out.push(this.fit(kw.take()))
      }
    else rec(0, [])
    if (arrays && !ix.multikey) {
      ix.multikey = true
      this.metaDirty = true
    }
    if (out.length > 1) {
      out.sort(Buffer.compare)
      return out.filter((k, i) => i === 0 || Buffer.compare(k, out[i - 1]) !== 0)
    }
    return out
  }
  metaDirty = false
  full(ix: Index, k: Buffer, rid: number): Buffer {
    if (ix.unique) return k
    const b = Buffer.allocUnsafe(k.length + 6)
    k.copy(b)
    b.writeUIntBE(rid, k.length, 6)
    return b
  }
  checkUnique(c: Collection, ix: Index, ks: Buffer[], rid: number, d: Doc) {
    for (const k of ks) {
      const v = this.db.get(k)
      if (v && v.readUIntBE(0, 6) !== rid) throw dupError(c.ns, ix, d)
    }
  }
  private ridBuf(rid: number) {
    const b = Buffer.allocUnsafe(6)
    b.writeUIntBE(rid, 0, 6)
    return b
  }
  insert(c: Collection, raw: Buffer, d: Doc): number {
    const rid = c.nextRid
    const all = c.indexes.map((ix) => this.keys(ix, d))
    c.indexes.forEach((ix, i) => {
      if (ix.unique) this.checkUnique(c, ix, all[i], rid, d)
    })
    c.nextRid++
    c.count++
    this.db.putSync(docKey(c.id, rid), raw)
    const rb = this.ridBuf(rid)
    c.indexes.forEach((ix, i) => {
      for (const k of all[i]) this.db.putSync(this.full(ix, k, rid), rb)
    })
    this.flushMeta(c)
    return rid
  }
  update(c: Collection, rid: number, oldDoc: Doc, raw: Buffer, d: Doc) {
    const ch: [Index, Buffer[], Buffer[]][] = []
    for (const ix of c.indexes.slice(1)) {
      const a = this.keys(ix, oldDoc),
        b = this.keys(ix, d)
      if (a.length === b.length && a.every((k, i) => k.equals(b[i]))) continue
      if (ix.unique) this.checkUnique(c, ix, b, rid, d)
      ch.push([ix, a, b])
    }
    this.db.putSync(docKey(c.id, rid), raw)
    const rb = this.ridBuf(rid)
    for (const [ix, a, b] of ch) {
      for (const k of a) this.db.removeSync(this.full(ix, k, rid))
      for (const k of b) this.db.putSync(this.full(ix, k, rid), rb)
    }
    this.flushMeta(c)
  }
  remove(c: Collection, rid: number, d: Doc) {
    this.db.removeSync(docKey(c.id, rid))
    for (const ix of c.indexes) for (const k of this.keys(ix, d)) this.db.removeSync(this.full(ix, k, rid))
    c.count--
  }
  private flushMeta(c: Collection) {
    if (this.metaDirty) {
      this.metaDirty = false
      this.saveCatalog(c)
    }
  }

  *scan(c: Collection, after = 0, reverse = false): Generator<[number, Buffer]> {
    const o: any = reverse
      ? {
          start: after ? docKey(c.id, after - 1) : Buffer.concat([K(T.DOC, c.id), Buffer.alloc(6, 255)]),
          end: docKey(c.id, 0),
          reverse: true,
        }
      : { start: docKey(c.id, after + 1), end: K(T.DOC, c.id + 1) }
    for (const { key, value } of this.db.getRange(o)) yield [key.readUIntBE(5, 6), value]
  }
  /** record ids of an index range; lower inclusive, upper exclusive (full keys) */
  *range(lo: Buffer, hi: Buffer, reverse: boolean): Generator<[number, Buffer]> {
    const o: any = reverse
      ? {
          start: hi,
          end: Buffer.concat([
            lo.subarray(0, -1),
            lo[lo.length - 1]
              ? Buffer.from([lo[lo.length - 1] - 1, 255, 255, 255, 255, 255, 255, 255, 255])
              : Buffer.alloc(0),
          ]),
          reverse: true,
        }
      : { start: lo, end: hi }
    for (const { key, value } of this.db.getRange(o)) {
      if (reverse) {
        if (Buffer.compare(key, hi) >= 0) continue
        if (Buffer.compare(key, lo) < 0) return
      }
      yield [value.readUIntBE(0, 6), key]
    }
  }
  fitBound(k: Buffer): Buffer {
    return k.length <= MAXKEY - 32 ? k : k.subarray(0, MAXKEY - 32)
  }
  fitEq(k: Buffer, whole: boolean): Buffer {
    return k.length <= MAXKEY - 32 ? k : whole ? this.fit(k) : k.subarray(0, MAXKEY - 32)
  }
  addIndex(c: Collection, spec: Doc): Index {
    const ix = makeIndex(this.nextId++, spec, false)
    const seen = new Map<string, number>()
    const puts: [Buffer, Buffer][] = []
    for (const [rid, raw] of this.scan(c)) {
      const d = decode(raw)
      for (const k of this.keys(ix, d)) {
        if (ix.unique) {
          const s = k.latin1Slice()
          if (seen.has(s)) throw dupError(c.ns, ix, d)
          seen.set(s, rid)
        }
        puts.push([this.full(ix, k, rid), this.ridBuf(rid)])
      }
    }
    for (const [k, v] of puts) this.db.putSync(k, v)
    c.indexes.push(ix)
    this.metaDirty = false
    this.saveCatalog(c)
    return ix
  }
  dropIndex(c: Collection, ix: Index) {
    c.indexes = c.indexes.filter((i) => i !== ix)
    this.clearRange(K(T.IDX, ix.id), K(T.IDX, ix.id + 1))
    this.saveCatalog(c)
  }
  close() {
    return this.db.close()
  }
  prefix(ix: Index) {
    return K(T.IDX, ix.id)
  }
}
export function makeIndex(id: number, spec: Doc, multikey: boolean): Index {
  const fields = Object.keys(spec.key).map((path) => ({
    path,
    parts: path.split('.'),
    desc: isNum(spec.key[path]) && toNumber(spec.key[path]) < 0,
  }))
  const st = spec.collation?.locale && spec.collation.locale !== 'simple' ? (spec.collation.strength ?? 3) : 0
  return {
    id,
    spec,
    fields,
    unique: !!spec.unique,
    sparse: !!spec.sparse,
    multikey,
    partial: spec.partialFilterExpression ? compile(spec.partialFilterExpression) : null,
    ttl:
      spec.expireAfterSeconds === undefined || spec.expireAfterSeconds === null
        ? null
        : toNumber(spec.expireAfterSeconds),
    fold: st === 1 || st === 2 ? foldCase : null,
    hashed: Object.values(spec.key).some((v) => v === 'hashed'),
  }
}
/** values an index field takes: array elements one by one, null where missing, undefined for an empty array */
export function extract(d: any, parts: string[]): { values: any[]; array: boolean; missing: boolean } {
  const values: any[] = []
  let array = false,
    missing = true
  const rec = (v: any, i: number) => {
    if (i === parts.length) {
      if (Array.isArray(v)) {
        array = true
        missing = false
        if (v.length === 0) values.push(undefined)
        else for (const e of v) values.push(e === undefined ? null : e)
      } else {
        if (v !== undefined) missing = false
        values.push(v === undefined ? null : v)
      }
      return
    }
    const p = parts[i]
    if (Array.isArray(v)) {
      if (/^\d+$/.test(p)) {
        if (Number(p) < v.length) {
          rec(v[Number(p)], i + 1)
          return
        }
      }
      array = true
      if (v.length === 0) {
        values.push(undefined)
        return
      }
      for (const e of v)
        if (isObj(e)) rec(Object.prototype.hasOwnProperty.call(e, p) ? e[p] : undefined, i + 1)
        else values.push(null)
      return
    }
    rec(isObj(v) && Object.prototype.hasOwnProperty.call(v, p) ? v[p] : undefined, i + 1)
  }
  rec(d, 0)
  return { values, array, missing }
}
export function dupError(ns: string, ix: Index, d: Doc): MongoError {
  const keyValue: Doc = {}
  for (const f of ix.fields) {
    const v = extract(d, f.parts).values[0]
    keyValue[f.path] = v === undefined ? null : v
  }
  const show = (v: any): string =>
    typeof v === 'string'
      ? `"${v}"`
      : v?._bsontype === 'ObjectId'
        ? `ObjectId('${v.toHexString()}')`
        : v instanceof Date
          ? `new Date(${+v})`
          : isObj(v) || Array.isArray(v)
            ? JSON.stringify(v, (_, x) => (typeof x === 'bigint' ? Number(x) : x))
            : v?._bsontype === 'Double'
              ? `${v.value}.0`
              : String(v)
  return new MongoError(
    11000,
    `E11000 duplicate key error collection: ${ns} index: ${ix.spec.name} dup key: { ${Object.keys(keyValue)
      .map((k) => `${k}: ${show(keyValue[k])}`)
      .join(', ')} }`,
    { keyPattern: ix.spec.key, keyValue },
  )
}
