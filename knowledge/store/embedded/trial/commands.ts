// @ts-nocheck
/* eslint-disable */
// Database commands.
import { ObjectId, Timestamp, Long } from 'bson'
import {
  decode,
  encode,
  encodeAgg,
  cursorReply,
  isObj,
  isNum,
  toNumber,
  promote,
  equal,
  identical,
  rawField,
  type Doc,
  type Coll,
} from './bson.js'
import { compile, type Ctx } from './match.js'
import {
  applyUpdate,
  arith,
  compileArrayFilters,
  compileUpdate,
  isReplacement,
  upsertBase,
  withId,
  type Update,
} from './update.js'
import { compileProjection } from './project.js'
import { checkSort, evalExpr, runPipeline } from './agg.js'
import { Store, dupError, type Collection } from './store.js'
import { choose, execute, orPlans, run, type Hit } from './plan.js'
import { MongoError } from './errors.js'

export const VERSION = '8.0.0',
  WIRE = 25
const MAXDOC = 16 * 1024 * 1024
const err = (c: number, m: string, x: Doc = {}) => new MongoError(c, m, x)
const collator = (c: any): Coll => {
  if (!c || !c.locale || c.locale === 'simple') return null
  const st = c.strength === undefined ? 3 : toNumber(c.strength)
  return new Intl.Collator(String(c.locale).replace('_', '-'), {
    sensitivity: st === 1 ? (c.caseLevel ? 'case' : 'base') : st === 2 ? 'accent' : 'variant',
    numeric: !!c.numericOrdering,
    caseFirst: c.caseFirst === 'upper' || c.caseFirst === 'lower' ? c.caseFirst : 'false',
    ignorePunctuation: c.alternate === 'shifted',
  })
}
type Cursor = {
  ns: string
  next: (n: number, maxBytes: number) => Buffer[]
  done: boolean
  last: number
  noTimeout: boolean
}
export type Req = { db: string; cmd: Doc; raw: Map<string, Buffer[]>; conn: { id: number } }

export class Commands {
  cursors = new Map<bigint, Cursor>()
  private cid = BigInt(Date.now()) << 20n
  started = Date.now()
  views = new Map<string, Doc>()
  constructor(
    public store: Store,
    public addr = '',
  ) {}

  async handle(r: Req): Promise<Doc | Buffer> {
    const name = Object.keys(r.cmd)[0]
    const h = (this as any)['c_' + name.toLowerCase()]
    if (process.env.TRACE) {
      const fs = await import('node:fs')
      fs.writeFileSync(
        process.env.TRACE,
        JSON.stringify(r.cmd, (_, v) => (typeof v === 'bigint' ? String(v) : v)),
      )
    }
    try {
      if (!h) throw err(59, `no such command: '${name}'`)
      if (r.cmd.startTransaction || r.cmd.autocommit === false)
        throw err(20, 'Transaction numbers are only allowed on a replica set member or mongos')
      return await h.call(this, r)
    } catch (e: any) {
      if (e instanceof MongoError) return e.reply()
      if (e?.name === 'BSONError' || e?.code === 'ERR_OUT_OF_RANGE') return err(2, e.message).reply()
      if (process.env.DEBUG) console.error(name, e)
      return err(8, String(e?.message ?? e)).reply()
    }
  }
  ns(r: Req, key = Object.keys(r.cmd)[0]): string {
    const n = r.cmd[key]
    if (typeof n !== 'string') throw err(73, `collection name has invalid type ${n === null ? 'null' : typeof n}`)
    if (n === '' || n.includes('\0') || n.startsWith('.')) throw err(73, `Invalid namespace specified '${r.db}.${n}'`)
    return `${r.db}.${n}`
  }
  private view(ns: string): Doc | null {
    const c = this.store.get(ns)
    return c?.options.viewOn ? c.options : null
  }

  // ---- handshake and diagnostics
  c_hello(r: Req): Doc {
    return {
      helloOk: true,
      isWritablePrimary: true,
      ismaster: true,
      maxBsonObjectSize: MAXDOC,
      maxMessageSizeBytes: 48000000,
      maxWriteBatchSize: 100000,
      localTime: new Date(),
      logicalSessionTimeoutMinutes: 30,
      connectionId: r.conn.id,
      minWireVersion: 0,
      maxWireVersion: WIRE,
      readOnly: false,
      ok: 1,
    }
  }
  c_ismaster(r: Req) {
    return this.c_hello(r)
  }
  c_ping() {
    return { ok: 1 }
  }
  c_buildinfo() {
    return {
      version: VERSION,
      gitVersion: 'embedded',
      modules: [],
      versionArray: VERSION.split('.').map(Number).concat(0),
      bits: 64,
      debug: false,
      maxBsonObjectSize: MAXDOC,
      storageEngines: ['lmdb'],
      ok: 1,
    }
  }
  c_endsessions() {
    return { ok: 1 }
  }
  c_refreshsessions() {
    return { ok: 1 }
  }
  c_killsessions() {
    return { ok: 1 }
  }
  c_killallsessions() {
    return { ok: 1 }
  }
  c_startsession() {
    return { id: { id: new ObjectId() }, timeoutMinutes: 30, ok: 1 }
  }
  c_committransaction() {
    throw err(20, 'Transaction numbers are only allowed on a replica set member or mongos')
  }
  c_aborttransaction() {
    return this.c_committransaction()
  }
  c_getparameter(r: Req) {
    const k = Object.keys(r.cmd).filter((x) => !['getParameter', '$db', 'lsid', 'comment'].includes(x))
    return {
      ...(k.includes('featureCompatibilityVersion') ? { featureCompatibilityVersion: { version: '8.0' } } : {}),
      ok: 1,
    }
  }
  c_setparameter() {
    return { was: null, ok: 1 }
  }
  c_configurefailpoint() {
    throw err(59, "no such command: 'configureFailPoint'")
  }
  c_connectionstatus() {
    return { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }
  }
  c_serverstatus() {
    return {
      host: 'embedded',
      version: VERSION,
      process: 'mongod',
      uptime: (Date.now() - this.started) / 1000,
      localTime: new Date(),
      connections: { current: 1 },
      storageEngine: { name: 'lmdb' },
      ok: 1,
    }
  }
  c_hostinfo() {
    return { system: { hostname: 'embedded' }, ok: 1 }
  }
  c_getlog() {
    return { totalLinesWritten: 0, log: [], ok: 1 }
  }
  c_getcmdlineopts() {
    return { argv: ['embedded'], parsed: {}, ok: 1 }
  }
  c_whatsmyuri() {
    return { you: '127.0.0.1:0', ok: 1 }
  }
  c_getfreemonitoringstatus() {
    return { state: 'disabled', ok: 1 }
  }
  c_fsync() {
    return { numFiles: 1, ok: 1 }
  }

  // ---- reads
  private vars(cmd: Doc): Doc {
    const o: Doc = {}
    for (const k of Object.keys(cmd.let ?? {})) o[k] = evalExpr({}, cmd.let[k])
    return o
  }
  private batchOf(it: Iterator<Buffer>, n: number, max: number): { docs: Buffer[]; done: boolean } {
    const docs: Buffer[] = []
    let size = 0
    while (docs.length < n && size < max) {
      const x = it.next()
      if (x.done) return { docs, done: true }
      docs.push(x.value)
      size += x.value.length
    }
    return { docs, done: false }
  }
  private open(ns: string, it: Iterator<Buffer>, batch: number | undefined, single = false): Buffer {
    const n = batch === undefined ? 101 : batch
    const b = this.batchOf(it, n, 15 * 1024 * 1024)
    let id = 0n
    if (!b.done && !single) {
      const pk = it.next()
      if (!pk.done) {
        let pend: Buffer | null = pk.value as Buffer
        const cur: Cursor = {
          ns,
          done: false,
          last: Date.now(),
          noTimeout: false,
          next: (k, max) => {
            const out: Buffer[] = []
            if (pend) {
              out.push(pend)
              pend = null
            }
            const m = this.batchOf(it, k - out.length, max)
            out.push(...m.docs)
            const p2 = m.done ? { done: true, value: null } : it.next()
            if (p2.done) cur.done = true
            else pend = p2.value as Buffer
            return out
          },
        }
        id = ++this.cid
        this.cursors.set(id, cur)
      }
    }
    return cursorReply('firstBatch', b.docs, id, ns)
  }
  /** documents of a find, resumable between batches without holding a read transaction */
  private *find(
    c: Collection,
    q: { filter: Doc; sort?: Doc | null; skip: number; limit: number; coll: Coll; hint?: any; vars?: Doc },
    out: (h: Hit) => Buffer,
  ): Generator<Buffer> {
    const sort = q.sort && Object.keys(q.sort).length ? q.sort : null
    const plan =
      orPlans(this.store, c, q.filter, q.coll) && !q.hint ? null : choose(this.store, c, q.filter, sort, q.coll, q.hint)
    if (
      plan &&
      (!sort || plan.sorted) &&
      !plan.point &&
      (!plan.ix || (plan.ranges.length === 1 && !plan.ix.multikey))
    ) {
      const pred = Object.keys(q.filter).length ? compile(q.filter, q.coll, q.vars) : null
      let from: any,
        skip = q.skip,
        left = q.limit || Infinity
      const live = () => this.store.get(c.ns) === c
      for (;;) {
        // chunks: no LMDB cursor survives between them
        const chunk: Hit[] = []
        let bytes = 0
        if (!live()) throw err(175, `collection dropped`)
        for (const h of execute(this.store, c, plan, pred, q.coll, from, out === RAW)) {
          from = { rid: h.rid, key: h.key }
          if (skip > 0) {
            skip--
            continue
          }
          chunk.push(h)
          bytes += h.raw.length
          left--
          if (left <= 0 || chunk.length >= 1000 || bytes > 4e6) break
        }
        for (const h of chunk) yield out(h)
        if (left <= 0 || (chunk.length < 1000 && bytes <= 4e6)) return
      }
    }
    const rows: Hit[] = [...run(this.store, c, q)]
    for (const h of rows) yield out(h)
  }
  c_find(r: Req): Buffer {
    const ns = this.ns(r),
      c = this.store.get(ns),
      q = r.cmd
    const coll = collator(q.collation ?? c?.options.collation)
    const N = (k: string) => {
      if (q[k] === undefined || q[k] === null) return 0
      if (!isNum(q[k]))
        throw err(
          14,
          `BSON field 'find.${k}' is the wrong type '${typeof q[k]}', expected types '[long, int, decimal, double]'`,
        )
      const n = toNumber(q[k])
      if (n < 0) throw err(51024, `BSON field '${k}' value must be >= 0, actual value '${n}'`)
      return Math.trunc(n)
    }
    for (const k of ['filter', 'sort', 'projection'])
      if (q[k] !== undefined && q[k] !== null && !isObj(q[k]))
        throw err(
          14,
          `BSON field 'find.${k}' is the wrong type '${Array.isArray(q[k]) ? 'array' : typeof q[k]}', expected type 'object'`,
        )
    if (q.sort) checkSort(q.sort)
    const filter = q.filter ?? {},
      vars = this.vars(q)
    let limit = N('limit')
    const skip = N('skip')
    let batch = q.batchSize === undefined ? undefined : N('batchSize')
    if (q.singleBatch && limit === 0 && batch) limit = batch
    compile(filter, coll, vars)
    const proj = compileProjection(q.projection, coll, vars)
    if (!c) return cursorReply('firstBatch', [], 0n, ns)
    const v = this.view(ns)
    if (v) {
      const st: Doc[] = [{ $match: filter }]
      if (q.sort && Object.keys(q.sort).length) st.push({ $sort: q.sort })
      if (skip) st.push({ $skip: skip })
      if (limit) st.push({ $limit: limit })
      if (q.projection && Object.keys(q.projection).length) st.push({ $project: q.projection })
      return this.open(ns, this.aggregate(r.db, ns, st, coll, vars)[Symbol.iterator](), batch, !!q.singleBatch)
    }
    const pos = proj && JSON.stringify(Object.keys(q.projection)).includes('.$"')
    const predCtx = pos ? compile(filter, coll, vars) : null
    const out = proj
      ? (h: Hit) => {
          if (predCtx && h.ctx.pos === undefined) predCtx((h.doc ??= decode(h.raw)), h.ctx)
          return encodeAgg(proj(h.doc ?? decode(h.raw), h.ctx))
        }
      : RAW
    return this.open(
      ns,
      this.find(c, { filter, sort: q.sort, skip, limit, coll, hint: q.hint, vars }, out),
      batch,
      !!q.singleBatch,
    )
  }
  c_getmore(r: Req): Buffer {
    const id = BigInt(typeof r.cmd.getMore === 'object' ? r.cmd.getMore.toString() : r.cmd.getMore)
    const cur = this.cursors.get(id)
    if (!cur || cur.ns !== `${r.db}.${r.cmd.collection}`) throw err(43, `cursor id ${id} not found`)
    cur.last = Date.now()
    const n = r.cmd.batchSize ? toNumber(r.cmd.batchSize) : Infinity
    const docs = cur.next(n, 15 * 1024 * 1024)
    if (cur.done) this.cursors.delete(id)
    return cursorReply('nextBatch', docs, cur.done ? 0n : id, cur.ns)
  }
  c_killcursors(r: Req): Doc {
    const killed: any[] = [],
      not: any[] = []
    for (const x of r.cmd.cursors) {
      const id = BigInt(x.toString())
      ;(this.cursors.delete(id) ? killed : not).push(id)
    }
    return { cursorsKilled: killed, cursorsNotFound: not, cursorsAlive: [], cursorsUnknown: [], ok: 1 }
  }
  c_count(r: Req): Doc {
    const ns = this.ns(r),
      c = this.store.get(ns),
      q = r.cmd.query ?? {}
    const coll = collator(r.cmd.collation ?? c?.options.collation)
    compile(q, coll)
    if (!c) return { n: 0, ok: 1 }
    if (this.view(ns)) return { n: this.aggregate(r.db, ns, [{ $match: q }], coll, {}).length, ok: 1 }
    let n = 0
    if (!Object.keys(q).length && !r.cmd.hint) n = c.count
    else for (const _ of run(this.store, c, { filter: q, coll, hint: r.cmd.hint })) n++
    n = Math.max(0, n - (r.cmd.skip ? toNumber(r.cmd.skip) : 0))
    const l = r.cmd.limit ? Math.abs(toNumber(r.cmd.limit)) : 0
    return { n: l ? Math.min(n, l) : n, ok: 1 }
  }
  c_distinct(r: Req): Doc {
    const ns = this.ns(r),
      c = this.store.get(ns),
      q = r.cmd.query ?? {}
    const coll = collator(r.cmd.collation ?? c?.options.collation)
    if (typeof r.cmd.key !== 'string')
      throw err(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'")
    compile(q, coll)
    if (!c) return { values: [], ok: 1 }
    const seen: any[] = []
    const keys = new Set<any>()
    const parts = r.cmd.key.split('.')
    const add = (v: any) => {
      if (v === undefined) return
      if ((typeof v === 'string' && !coll) || typeof v === 'number' || typeof v === 'boolean') {
        if (keys.has(v)) return
        if (typeof v === 'number' && seen.some((s) => typeof s !== 'number' && isNum(s) && equal(s, v))) return
        keys.add(v)
        seen.push(v)
      } else if (!seen.some((s) => equal(s, v, coll))) seen.push(v)
    }
    const rec = (v: any, i: number, leafArr: boolean): void => {
      if (i === parts.length) {
        if (Array.isArray(v)) v.forEach(add)
        else add(v)
        return
      }
      if (Array.isArray(v)) {
        if (/^\d+$/.test(parts[i]) && Number(parts[i]) < v.length) rec(v[Number(parts[i])], i + 1, leafArr)
        for (const e of v) if (isObj(e)) rec(e, i, leafArr)
        return
      }
      if (isObj(v) && Object.prototype.hasOwnProperty.call(v, parts[i])) rec(v[parts[i]], i + 1, leafArr)
    }
    const src: Iterable<Doc> = this.view(ns)
      ? this.aggregate(r.db, ns, [{ $match: q }], coll, {}).map((b) => decode(b))
      : (function* (s: Store) {
          for (const h of run(s, c, { filter: q, coll, hint: r.cmd.hint, sort: null })) yield h.doc ?? decode(h.raw)
        })(this.store)
    for (const d of src) rec(d, 0, false)
    seen.sort((a, b) => cmpForDistinct(a, b))
    return { values: seen, ok: 1 }
  }
  c_explain(r: Req): Doc {
    const e = r.cmd.explain
    const name = Object.keys(e)[0]
    const ns = `${r.db}.${e[name]}`
    const c = this.store.get(ns)
    const filter = e.filter ?? e.query ?? e.updates?.[0]?.q ?? e.deletes?.[0]?.q ?? e.pipeline?.[0]?.$match ?? {}
    if (!c) return { queryPlanner: { namespace: ns, winningPlan: { stage: 'EOF' } }, ok: 1 }
    const plan = choose(this.store, c, filter, e.sort ?? null, collator(e.collation))
    const ors = orPlans(this.store, c, filter, null)
    const stage = ors
      ? { stage: 'OR', inputStages: ors.map((o) => ({ stage: 'IXSCAN', indexName: o.plan.ix!.spec.name })) }
      : plan.ix
        ? {
            stage: 'FETCH',
            inputStage: {
              stage: 'IXSCAN',
              indexName: plan.ix.spec.name,
              keyPattern: plan.ix.spec.key,
              isMultiKey: plan.ix.multikey,
              direction: plan.reverse ? 'backward' : 'forward',
              ranges: plan.ranges.length,
              providesSort: plan.sorted,
            },
          }
        : { stage: 'COLLSCAN' }
    let n = 0
    if (r.cmd.verbosity !== 'queryPlanner')
      for (const _ of run(this.store, c, {
        filter,
        sort: e.sort,
        coll: collator(e.collation),
        limit: e.limit ? toNumber(e.limit) : 0,
      }))
        n++
    return {
      explainVersion: '1',
      queryPlanner: { namespace: ns, winningPlan: stage },
      executionStats: { executionSuccess: true, nReturned: n },
      ok: 1,
    }
  }

  // ---- aggregation
  aggregate(db: string, ns: string | null, stages: Doc[], coll: Coll, vars: Doc, hint?: any): Buffer[] {
    const st = this.store
    let i = 0
    let src: Iterable<Doc> = [{}]
    const env = {
      resolve: (n: string): Doc[] => {
        const full = `${db}.${n}`
        const v = this.view(full)
        if (v) return this.aggregate(db, `${db}.${v.viewOn}`, v.pipeline ?? [], coll, vars).map((b) => decode(b))
        const c = st.get(full)
        return c ? [...scanDocs(st, c)] : []
      },
      coll,
      vars,
      lookup: (from: string, field: string, vals: any[]): Doc[] => {
        const full = `${db}.${from}`
        const c = st.get(full)
        if (!c) return []
        if (c.options.viewOn) return env.resolve(from).filter((d) => compile({ [field]: { $in: vals } })(d))
        const f = vals.length === 1 ? { [field]: { $eq: vals[0] } } : { [field]: { $in: vals } }
        return [...run(st, c, { filter: f, coll })].map((h) => h.doc ?? decode(h.raw))
      },
    }
    if (ns !== null) {
      const v = this.view(ns)
      if (v) return this.aggregate(db, `${db}.${v.viewOn}`, [...(v.pipeline ?? []), ...stages], coll, vars)
      const c = st.get(ns)
      let filter: Doc = {},
        sort: Doc | null = null,
        skip = 0,
        limit = 0
      const ands: Doc[] = []
      while (stages[i]?.$match !== undefined && isObj(stages[i].$match)) {
        ands.push(stages[i].$match)
        i++
      }
      if (ands.length) filter = ands.length === 1 ? ands[0] : { $and: ands }
      compile(filter, coll, vars)
      if (stages[i]?.$sort && isObj(stages[i].$sort)) {
        sort = stages[i++].$sort
        checkSort(sort!)
      }
      if (stages[i]?.$skip !== undefined && isNum(stages[i].$skip) && toNumber(stages[i].$skip) >= 0)
        skip = toNumber(stages[i++].$skip)
      if (stages[i]?.$limit !== undefined && isNum(stages[i].$limit) && toNumber(stages[i].$limit) > 0)
        limit = toNumber(stages[i++].$limit)
      const g = stages[i]?.$group // countDocuments
      if (
        c &&
        g &&
        stages.length === i + 1 &&
        (g._id === 1 || g._id === null) &&
        Object.keys(g).length === 2 &&
        g.n &&
        equal(g.n, { $sum: 1 })
      ) {
        let n = 0
        if ((!ands.length && !skip && !limit) || (!Object.keys(filter).length && !skip && !limit)) n = c.count
        else for (const _ of run(st, c, { filter, coll, skip, limit, hint, vars })) n++
        return n ? [encode({ _id: g._id, n })] : []
      }
      if (!c) src = []
      else if (i === stages.length)
        return [...run(st, c, { filter, sort, skip, limit, coll, hint, vars })].map((h) => Buffer.from(h.raw))
      else
        src = (function* () {
          for (const h of run(st, c, { filter, sort, skip, limit, coll, hint, vars })) yield h.doc ?? decode(h.raw)
        })()
    }
    const rest = stages.slice(i)
    if (ns === null && rest[0]?.$documents) src = []
    return runPipeline(src, rest, env).map((d) => encodeAgg(d))
  }
  async c_aggregate(r: Req): Promise<Buffer> {
    const a = r.cmd.aggregate
    const ns = typeof a === 'string' ? this.ns(r) : null
    let pipe: Doc[] = r.cmd.pipeline
    if (!Array.isArray(pipe)) throw err(14, "'pipeline' option must be specified as an array")
    if (!r.cmd.cursor && !r.cmd.explain)
      throw err(9, "The 'cursor' option is required, except for aggregate with the explain argument")
    const c = ns ? this.store.get(ns) : undefined
    const coll = collator(r.cmd.collation ?? c?.options.collation),
      vars = this.vars(r.cmd)
    const last = pipe.at(-1)
    let tail: Doc | null = null
    if (last && isObj(last) && ('$out' in last || '$merge' in last)) {
      tail = last
      pipe = pipe.slice(0, -1)
    }
    for (const s of pipe) {
      if (isObj(s) && ('$out' in s || '$merge' in s))
        throw err(40601, `$${Object.keys(s)[0].slice(1)} can only be the final stage in the pipeline`)
      if (isObj(s) && '$changeStream' in s)
        throw err(40573, 'The $changeStream stage is only supported on replica sets')
    }
    const name = ns ?? `${r.db}.$cmd.aggregate`
    const docs =
      pipe[0]?.$listLocalSessions || pipe[0]?.$currentOp
        ? runPipeline([{}], pipe.slice(1), { resolve: () => [], coll, vars }).map((d) => encode(d))
        : pipe[0]?.$collStats
          ? [encode({ ns: name, count: c?.count ?? 0, storageStats: { count: c?.count ?? 0, size: 0 } })]
          : pipe[0]?.$indexStats
            ? (c?.indexes ?? []).map((i) =>
                encode({ name: i.spec.name, key: i.spec.key, accesses: { ops: 0n, since: new Date() } }),
              )
            : this.aggregate(r.db, ns, pipe, coll, vars, r.cmd.hint)
    if (tail) {
      await this.writeOut(r.db, tail, docs)
      return cursorReply('firstBatch', [], 0n, name)
    }
    return this.open(
      name,
      docs[Symbol.iterator](),
      r.cmd.cursor?.batchSize === undefined ? undefined : toNumber(r.cmd.cursor.batchSize),
    )
  }
  private writeOut(db: string, tail: Doc, docs: Buffer[]): Promise<void> {
    if ('$out' in tail) {
      const t = typeof tail.$out === 'string' ? `${db}.${tail.$out}` : `${tail.$out.db}.${tail.$out.coll}`
      return this.store.write(() => {
        const old = this.store.get(t)
        const specs = old?.indexes.slice(1).map((i) => i.spec) ?? []
        this.store.drop(t)
        const c = this.store.create(t, old?.options ?? {})
        for (const s of specs) this.store.addIndex(c, s)
        for (const b of docs) {
          const d = withId(decode(b))
          this.store.insert(c, encode(d), d)
        }
        this.store.saveCount(c)
      })
    }
    const m = typeof tail.$merge === 'string' ? { into: tail.$merge } : tail.$merge
    const t = typeof m.into === 'string' ? `${db}.${m.into}` : `${m.into.db}.${m.into.coll}`
    const on: string[] = m.on ? (Array.isArray(m.on) ? m.on : [m.on]) : ['_id']
    const wm = m.whenMatched ?? 'merge',
      wn = m.whenNotMatched ?? 'insert'
    return this.store.write(() => {
      const c = this.store.get(t) ?? this.store.create(t)
      for (const b of docs) {
        const d = withId(decode(b))
        const f: Doc = {}
        for (const k of on) f[k] = { $eq: d[k] }
        const h = [...run(this.store, c, { filter: f, coll: null, limit: 1 })][0]
        if (!h) {
          if (wn === 'fail') throw err(13113, '$merge could not find a matching document in the target collection')
          if (wn === 'insert') this.store.insert(c, encode(d), d)
          continue
        }
        if (wm === 'keepExisting') continue
        if (wm === 'fail') throw dupError(t, c.indexes[0], d)
        const old = h.doc ?? decode(h.raw)
        const n = Array.isArray(wm)
          ? {
              ...runPipeline([decode(h.raw)], wm, {
                resolve: () => [],
                coll: null,
                vars: { new: d, ...(m.let ? evalExpr(d, m.let) : {}) },
              })[0],
              _id: old._id,
            }
          : wm === 'replace'
            ? { ...d, _id: old._id }
            : { ...old, ...d, _id: old._id }
        this.store.update(c, h.rid, old, encode(n), n)
      }
      this.store.saveCount(c)
    })
  }

  // ---- writes
  private need(ns: string): Collection {
    const c = this.store.get(ns)
    if (c?.options.viewOn) throw err(166, `Namespace ${ns} is a view, not a collection`)
    if (!c && /\.system\./.test(ns)) throw err(73, `cannot write to '${ns}'`)
    return c ?? this.store.create(ns)
  }
  private valid(c: Collection, d: Doc, bypass: boolean) {
    if (c.validator && !bypass && c.options.validationAction !== 'warn' && !c.validator(d))
      throw err(121, 'Document failed validation', {
        errInfo: { failingDocumentId: d._id, details: { operatorName: '$and' } },
      })
  }
  private prep(raw: Buffer): [Buffer, Doc] {
    if (raw.length > MAXDOC)
      throw err(
        10334,
        `BSONObj size: ${raw.length} (0x${raw.length.toString(16)}) is invalid. Size must be between 0 and 16793600(16MB)`,
      )
    let d = decode(raw)
    checkId(d._id, Object.prototype.hasOwnProperty.call(d, '_id'))
    if (Object.keys(d)[0] !== '_id') {
      d = withId(d)
      raw = encode(d)
    }
    for (const k in d) {
      const v = d[k]
      if (v?._bsontype === 'Timestamp' && v.t === 0 && v.i === 0 && k !== '_id') {
        d[k] = new Timestamp({ t: Math.floor(Date.now() / 1000), i: ++tsInc })
        raw = encode(d)
      }
    }
    return [raw, d]
  }
  private werr(e: any, index: number): Doc {
    if (!(e instanceof MongoError)) {
      if (e?.name === 'BSONError') e = err(2, e.message)
      else throw e
    }
    return { index, code: e.code, ...(e.code === 121 ? {} : {}), ...e.extra, errmsg: e.message }
  }
  c_insert(r: Req): Promise<Doc> {
    const ns = this.ns(r)
    const docs = r.raw.get('documents') ?? []
    if (!docs.length)
      throw err(
        r.cmd.documents ? 4 : 40414,
        `Write batch sizes must be between 1 and 100000. Got ${docs.length} operations.`,
      )
    return this.store.write(() => {
      const c = this.need(ns)
      let n = 0
      const errors: Doc[] = []
      for (let i = 0; i < docs.length; i++) {
        try {
          const [raw, d] = this.prep(docs[i])
          this.valid(c, d, !!r.cmd.bypassDocumentValidation)
          this.store.insert(c, raw, d)
          n++
        } catch (e) {
          errors.push(this.werr(e, i))
          if (r.cmd.ordered !== false) break
        }
      }
      this.store.saveCount(c)
      return { n, ...(errors.length ? { writeErrors: errors } : {}), ok: 1 }
    })
  }
  /** new document or null when nothing changes */
  private mutate(
    c: Collection,
    h: { raw: Buffer; doc: Doc; ctx: Ctx },
    u: any,
    prog: Update | null,
    filters: any,
    coll: Coll,
    vars: Doc,
    now: Date,
  ): { raw: Buffer; doc: Doc; old: Doc } | null {
    const old = h.doc
    let d: Doc
    if (Array.isArray(u)) {
      d = pipelineUpdate(h.raw, u, vars)
      if (!('_id' in d)) d = { _id: old._id, ...d }
    } else if (prog) {
      d = decode(h.raw)
      applyUpdate(d, prog, { filters, pos: h.ctx.pos, insert: false, now, coll })
    } else {
      if ('_id' in u && !equal(u._id, old._id))
        throw err(
          66,
          `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${JSON.stringify(u._id)}`,
        )
      const { _id, ...rest } = u
      d = { _id: old._id, ...rest }
    }
    if (!identical(d._id, old._id)) {
      if (!equal(d._id, old._id))
        throw err(
          66,
          prog
            ? `Performing an update on the path '_id' would modify the immutable field '_id'`
            : `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${JSON.stringify(d._id)}`,
        )
    }
    const raw = encode(d)
    if (raw.equals(h.raw)) return null
    if (raw.length > MAXDOC)
      throw err(10334, `BSONObj size: ${raw.length} is invalid. Size must be between 0 and 16793600(16MB)`)
    return { raw, doc: d, old }
  }
  private prepUpdate(u: any, arrayFilters: Doc[] | undefined, coll: Coll): { prog: Update | null; filters: any } {
    if (u === undefined || u === null || typeof u !== 'object')
      throw err(9, 'Update argument must be either an object or an array')
    if (Array.isArray(u)) {
      if (arrayFilters?.length) throw err(9, 'arrayFilters may not be specified for pipeline-syle updates')
      for (const s of u)
        if (!['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'].includes(Object.keys(s)[0]))
          throw err(72, `${Object.keys(s)[0]} is not allowed to be used within an update`)
      return { prog: null, filters: {} }
    }
    if (isReplacement(u)) {
      for (const k of Object.keys(u))
        if (k[0] === '$')
          throw err(
            52,
            `The dollar ($) prefixed field '${k}' in '${k}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
          )
      if (arrayFilters?.length) throw err(9, 'arrayFilters may not be specified for replacement-style updates')
      return { prog: null, filters: {} }
    }
    const prog = compileUpdate(u)
    return { prog, filters: compileArrayFilters(arrayFilters, prog, coll) }
  }
  private upsert(
    c: Collection,
    q: Doc,
    u: any,
    prog: Update | null,
    filters: any,
    coll: Coll,
    vars: Doc,
    now: Date,
    bypass: boolean,
    constants?: Doc,
  ): Doc {
    let d: Doc
    const base = upsertBase(q)
    if (Array.isArray(u)) d = pipelineUpdate(encode(base), u, vars)
    else if (prog) {
      d = base
      applyUpdate(d, prog, { filters, insert: true, now, coll })
    } else {
      d = { ...('_id' in base ? { _id: base._id } : {}), ...u }
      if ('_id' in base && '_id' in u && !equal(base._id, u._id))
        throw err(66, `After applying the update, the (immutable) field '_id' was found to have been altered`)
    }
    d = withId(d)
    checkId(d._id, true)
    this.valid(c, d, bypass)
    this.store.insert(c, encode(d), d)
    return d
  }
  private updateOne(c: Collection, s: Doc, vars: Doc, now: Date, bypass: boolean): { n: number; m: number; up?: any } {
    const coll = collator(s.collation ?? c.options.collation)
    const q = s.q ?? {}
    const { prog, filters } = this.prepUpdate(s.u, s.arrayFilters, coll)
    if (s.multi && !Array.isArray(s.u) && isReplacement(s.u))
      throw err(9, 'multi update is not supported for replacement-style update')
    if (s.c) vars = { ...vars, ...s.c }
    const pos = prog?.ops.some((o) => /\.\$(\.|$)/.test(o.path))
    const pc = pos ? compile(q, coll, vars) : null
    const hits = [
      ...run(this.store, c, { filter: q, coll, hint: s.hint, vars, sort: s.sort ?? null, limit: s.multi ? 0 : 1 }),
    ]
    if (!hits.length) {
      if (!s.upsert) return { n: 0, m: 0 }
      const d = this.upsert(c, q, s.u, prog, filters, coll, vars, now, bypass)
      return { n: 1, m: 0, up: d._id }
    }
    let m = 0
    for (const h of hits) {
      h.doc ??= decode(h.raw)
      if (pc && h.ctx.pos === undefined) pc(h.doc, h.ctx)
      const x = this.mutate(c, h, s.u, prog, filters, coll, vars, now)
      if (x) {
        this.valid(c, x.doc, bypass || (c.options.validationLevel === 'moderate' && !c.validator?.(x.old)))
        this.store.update(c, h.rid, x.old, x.raw, x.doc)
        m++
      }
    }
    return { n: hits.length, m }
  }
  c_update(r: Req): Promise<Doc> {
    const ns = this.ns(r)
    const list: Doc[] = r.cmd.updates ?? []
    if (!list.length)
      throw err(r.cmd.updates ? 4 : 40414, 'Write batch sizes must be between 1 and 100000. Got 0 operations.')
    return this.store.write(() => {
      let n = 0,
        m = 0
      const up: Doc[] = [],
        errors: Doc[] = [],
        now = new Date()
      let c = this.store.get(ns)
      if (!c && list.some((s) => s.upsert)) c = this.need(ns)
      if (c?.options.viewOn) this.need(ns)
      for (let i = 0; i < list.length; i++) {
        try {
          const s = list[i]
          if (!c) {
            this.prepUpdate(s.u, s.arrayFilters, null)
            compile(s.q ?? {})
            continue
          }
          const x = this.updateOne(c, s, this.vars(r.cmd), now, !!r.cmd.bypassDocumentValidation)
          n += x.n
          m += x.m
          if (x.up !== undefined) up.push({ index: i, _id: x.up })
        } catch (e) {
          errors.push(this.werr(e, i))
          if (r.cmd.ordered !== false) break
        }
      }
      if (c) this.store.saveCount(c)
      return {
        n,
        nModified: m,
        ...(up.length ? { upserted: up } : {}),
        ...(errors.length ? { writeErrors: errors } : {}),
        ok: 1,
      }
    })
  }
  private deleteSome(c: Collection, s: Doc, vars: Doc): number {
    const coll = collator(s.collation ?? c.options.collation)
    const hits = [
      ...run(this.store, c, { filter: s.q ?? {}, coll, hint: s.hint, vars, limit: s.limit ? toNumber(s.limit) : 0 }),
    ]
    for (const h of hits) this.store.remove(c, h.rid, h.doc ?? decode(h.raw))
    return hits.length
  }
  c_delete(r: Req): Promise<Doc> {
    const ns = this.ns(r)
    const list: Doc[] = r.cmd.deletes ?? []
    if (!list.length)
      throw err(r.cmd.deletes ? 4 : 40414, 'Write batch sizes must be between 1 and 100000. Got 0 operations.')
    return this.store.write(() => {
      let n = 0
      const errors: Doc[] = []
      const c = this.store.get(ns)
      if (c?.options.viewOn) this.need(ns)
      for (let i = 0; i < list.length; i++) {
        try {
          if (c) n += this.deleteSome(c, list[i], this.vars(r.cmd))
          else compile(list[i].q ?? {})
        } catch (e) {
          errors.push(this.werr(e, i))
          if (r.cmd.ordered !== false) break
        }
      }
      if (c) this.store.saveCount(c)
      return { n, ...(errors.length ? { writeErrors: errors } : {}), ok: 1 }
    })
  }
  c_findandmodify(r: Req): Promise<Doc> {
    const ns = this.ns(r),
      q = r.cmd
    const filter = q.query ?? {}
    if (q.remove && q.update) throw err(9, 'Cannot specify both an update and remove=true')
    if (!q.remove && !q.update) throw err(9, 'Either an update or remove=true must be specified')
    if (q.remove && q.new)
      throw err(9, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document")
    if (q.sort) checkSort(q.sort)
    return this.store.write(() => {
      let c = this.store.get(ns)
      const coll = collator(q.collation ?? c?.options.collation),
        vars = this.vars(q),
        now = new Date()
      if (!c && q.upsert) c = this.need(ns)
      const proj = compileProjection(q.fields, coll, vars)
      const P = (d: Doc | null, ctx: Ctx = {}) => (d && proj ? proj(d, ctx) : d)
      const prep = q.remove ? null : this.prepUpdate(q.update, q.arrayFilters, coll)
      if (!c) {
        compile(filter, coll, vars)
        return { lastErrorObject: q.remove ? { n: 0 } : { n: 0, updatedExisting: false }, value: null, ok: 1 }
      }
      const h = [...run(this.store, c, { filter, sort: q.sort, coll, hint: q.hint, vars, limit: 1 })][0]
      if (h) {
        h.doc ??= decode(h.raw)
        compile(filter, coll, vars)(h.doc, h.ctx)
      }
      if (q.remove) {
        if (!h) return { lastErrorObject: { n: 0 }, value: null, ok: 1 }
        this.store.remove(c, h.rid, h.doc)
        this.store.saveCount(c)
        return { lastErrorObject: { n: 1 }, value: P(h.doc, h.ctx), ok: 1 }
      }
      if (!h) {
        if (!q.upsert) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null, ok: 1 }
        const d = this.upsert(
          c,
          filter,
          q.update,
          prep!.prog,
          prep!.filters,
          coll,
          vars,
          now,
          !!q.bypassDocumentValidation,
        )
        this.store.saveCount(c)
        return {
          lastErrorObject: { n: 1, updatedExisting: false, upserted: d._id },
          value: q.new ? P(d) : null,
          ok: 1,
        }
      }
      const x = this.mutate(c, h, q.update, prep!.prog, prep!.filters, coll, vars, now)
      if (x) {
        this.valid(c, x.doc, !!q.bypassDocumentValidation)
        this.store.update(c, h.rid, x.old, x.raw, x.doc)
      }
      return {
        lastErrorObject: { n: 1, updatedExisting: true },
        value: P(q.new ? (x?.doc ?? h.doc) : h.doc, h.ctx),
        ok: 1,
      }
    })
  }
  c_bulkwrite(r: Req): Promise<Doc | Buffer> {
    const ops: Buffer[] = r.raw.get('ops') ?? [],
      nss: Doc[] = (r.raw.get('nsInfo') ?? []).map((b) => decode(b))
    const ordered = r.cmd.ordered !== false
    return this.store.write(() => {
      const out: Doc[] = []
      let nI = 0,
        nM = 0,
        nMod = 0,
        nU = 0,
        nD = 0,
        nE = 0
      const now = new Date(),
        vars = this.vars(r.cmd)
      const touched = new Set<Collection>()
      for (let i = 0; i < ops.length; i++) {
        const op = decode(ops[i])
        const kind = Object.keys(op)[0]
        const ns = nss[toNumber(op[kind])].ns
        try {
          if (kind === 'insert') {
            const f = rawField(ops[i], 'document')!
            const c = this.need(ns)
            touched.add(c)
            const [raw, d] = this.prep(Buffer.from(ops[i].subarray(f.val, f.end)))
            this.valid(c, d, !!r.cmd.bypassDocumentValidation)
            this.store.insert(c, raw, d)
            nI++
            out.push({ ok: 1, idx: i, n: 1 })
          } else if (kind === 'update') {
            const c = this.need(ns)
            touched.add(c)
            const x = this.updateOne(
              c,
              {
                q: op.filter,
                u: op.updateMods,
                multi: op.multi,
                upsert: op.upsert,
                arrayFilters: op.arrayFilters,
                hint: op.hint,
                collation: op.collation,
                c: op.constants,
                sort: op.sort,
              },
              vars,
              now,
              !!r.cmd.bypassDocumentValidation,
            )
            if (x.up !== undefined) nU++
            else {
              nM += x.n
              nMod += x.m
            }
            out.push({
              ok: 1,
              idx: i,
              n: x.n,
              nModified: x.m,
              ...(x.up !== undefined ? { upserted: { _id: x.up } } : {}),
            })
          } else {
            const c = this.store.get(ns)
            let n = 0
            if (c) {
              touched.add(c)
              n = this.deleteSome(
                c,
                { q: op.filter, limit: op.multi ? 0 : 1, hint: op.hint, collation: op.collation },
                vars,
              )
            }
            nD += n
            out.push({ ok: 1, idx: i, n })
          }
        } catch (e) {
          const w = this.werr(e, i)
          nE++
          out.push({ ok: 0, idx: i, code: w.code, errmsg: w.errmsg, ...(e as MongoError).extra, n: 0 })
          if (ordered) break
        }
      }
      for (const c of touched) this.store.saveCount(c)
      const shown = r.cmd.errorsOnly ? out.filter((o) => !o.ok) : out
      return {
        cursor: { id: 0n, firstBatch: shown, ns: 'admin.$cmd.bulkWrite' },
        nErrors: nE,
        nInserted: nI,
        nMatched: nM,
        nModified: nMod,
        nUpserted: nU,
        nDeleted: nD,
        ok: 1,
      }
    })
  }

  // ---- schema
  c_create(r: Req): Promise<Doc> {
    const ns = this.ns(r)
    const { create, lsid, $db, writeConcern, comment, $clusterTime, apiVersion, ...o } = r.cmd
    return this.store.write(() => {
      const old = this.store.get(ns)
      if (old) {
        if (equal(old.options, o)) return { ok: 1 }
        throw err(48, `Collection ${ns} already exists.`)
      }
      const c = this.store.create(ns, o)
      if (o.viewOn) c.indexes = []
      return { ok: 1 }
    })
  }
  c_collmod(r: Req): Promise<Doc> {
    const ns = this.ns(r)
    return this.store.write(() => {
      const c = this.store.get(ns)
      if (!c) throw err(26, `ns does not exist: ${ns}`)
      for (const k of [
        'validator',
        'validationLevel',
        'validationAction',
        'viewOn',
        'pipeline',
        'changeStreamPreAndPostImages',
      ])
        if (r.cmd[k] !== undefined) c.options = { ...c.options, [k]: r.cmd[k] }
      const ix = r.cmd.index
      if (ix) {
        const i = c.indexes.find((x) => (ix.name ? x.spec.name === ix.name : equal(x.spec.key, ix.keyPattern)))
        if (!i) throw err(27, 'cannot find index')
        if (ix.expireAfterSeconds !== undefined) {
          i.spec.expireAfterSeconds = ix.expireAfterSeconds
          i.ttl = toNumber(ix.expireAfterSeconds)
        }
        if (ix.hidden !== undefined) i.spec.hidden = ix.hidden
      }
      this.store.setValidator(c)
      this.store.saveCatalog(c)
      return { ok: 1 }
    })
  }
  c_drop(r: Req): Promise<Doc> {
    const ns = this.ns(r)
    return this.store.write(() => {
      const c = this.store.get(ns)
      if (!c) return { ok: 1 }
      const n = c.indexes.length
      this.store.drop(ns)
      return { nIndexesWas: n, ns, ok: 1 }
    })
  }
  c_dropdatabase(r: Req): Promise<Doc> {
    return this.store.write(() => {
      let hit = false
      for (const ns of [...this.store.colls.keys()])
        if (ns.startsWith(r.db + '.')) {
          hit = true
          this.store.drop(ns)
        }
      return { ...(hit ? { dropped: r.db } : {}), ok: 1 }
    })
  }
  c_renamecollection(r: Req): Promise<Doc> {
    const from = r.cmd.renameCollection,
      to = r.cmd.to
    for (const n of [from, to])
      if (typeof n !== 'string' || !/^[^.]+\..+/.test(n)) throw err(73, `Invalid namespace specified: ${n}`)
    return this.store.write(() => {
      if (!this.store.get(from)) throw err(26, `Source collection ${from} does not exist`)
      if (this.store.get(to)) {
        if (!r.cmd.dropTarget) throw err(48, 'target namespace exists')
        this.store.drop(to)
      }
      this.store.rename(from, to)
      return { ok: 1 }
    })
  }
  c_listcollections(r: Req): Buffer {
    const f = r.cmd.filter ?? {}
    const p = compile(f)
    const out: Doc[] = []
    for (const [ns, c] of this.store.colls)
      if (ns.startsWith(r.db + '.')) {
        const name = ns.slice(r.db.length + 1)
        const view = !!c.options.viewOn
        const d: Doc = {
          name,
          type: view ? 'view' : 'collection',
          options: c.options,
          info: view ? { readOnly: true } : { readOnly: false, uuid: uuidBin(c.uuid) },
          ...(view ? {} : { idIndex: { v: 2, key: { _id: 1 }, name: '_id_' } }),
        }
        if (p(d)) out.push(r.cmd.nameOnly ? { name, type: d.type } : d)
      }
    return this.open(
      `${r.db}.$cmd.listCollections`,
      out.map(encode)[Symbol.iterator](),
      r.cmd.cursor?.batchSize === undefined ? undefined : toNumber(r.cmd.cursor.batchSize),
    )
  }
  c_listdatabases(r: Req): Doc {
    const m = new Map<string, number>()
    for (const [ns, c] of this.store.colls) {
      const d = ns.slice(0, ns.indexOf('.'))
      m.set(d, (m.get(d) ?? 0) + c.count)
    }
    let l: Doc[] = [...m].sort().map(([name, n]) => ({ name, sizeOnDisk: BigInt(4096 + n * 100), empty: false }))
    if (r.cmd.filter) {
      const p = compile(r.cmd.filter)
      l = l.filter((x) => p(x))
    }
    return r.cmd.nameOnly
      ? { databases: l.map((x) => ({ name: x.name })), ok: 1 }
      : { databases: l, totalSize: l.reduce((a, b) => a + b.sizeOnDisk, 0n), totalSizeMb: 0n, ok: 1 }
  }
  c_createindexes(r: Req): Promise<Doc> {
    const ns = this.ns(r)
    const specs: Doc[] = r.cmd.indexes
    if (!Array.isArray(specs) || !specs.length) throw err(2, 'Must specify at least one index to create')
    const norm = specs.map((s) => {
      const { background, ns: _n, ...x } = s
      if (!isObj(x.key) || !Object.keys(x.key).length) throw err(67, 'Index keys cannot be an empty object')
      if (!x.name) throw err(9, `The 'name' field is a required property of an index specification`)
      for (const k of Object.keys(x.key)) {
        const v = x.key[k]
        if (typeof v === 'string' && !['hashed', 'text', '2dsphere', '2d'].includes(v))
          throw err(67, `Unknown index plugin '${v}'`)
        if (typeof v === 'string' && v !== 'hashed')
          throw err(238, `${v} indexes are not supported by the embedded server`)
        if (isNum(v) && toNumber(v) === 0) throw err(67, 'Values in the index key pattern cannot be 0.')
        if (!isNum(v) && typeof v !== 'string')
          throw err(
            67,
            `Values in v:2 index key pattern cannot be of type ${typeof v}. Only numbers > 0, numbers < 0, and strings are allowed.`,
          )
      }
      return { v: 2, ...x }
    })
    return this.store.write(() => {
      const was = this.store.get(ns)
      const c = this.need(ns)
      const before = c.indexes.length
      const made: any[] = []
      try {
        for (const s of norm) {
          if (Object.keys(s.key).length === 1 && '_id' in s.key) continue
          const same = c.indexes.find(
            (i) =>
              equal(i.spec.key, s.key) &&
              equal(i.spec.collation ?? null, s.collation ?? null) &&
              equal(i.spec.partialFilterExpression ?? null, s.partialFilterExpression ?? null),
          )
          const nm = c.indexes.find((i) => i.spec.name === s.name)
          if (nm && (!same || nm !== same))
            throw err(
              86,
              `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(s)}, existing index: ${JSON.stringify(nm.spec)}`,
            )
          if (same) {
            if (
              !!same.spec.unique !== !!s.unique ||
              !!same.spec.sparse !== !!s.sparse ||
              !equal(same.spec.expireAfterSeconds ?? null, s.expireAfterSeconds ?? null)
            )
              throw err(
                same.spec.name === s.name ? 86 : 85,
                same.spec.name === s.name
                  ? `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(s)}, existing index: ${JSON.stringify(same.spec)}`
                  : `An equivalent index already exists with a different name and options.`,
              )
            if (same.spec.name !== s.name)
              throw err(85, `Index already exists with a different name: ${same.spec.name}`)
            continue
          }
          made.push(this.store.addIndex(c, s))
        }
      } catch (e) {
        for (const ix of made) this.store.dropIndex(c, ix)
        throw e
      }
      return {
        numIndexesBefore: before,
        numIndexesAfter: c.indexes.length,
        createdCollectionAutomatically: !was,
        ...(c.indexes.length === before ? { note: 'all indexes already exist' } : {}),
        ok: 1,
      }
    })
  }
  c_listindexes(r: Req): Buffer {
    const ns = this.ns(r),
      c = this.store.get(ns)
    if (!c) throw err(26, `ns does not exist: ${ns}`)
    return this.open(
      ns,
      c.indexes.map((i) => encode(i.spec))[Symbol.iterator](),
      r.cmd.cursor?.batchSize === undefined ? undefined : toNumber(r.cmd.cursor.batchSize),
    )
  }
  c_dropindexes(r: Req): Promise<Doc> {
    const ns = this.ns(r)
    return this.store.write(() => {
      const c = this.store.get(ns)
      if (!c) throw err(26, `ns not found ${ns}`)
      const n = c.indexes.length
      const x = r.cmd.index
      const list =
        x === '*'
          ? c.indexes.slice(1)
          : (Array.isArray(x) ? x : [x]).map((y) => {
              const i = c.indexes.find((k) => (typeof y === 'string' ? k.spec.name === y : equal(k.spec.key, y)))
              if (!i)
                throw err(
                  27,
                  typeof y === 'string'
                    ? `index not found with name [${y}]`
                    : `can't find index with key: ${JSON.stringify(y)}`,
                )
              if (i === c.indexes[0]) throw err(72, 'cannot drop _id index')
              return i
            })
      for (const i of list) this.store.dropIndex(c, i)
      return { nIndexesWas: n, ok: 1 }
    })
  }
  c_collstats(r: Req): Doc {
    const c = this.store.get(this.ns(r))
    return { ns: this.ns(r), count: c?.count ?? 0, size: 0, storageSize: 0, nindexes: c?.indexes.length ?? 0, ok: 1 }
  }
  c_dbstats(r: Req): Doc {
    let n = 0,
      k = 0
    for (const [ns, c] of this.store.colls)
      if (ns.startsWith(r.db + '.')) {
        n += c.count
        k++
      }
    return { db: r.db, collections: k, objects: n, dataSize: 0, storageSize: 0, indexes: k, indexSize: 0, ok: 1 }
  }
  c_validate(r: Req): Doc {
    const c = this.store.get(this.ns(r))
    if (!c) throw err(26, `Collection '${this.ns(r)}' does not exist to validate.`)
    let n = 0
    for (const _ of this.store.scan(c)) n++
    return {
      ns: this.ns(r),
      nrecords: n,
      nIndexes: c.indexes.length,
      valid: n === c.count,
      errors: [],
      warnings: [],
      ok: 1,
    }
  }
  /** one TTL pass */
  async ttl(now = Date.now()): Promise<number> {
    let n = 0
    for (const c of [...this.store.colls.values()])
      for (const ix of c.indexes)
        if (ix.ttl !== null && ix.fields.length === 1) {
          const path = ix.fields[0].path
          for (;;) {
            const k = await this.store.write(() => {
              const d = this.deleteLimited(c, { [path]: { $lte: new Date(now - ix.ttl! * 1000) } }, 1000)
              if (d) this.store.saveCount(c)
              return d
            })
            n += k
            if (k < 1000) break
          }
        }
    return n
  }
  private deleteLimited(c: Collection, filter: Doc, limit: number) {
    const hits = [...run(this.store, c, { filter, coll: null, limit })]
    for (const h of hits) this.store.remove(c, h.rid, h.doc ?? decode(h.raw))
    return hits.length
  }
  reap(now = Date.now()) {
    for (const [id, c] of this.cursors) if (now - c.last > 600000) this.cursors.delete(id)
  }
}
let tsInc = 0
const RAW = (h: Hit): Buffer => h.raw
import { Binary } from 'bson'
import { compare } from './bson.js'
const uuidBin = (b: Buffer) => new Binary(b, 4)
const cmpForDistinct = (a: any, b: any) => compare(a, b)
function* scanDocs(s: Store, c: Collection) {
  for (const [, raw] of s.scan(c)) yield decode(raw)
}
function pipelineUpdate(raw: Buffer, u: Doc[], vars: Doc): Doc {
  const d = runPipeline([decode(raw)], u, { resolve: () => [], coll: null, vars })[0] ?? {}
  return decode(encodeAgg(d))
}
function checkId(id: any, present: boolean) {
  if (!present) return
  if (Array.isArray(id)) throw err(53, "The '_id' value cannot be of type array")
  if (id?._bsontype === 'BSONRegExp' || id instanceof RegExp) throw err(53, "The '_id' value cannot be of type regex")
  if (id === undefined) throw err(53, "The '_id' value cannot be of type undefined")
  if (isObj(id))
    for (const k of Object.keys(id))
      if (k[0] === '$') throw err(52, `The dollar ($) prefixed field '${k}' in '_id.${k}' is not valid for storage.`)
}
