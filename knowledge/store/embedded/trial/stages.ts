// @ts-nocheck
/* eslint-disable */
// Aggregation stages as generators over type-exact documents; $group keeps only its accumulators.
import { compare, equal, isObj, isNum, toNumber, KeyWriter, promote, type Doc, type Coll } from './bson.js'
import { compile, typeName, walk } from './match.js'
import { compileExpr, folds, sum, avg, extreme, percentile, nOf, pathGet, type Fn, type Env as XEnv } from './expr.js'
import { MongoError } from './errors.js'
import { mkDouble, decOf, arith } from './update.js'

const err = (c: number, m: string) => new MongoError(c, m)
const nil = (v: any) => v === null || v === undefined
export type Env = {
  resolve: (name: string) => Iterable<Doc>
  coll: Coll
  vars: Doc
  lookup?: (from: string, field: string, values: any[]) => Doc[]
}
type Gen = Iterable<Doc>
type Stage = (src: Gen) => Gen
const kw = new KeyWriter()
export const groupKey = (v: any): any => {
  if (typeof v === 'string' || v === null || typeof v === 'boolean') return v
  kw.value(v === undefined ? null : v)
  return '\u0001' + kw.take().latin1Slice()
}
export const sortKey = (d: any, parts: string[], dir: number): any => {
  let best: any,
    seen = false
  const take = (v: any) => {
    if (!seen || dir * compare(v, best) < 0) {
      best = v
      seen = true
    }
  }
  walk(d, parts, 0, (v) => {
    if (Array.isArray(v)) {
      if (v.length === 0) take(undefined)
      else for (const e of v) take(e)
    } else take(v === undefined ? null : v)
    return false
  })
  return seen ? best : null
}
export function sorter(spec: Doc, coll: Coll = null) {
  const keys = Object.keys(spec).map((k) => ({
    parts: k.split('.'),
    dir: isObj(spec[k]) ? 1 : toNumber(spec[k]),
    simple: !k.includes('.') ? k : null,
  }))
  const keyOf = (d: any) =>
    keys.map((k) => {
      const v = k.simple ? d[k.simple] : undefined
      return k.simple && !Array.isArray(v) ? (v === undefined ? null : v) : sortKey(d, k.parts, k.dir)
    })
  const cmp = (a: any[], b: any[]) => {
    for (let i = 0; i < keys.length; i++) {
      const c = compare(a[i], b[i], coll)
      if (c) return keys[i].dir * c
    }
    return 0
  }
  return { keyOf, cmp }
}
export function checkSort(s: any) {
  if (!isObj(s)) throw err(15973, 'the $sort key specification must be an object')
  if (!Object.keys(s).length) throw err(15976, '$sort stage must have at least one sort key')
  for (const k of Object.keys(s)) {
    const v = s[k]
    if (isObj(v) && '$meta' in v) continue
    if (!isNum(v) || ![1, -1].includes(toNumber(v)))
      throw err(
        isNum(v) ? 15975 : 15974,
        isNum(v)
          ? '$sort key ordering must be 1 (for ascending) or -1 (for descending)'
          : `Illegal key in $sort specification: ${k}: ${JSON.stringify(v)}`,
      )
    if (k === '') throw err(40352, 'FieldPath cannot be constructed with empty string')
  }
}

// ---- accumulators: state machines, so that a group costs its state and not its members
type Acc = { add: (e: XEnv) => void; get: () => any }
function accumulator(op: string, arg: any): () => Acc {
  const one = (a: any): Fn => {
    if (Array.isArray(a)) {
      if (a.length !== 1) throw err(40237, `The ${op} accumulator is a unary operator`)
      return compileExpr(a[0])
    }
    return compileExpr(a)
  }
  switch (op) {
    case '$sum': {
      const f = one(arg)
      return () => {
        let r: any = 0
        return {
          add: (e) => {
            const v = f(e)
            if (typeof v === 'number' && typeof r === 'number') {
              const s = r + v
              if (
                (Number.isInteger(s) && (s > 2147483647 || s < -2147483648)) ||
                (!Number.isInteger(r) !== !Number.isInteger(v) && Number.isInteger(s))
              )
                r = sum([r, v])
              else if (Number.isInteger(s) && !(Number.isInteger(r) && Number.isInteger(v))) r = mkDouble(s)
              else r = s
            } else if (isNum(v)) r = sum([r, v])
          },
          get: () => r,
        }
      }
    }
    case '$count':
      if (!isObj(arg) || Object.keys(arg).length) throw err(9, '$count takes no arguments, i.e. $count:{}')
      return () => {
        let n = 0
        return {
          add: () => {
            n++
          },
          get: () => n,
        }
      }
    case '$avg': {
      const f = one(arg)
      return () => {
        let s = 0,
          n = 0
        let d: any[] | null = null
        return {
          add: (e) => {
            const v = f(e)
            if (!isNum(v)) return
            n++
            if (v?._bsontype === 'Decimal128' || d) (d ??= n > 1 ? [mkDouble(s)] : []).push(v)
            else s += toNumber(v)
          },
          get: () => (n ? (d ? avg([sum(d), ...Array(n - 1).fill(0)]) : mkDouble(s / n)) : null),
        }
      }
    }
    case '$max':
    case '$min': {
      const f = one(arg),
        s = op === '$max' ? 1 : -1
      return () => {
        let r: any,
          seen = false
        return {
          add: (e) => {
            const v = f(e)
            if (!nil(v) && (!seen || s * compare(v, r) > 0)) {
              r = v
              seen = true
            }
          },
          get: () => (seen ? r : null),
        }
      }
    }
    case '$first': {
      const f = one(arg)
      return () => {
        let r: any,
          seen = false
        return {
          add: (e) => {
            if (!seen) {
              r = f(e)
              seen = true
            }
          },
          get: () => (r === undefined ? null : r),
        }
      }
    }
    case '$last': {
      const f = one(arg)
      return () => {
        let r: any
        return {
          add: (e) => {
            r = f(e)
          },
          get: () => (r === undefined ? null : r),
        }
      }
    }
    case '$push': {
      const f = compileExpr(arg)
      return () => {
        const r: any[] = []
        return {
          add: (e) => {
            const v = f(e)
            if (v !== undefined) r.push(v)
          },
          get: () => r,
        }
      }
    }
    case '$addToSet': {
      const f = compileExpr(arg)
      return () => {
        const r = new Map<any, any>()
        return {
          add: (e) => {
            const v = f(e)
            if (v !== undefined) {
              const k = groupKey(v)
              if (!r.has(k)) r.set(k, v)
            }
          },
          get: () => [...r.values()],
        }
      }
    }
    case '$mergeObjects': {
      const f = one(arg)
      return () => {
        let r: Doc = {}
        return {
          add: (e) => {
            const v = f(e)
            if (nil(v)) return
            if (!isObj(v))
              throw err(
                40400,
                `$mergeObjects requires object inputs, but input ${JSON.stringify(v)} is of type ${typeName(v)}`,
              )
            r = { ...r, ...v }
          },
          get: () => r,
        }
      }
    }
    case '$stdDevPop':
    case '$stdDevSamp': {
      const f = one(arg)
      return () => {
        let n = 0,
          m = 0,
          q = 0
        return {
          add: (e) => {
            const v = f(e)
            if (!isNum(v)) return
            const x = toNumber(v)
            n++
            const d = x - m
            m += d / n
            q += d * (x - m)
          },
          get: () =>
            n < (op === '$stdDevPop' ? 1 : 2) ? null : mkDouble(Math.sqrt(q / (op === '$stdDevPop' ? n : n - 1))),
        }
      }
    }
    case '$covariancePop':
    case '$covarianceSamp': {
      if (!Array.isArray(arg) || arg.length !== 2) throw err(9, `${op} requires an array of two expressions`)
      const f = compileExpr(arg[0]),
        g = compileExpr(arg[1])
      return () => {
        let n = 0,
          mx = 0,
          my = 0,
          c = 0
        let bad = false
        return {
          add: (e) => {
            const a = f(e),
              b = g(e)
            if (!isNum(a) || !isNum(b)) return
            const x = toNumber(a),
              y = toNumber(b)
            if (!Number.isFinite(x) || !Number.isFinite(y)) {
              bad = true
              return
            }
            n++
            const dx = x - mx
            mx += dx / n
            my += (y - my) / n
            c += dx * (y - my)
          },
          get: () =>
            bad
              ? mkDouble(NaN)
              : n < (op === '$covariancePop' ? 1 : 2)
                ? null
                : mkDouble(c / (op === '$covariancePop' ? n : n - 1)),
        }
      }
    }
    case '$median':
    case '$percentile': {
      const f = compileExpr(arg.input),
        p = op === '$median' ? null : compileExpr(arg.p)
      return () => {
        const r: any[] = []
        return {
          add: (e) => {
            r.push(f(e))
          },
          get: () => (p ? p({ root: {}, vars: {} }).map((q: any) => percentile(r, toNumber(q))) : percentile(r, 0.5)),
        }
      }
    }
    case '$maxN':
    case '$minN':
    case '$firstN':
    case '$lastN': {
      if (!isObj(arg) || !('n' in arg) || !('input' in arg))
        throw err(5787900, `specification must be an object; found ${op}: ${typeName(arg)}`)
      const f = compileExpr(arg.input),
        nf = compileExpr(arg.n)
      return () => {
        const r: any[] = []
        let first: XEnv
        return {
          add: (e) => {
            first ??= e
            const v = f(e)
            r.push(v === undefined ? null : v)
          },
          get: () => nOf(op, r, nCheck(nf({ root: {}, vars: { ...first!.vars } }))),
        }
      }
    }
    case '$top':
    case '$topN':
    case '$bottom':
    case '$bottomN': {
      if (!isObj(arg) || !isObj(arg.sortBy) || !('output' in arg)) throw err(5788001, `specification must be an object`)
      const s = sorter(arg.sortBy),
        f = compileExpr(arg.output),
        nf = 'n' in arg ? compileExpr(arg.n) : () => 1
      return () => {
        const r: { k: any[]; v: any }[] = []
        return {
          add: (e) => {
            const v = f(e)
            r.push({ k: s.keyOf(e.root), v: v === undefined ? null : v })
          },
          get: () => {
            r.sort((a, b) => s.cmp(a.k, b.k))
            const n = nCheck(nf({ root: {}, vars: {} }))
            const o = (op.startsWith('$top') ? r.slice(0, n) : r.slice(-n)).map((x) => x.v)
            return op === '$top' || op === '$bottom' ? o[0] : o
          },
        }
      }
    }
  }
  throw err(15952, `unknown group operator '${op}'`)
}
const nCheck = (v: any): number => {
  if (!isNum(v) || !Number.isInteger(toNumber(v)))
    throw err(5787902, `Value for 'n' must be of integral type, but found ${typeName(v)}`)
  if (toNumber(v) < 1) throw err(5787908, `'n' must be greater than 0, found ${toNumber(v)}`)
  return toNumber(v)
}
const intOf = (v: any, code: number, m: string, min: number) => {
  if (!isNum(v) || !Number.isInteger(toNumber(v)) || toNumber(v) < min) throw err(code, m)
  return toNumber(v)
}

// ---- $project / $addFields
type Tree = { [k: string]: Tree | Fn | boolean }
function setTree(t: Tree, path: string, leaf: Fn | boolean) {
  let n: any = t
  const p = path.split('.')
  if (p.some((x) => x === '')) throw err(15998, 'FieldPath field names may not be empty strings.')
  if (p.some((x) => x[0] === '$'))
    throw err(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`)
  p.forEach((k, i) => {
    if (i === p.length - 1) {
      if (k in n) throw err(31249, `Path collision at ${path}`)
      n[k] = leaf
    } else {
      if (typeof n[k] === 'function' || n[k] === true || n[k] === false) throw err(31249, `Path collision at ${path}`)
      n = n[k] ??= Object.create(null)
    }
  })
}
const isTree = (x: any): x is Tree => x !== null && typeof x === 'object'
function applyAdd(v: any, t: Tree, e: XEnv): any {
  if (Array.isArray(v)) return v.map((x) => applyAdd(x, t, e))
  const o: Doc = isObj(v) ? { ...v } : {}
  for (const k in t) {
    const n = t[k]
    if (isTree(n)) o[k] = applyAdd(o[k], n, e)
    else if (typeof n === 'function') {
      const x = n(e)
      if (x === undefined) delete o[k]
      else o[k] = x
    }
  }
  return o
}
function applyInc(v: any, t: Tree, e: XEnv, computed: boolean): any {
  if (Array.isArray(v))
    return v
      .map((x) =>
        isObj(x) || Array.isArray(x)
          ? applyInc(x, t, e, computed)
          : computed && hasFn(t)
            ? applyInc({}, t, e, computed)
            : undefined,
      )
      .filter((x) => x !== undefined)
  if (!isObj(v)) return hasFn(t) ? applyInc({}, t, e, computed) : undefined
  const o: Doc = {}
  for (const k of Object.keys(v)) {
    const n = t[k]
    if (n === true) o[k] = v[k]
    else if (isTree(n)) {
      const x = applyInc(v[k], n, e, computed)
      if (x !== undefined) o[k] = x
    }
  }
  for (const k in t) {
    const n = t[k]
    if (typeof n === 'function') {
      const x = n(e)
      if (x !== undefined) {
        delete o[k]
        o[k] = x
      }
    } else if (isTree(n) && !(k in v) && hasFn(n)) o[k] = applyInc({}, n, e, computed)
  }
  return o
}
const hasFn = (t: Tree): boolean => Object.values(t).some((n) => typeof n === 'function' || (isTree(n) && hasFn(n)))
function applyExc(v: any, t: Tree): any {
  if (Array.isArray(v)) return v.map((x) => applyExc(x, t))
  if (!isObj(v)) return v
  const o: Doc = {}
  for (const k of Object.keys(v)) {
    const n = t[k]
    if (n === false) continue
    o[k] = isTree(n) ? applyExc(v[k], n) : v[k]
  }
  return o
}
export function compileProject(spec: any): (d: Doc, vars: Doc) => Doc {
  if (!isObj(spec)) throw err(15969, '$project specification must be an object')
  if (!Object.keys(spec).length)
    throw err(51272, 'Invalid $project :: caused by :: projection specification must have at least one field')
  let mode: boolean | null = null,
    id: boolean | null = null
  const t: Tree = Object.create(null)
  const visit = (s: Doc, pre: string) => {
    for (const k of Object.keys(s)) {
      const v = s[k],
        path = pre + k
      const f = typeof v === 'boolean' ? v : isNum(v) ? toNumber(v) !== 0 : null
      if (f !== null) {
        if (path === '_id') {
          id = f
          if (f) setTree(t, path, true)
          continue
        }
        if (mode !== null && mode !== f)
          throw f
            ? err(
                31253,
                `Invalid $project :: caused by :: Cannot do inclusion on field ${path} in exclusion projection`,
              )
            : err(
                31254,
                `Invalid $project :: caused by :: Cannot do exclusion on field ${path} in inclusion projection`,
              )
        mode = f
        setTree(t, path, f)
        continue
      }
      if (isObj(v) && Object.keys(v).length && Object.keys(v)[0][0] !== '$') {
        visit(v, path + '.')
        continue
      }
      if (isObj(v) && !Object.keys(v).length)
        throw err(
          51270,
          'Invalid $project :: caused by :: An empty sub-projection is not a valid value. Found empty object at path',
        )
      if (mode === false)
        throw err(31252, `Invalid $project :: caused by :: Cannot use an expression ${path} in an exclusion projection`)
      mode = true
      setTree(t, path, compileExpr(v))
    }
  }
  visit(spec, '')
  if (mode === null) mode = id === true
  if (mode && id !== false && !('_id' in t)) {
    const u: Tree = Object.create(null)
    u._id = true
    Object.assign(u, t)
    return (d, vars) => applyInc(d, u, { root: d, vars }, true)
  }
  if (!mode && id === false) t._id = false
  if (!mode && id === true) delete t._id
  return mode ? (d, vars) => applyInc(d, t, { root: d, vars }, true) : (d) => applyExc(d, t)
}
function compileAdd(spec: any, name = '$addFields'): (d: Doc, vars: Doc) => Doc {
  if (!isObj(spec)) throw err(40272, `${name} specification stage must be an object, got ${typeName(spec)}`)
  if (!Object.keys(spec).length)
    throw err(51272, `Invalid ${name} :: caused by :: specification must have at least one field`)
  const t: Tree = Object.create(null)
  const visit = (s: Doc, pre: string) => {
    for (const k of Object.keys(s)) {
      const v = s[k]
      if (isObj(v) && Object.keys(v).length && Object.keys(v)[0][0] !== '$') visit(v, pre + k + '.')
      else setTree(t, pre + k, isObj(v) && !Object.keys(v).length ? () => ({}) : compileExpr(v))
    }
  }
  visit(spec, '')
  return (d, vars) => applyAdd(d, t, { root: d, vars })
}

const NEED_MINGO = ['$densify', '$fill']
export const STAGES = [
  '$match',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$group',
  '$sort',
  '$limit',
  '$skip',
  '$unwind',
  '$lookup',
  '$facet',
  '$bucket',
  '$bucketAuto',
  '$count',
  '$sortByCount',
  '$replaceRoot',
  '$replaceWith',
  '$sample',
  '$unionWith',
  '$graphLookup',
  '$setWindowFields',
  '$redact',
  '$documents',
  ...NEED_MINGO,
]
const collect = (g: Gen) => (Array.isArray(g) ? g : [...g])
function groupStage(x: any, env: Env): Stage {
  if (!isObj(x)) throw err(15947, "a group's fields must be specified in an object")
  if (!('_id' in x)) throw err(15955, 'a group specification must include an _id')
  const id = compileExpr(x._id)
  const acc = Object.keys(x)
    .filter((k) => k !== '_id')
    .map((k) => {
      if (k.includes('.')) throw err(40235, `The field name '${k}' cannot contain '.'`)
      if (!isObj(x[k])) throw err(40234, `The field '${k}' must be an accumulator object`)
      const o = Object.keys(x[k])
      if (o.length !== 1) throw err(40238, `The field '${k}' must specify one accumulator`)
      return [k, accumulator(o[0], x[k][o[0]])] as const
    })
  return function* (src) {
    const m = new Map<any, { id: any; a: Acc[] }>()
    for (const d of src) {
      const e = { root: d, vars: env.vars }
      let v = id(e)
      if (v === undefined) v = null
      const k = groupKey(v)
      let g = m.get(k)
      if (!g) m.set(k, (g = { id: v, a: acc.map(([, f]) => f()) }))
      for (const a of g.a) a.add(e)
    }
    for (const g of m.values()) {
      const o: Doc = { _id: g.id }
      acc.forEach(([k], i) => {
        const v = g.a[i].get()
        o[k] = v === undefined ? null : v
      })
      yield o
    }
  }
}
export function compileStage(s: any, env: Env, run: (src: Gen, st: Doc[], e: Env) => Gen): Stage {
  if (!isObj(s) || Object.keys(s).length !== 1)
    throw err(40323, 'A pipeline stage specification object must contain exactly one field.')
  const op = Object.keys(s)[0],
    x = s[op]
  const map = (f: (d: Doc, v: Doc) => Doc): Stage =>
    function* (src) {
      for (const d of src) yield f(d, env.vars)
    }
  switch (op) {
    case '$match': {
      if (!isObj(x)) throw err(15959, 'the match filter must be an expression in an object')
      const p = compile(x, env.coll, env.vars)
      return function* (src) {
        for (const d of src) if (p(d)) yield d
      }
    }
    case '$project':
      return map(compileProject(x))
    case '$addFields':
    case '$set':
      return map(compileAdd(x, op))
    case '$unset': {
      const l = Array.isArray(x) ? x : [x]
      if (!l.length) throw err(31119, '$unset specification must be a string or an array with at least one field')
      for (const k of l)
        if (typeof k !== 'string')
          throw err(Array.isArray(x) ? 31120 : 31002, '$unset specification must be a string or an array')
      return map(compileProject(Object.fromEntries(l.map((k) => [k, 0]))))
    }
    case '$group':
      return groupStage(x, env)
    case '$sort': {
      checkSort(x)
      const z = sorter(x, env.coll)
      return (src) => {
        const k = collect(src).map((d) => ({ d, k: z.keyOf(d) }))
        k.sort((a, b) => z.cmp(a.k, b.k))
        return k.map((y) => y.d)
      }
    }
    case '$limit': {
      const n = intOf(
        x,
        isNum(x) ? 15958 : 5107201,
        'the limit must be a positive integer',
        isNum(x) && toNumber(x) <= 0 ? 1 : 1,
      )
      return function* (src) {
        let i = 0
        for (const d of src) {
          yield d
          if (++i >= n) return
        }
      }
    }
    case '$skip': {
      const n = intOf(x, 5107200, 'Argument to $skip cannot be negative', 0)
      return function* (src) {
        let i = 0
        for (const d of src) if (i++ >= n) yield d
      }
    }
    case '$unwind': {
      const spec = typeof x === 'string' ? { path: x } : x
      if (!isObj(spec))
        throw err(15981, `expected either a string or an object as specification for $unwind stage, got ${typeName(x)}`)
      for (const k of Object.keys(spec))
        if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(k))
          throw err(28811, `unrecognized option to $unwind stage: ${k}`)
      if (!('path' in spec)) throw err(28812, 'no path specified to $unwind stage')
      if (typeof spec.path !== 'string') throw err(28808, 'expected a string as the path for $unwind stage')
      if (spec.path[0] !== '$')
        throw err(28818, `path option to $unwind stage should be prefixed with a '$': ${spec.path}`)
      if (spec.preserveNullAndEmptyArrays !== undefined && typeof spec.preserveNullAndEmptyArrays !== 'boolean')
        throw err(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage')
      if (
        spec.includeArrayIndex !== undefined &&
        (typeof spec.includeArrayIndex !== 'string' || spec.includeArrayIndex === '')
      )
        throw err(28810, 'expected a non-empty string for the includeArrayIndex  option to $unwind stage')
      const parts = spec.path.slice(1).split('.'),
        keep = !!spec.preserveNullAndEmptyArrays,
        ix: string[] | undefined = spec.includeArrayIndex?.split('.')
      if (parts.some((p: string) => p === '')) throw err(15998, 'FieldPath field names may not be empty strings.')
      const get = (d: any) => {
        for (const p of parts) {
          if (!isObj(d)) return undefined
          d = d[p]
        }
        return d
      }
      const put = (d: Doc, p: string[], v: any): Doc => {
        const o = { ...d }
        if (p.length === 1) {
          if (v === undefined) delete o[p[0]]
          else o[p[0]] = v
        } else o[p[0]] = put(isObj(o[p[0]]) ? o[p[0]] : {}, p.slice(1), v)
        return o
      }
      return function* (src) {
        for (const d of src) {
          const v = get(d)
          if (Array.isArray(v) && v.length) {
            for (let i = 0; i < v.length; i++) {
              const o = put(d, parts, v[i])
              yield ix ? put(o, ix, BigInt(i)) : o
            }
          } else if (nil(v) || Array.isArray(v)) {
            if (keep) {
              const o = Array.isArray(v) ? put(d, parts, undefined) : d
              yield ix ? put(o, ix, null) : o
            }
          } else yield ix ? put(d, ix, null) : d
        }
      }
    }
    case '$count': {
      if (typeof x !== 'string') throw err(40156, 'the count field must be a non-empty string')
      if (x === '') throw err(40157, 'the count field must be a non-empty string')
      if (x[0] === '$') throw err(40158, 'the count field cannot be a $-prefixed path')
      if (x.includes('.')) throw err(40160, "the count field cannot contain '.'")
      return function* (src) {
        let n = 0
        for (const _ of src) n++
        if (n) yield { [x]: n }
      }
    }
    case '$sortByCount': {
      const g = groupStage({ _id: x, count: { $sum: 1 } }, env)
      return (src) => collect(g(src)).sort((a, b) => compare(b.count, a.count))
    }
    case '$replaceRoot':
    case '$replaceWith': {
      if (op === '$replaceRoot' && (!isObj(x) || !('newRoot' in x)))
        throw err(isObj(x) ? 40231 : 40229, 'no newRoot specified for the $replaceRoot stage')
      const f = compileExpr(op === '$replaceRoot' ? x.newRoot : x)
      return map((d, vars) => {
        const v = f({ root: d, vars })
        if (!isObj(v))
          throw err(
            40228,
            `'newRoot' expression must evaluate to an object, but resulting value was: ${v === undefined ? 'MISSING' : JSON.stringify(v)}. Type of resulting value: '${v === undefined ? 'missing' : typeName(v)}'.`,
          )
        return v
      })
    }
    case '$sample': {
      if (!isObj(x)) throw err(28745, 'the $sample stage specification must be an object')
      for (const k of Object.keys(x)) if (k !== 'size') throw err(28748, `unrecognized option to $sample: ${k}`)
      if (!('size' in x)) throw err(28749, '$sample stage must specify a size')
      if (!isNum(x.size)) throw err(28746, 'size argument to $sample must be a number')
      const n = Math.trunc(toNumber(x.size))
      if (n < 1) throw err(28747, 'size argument to $sample must be a positive integer')
      return (src) => {
        const a = collect(src).slice()
        for (let i = 0; i < Math.min(n, a.length); i++) {
          const j = i + Math.floor(Math.random() * (a.length - i))
          ;[a[i], a[j]] = [a[j], a[i]]
        }
        return a.slice(0, n)
      }
    }
    case '$documents': {
      const f = compileExpr(x)
      return () => {
        const v = f({ root: {}, vars: env.vars })
        if (!Array.isArray(v)) throw err(5858203, 'an array is expected')
        for (const d of v) if (!isObj(d)) throw err(40228, 'documents must be objects')
        return v
      }
    }
    case '$unionWith': {
      const c = typeof x === 'string' ? x : x.coll
      const p = typeof x === 'string' ? [] : (x.pipeline ?? [])
      return function* (src) {
        yield* src
        yield* run(c ? env.resolve(c) : [], p, env)
      }
    }
    case '$facet': {
      if (!isObj(x) || !Object.keys(x).length) throw err(40169, 'the $facet specification must be a non-empty object')
      for (const k of Object.keys(x)) {
        if (!Array.isArray(x[k])) throw err(40170, `arguments to $facet must be arrays, ${k} is type ${typeName(x[k])}`)
        for (const z of x[k])
          if (
            isObj(z) &&
            [
              '$facet',
              '$out',
              '$merge',
              '$documents',
              '$geoNear',
              '$collStats',
              '$indexStats',
              '$planCacheStats',
              '$changeStream',
            ].includes(Object.keys(z)[0])
          )
            throw err(40600, `${Object.keys(z)[0]} is not allowed to be used within a $facet stage`)
        for (const z of x[k]) compileStage(z, env, run)
      }
      return function* (src) {
        const a = collect(src)
        const o: Doc = {}
        for (const k of Object.keys(x)) o[k] = collect(run(a, x[k], env))
        yield o
      }
    }
    case '$lookup': {
      if (!isObj(x)) throw err(9, 'the $lookup specification must be an object')
      for (const k of Object.keys(x))
        if (!['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'].includes(k))
          throw err(9, `unknown argument to $lookup: ${k}`)
      if (typeof x.as !== 'string') throw err(9, 'must specify as field for a $lookup')
      if ('localField' in x !== 'foreignField' in x)
        throw err(9, '$lookup requires both or neither of localField and foreignField to be specified')
      if (!x.pipeline && !('localField' in x))
        throw err(9, '$lookup requires either pipeline or both localField and foreignField')
      if (x.from === undefined && !x.pipeline?.[0]?.$documents)
        throw err(9, "must specify 'pipeline' when 'from' is empty")
      const lv = Object.keys(x.let ?? {}).map((k) => [k, compileExpr(x.let[k])] as const),
        as = x.as.split('.'),
        lf = x.localField?.split('.')
      const put = (d: Doc, p: string[], v: any): Doc => ({
        ...d,
        [p[0]]: p.length === 1 ? v : put(isObj(d[p[0]]) ? d[p[0]] : {}, p.slice(1), v),
      })
      return map((d) => {
        const vars: Doc = { ...env.vars }
        for (const [k, f] of lv) {
          const v = f({ root: d, vars: env.vars })
          vars[k] = v === undefined ? null : v
        }
        let rows: Gen
        if (lf) {
          const vals: any[] = []
          let empty = false
          walk(d, lf, 0, (v) => {
            if (Array.isArray(v)) {
              vals.push(...v)
              if (!v.length) empty = true
            } else vals.push(v === undefined ? null : v)
            return false
          })
          rows = vals.length ? env.lookup!(x.from, x.foreignField, vals) : []
          void empty
        } else rows = x.from !== undefined ? env.resolve(x.from) : []
        if (x.pipeline) {
          const st = x.pipeline
          const m = !lf && isObj(st[0]?.$match) && isObj(st[0].$match.$expr) ? eqJoin(st[0].$match.$expr, vars) : null
          if (m && env.lookup && x.from) rows = env.lookup(x.from, m[0], [m[1]])
          rows = run(rows, st, { ...env, vars })
        }
        return put(d, as, collect(rows))
      })
    }
    case '$graphLookup': {
      const sw = compileExpr(x.startWith),
        cf = x.connectFromField.split('.'),
        max = x.maxDepth === undefined ? Infinity : toNumber(x.maxDepth)
      const rs = x.restrictSearchWithMatch ? compile(x.restrictSearchWithMatch) : null
      return map((d, vars) => {
        const seen = new Map<any, Doc>()
        let front: any[] = [sw({ root: d, vars })].flat(1).filter((v) => v !== undefined)
        for (let dep = 0; dep <= max && front.length; dep++) {
          const nxt: any[] = []
          for (const r of env.lookup!(x.from, x.connectToField, front)) {
            const k = groupKey(r._id)
            if (seen.has(k) || (rs && !rs(r))) continue
            seen.set(k, x.depthField ? { ...r, [x.depthField]: BigInt(dep) } : r)
            const v = pathGet(r, cf, 0)
            if (Array.isArray(v)) nxt.push(...v)
            else if (v !== undefined) nxt.push(v)
          }
          front = nxt
        }
        return { ...d, [x.as]: [...seen.values()] }
      })
    }
    case '$bucket': {
      if (!isObj(x)) throw err(40201, `Argument to $bucket stage must be an object, but found type: ${typeName(x)}.`)
      for (const k of Object.keys(x))
        if (!['groupBy', 'boundaries', 'default', 'output'].includes(k))
          throw err(40197, `Unrecognized option to $bucket: ${k}.`)
      if (!('groupBy' in x) || !('boundaries' in x))
        throw err(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.")
      if (
        (typeof x.groupBy !== 'string' && !isObj(x.groupBy)) ||
        (typeof x.groupBy === 'string' && x.groupBy[0] !== '$')
      )
        throw err(40202, `The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression`)
      if (!Array.isArray(x.boundaries)) throw err(40200, "The $bucket 'boundaries' field must be an array")
      if (x.boundaries.length < 2) throw err(40192, "The $bucket 'boundaries' field must have at least 2 values")
      const b: any[] = x.boundaries.map((y: any) => compileExpr(y)({ root: {}, vars: env.vars }))
      for (let i = 1; i < b.length; i++) {
        if (typeName(b[i]) !== typeName(b[i - 1]) && !(isNum(b[i]) && isNum(b[i - 1])))
          throw err(40193, `All values in the the 'boundaries' option to $bucket must have the same type`)
        if (compare(b[i - 1], b[i]) >= 0)
          throw err(
            40194,
            `The 'boundaries' option to $bucket must be sorted, but elements ${i - 1} and ${i} are not in ascending order`,
          )
      }
      const df = 'default' in x,
        dv = df ? compileExpr(x.default)({ root: {}, vars: env.vars }) : null
      if (df && compare(dv, b[0]) >= 0 && compare(dv, b.at(-1)) < 0)
        throw err(
          40199,
          "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
        )
      const g = compileExpr(x.groupBy)
      const key: Fn = (e) => {
        const v = g(e)
        const w = v === undefined ? null : v
        if (compare(w, b[0]) >= 0 && compare(w, b.at(-1)) < 0) {
          let lo = 0,
            hi = b.length - 1
          while (hi - lo > 1) {
            const m = (lo + hi) >> 1
            if (compare(w, b[m]) >= 0) lo = m
            else hi = m
          }
          return b[lo]
        }
        if (!df)
          throw err(40066, '$switch could not find a matching branch for an input, and no default was specified.')
        return dv
      }
      return (src) => {
        const st = groupStage({ _id: null, ...(x.output ?? { count: { $sum: 1 } }) }, env)
        const m = new Map<any, { id: any; docs: Doc[] }>()
        for (const d of src) {
          const id = key({ root: d, vars: env.vars })
          const k = groupKey(id)
          let q = m.get(k)
          if (!q) m.set(k, (q = { id, docs: [] }))
          q.docs.push(d)
        }
        return [...m.values()]
          .map((q) => ({ ...[...st(q.docs)][0], _id: q.id }))
          .map(({ _id, ...r }: any) => ({ _id, ...r }))
          .sort((p, q) => compare(p._id, q._id))
      }
    }
    case '$bucketAuto': {
      const n = intOf(x.buckets, 40241, "The $bucketAuto 'buckets' field must be a numeric value", 1)
      if (x.granularity) throw err(238, '$bucketAuto granularity is not supported')
      const g = compileExpr(x.groupBy),
        st = groupStage({ _id: null, ...(x.output ?? { count: { $sum: 1 } }) }, env)
      return (src) => {
        const a = collect(src)
          .map((d) => ({ d, k: g({ root: d, vars: env.vars }) }))
          .map((y) => ({ d: y.d, k: y.k === undefined ? null : y.k }))
          .sort((p, q) => compare(p.k, q.k))
        const out: Doc[] = []
        let i = 0
        const per = Math.max(1, Math.round(a.length / n))
        for (let b = 0; b < n && i < a.length; b++) {
          let j = b === n - 1 ? a.length : Math.min(a.length, i + per)
          while (j < a.length && compare(a[j].k, a[j - 1].k) === 0) j++
          const { _id, ...r } = [...st(a.slice(i, j).map((y) => y.d))][0]
          out.push({ _id: { min: a[i].k, max: j < a.length ? a[j].k : a[j - 1].k }, ...r })
          i = j
        }
        return out
      }
    }
    case '$redact': {
      const f = compileExpr(x)
      const red = (d: any, vars: Doc, root: any): any => {
        const r = f({ root: d, vars: { ...vars, ROOT: root } })
        if (r === '$$KEEP') return d
        if (r === '$$PRUNE') return undefined
        if (r !== '$$DESCEND') throw err(17053, '$redact must return KEEP, DESCEND or PRUNE')
        const o: Doc = {}
        for (const k of Object.keys(d)) {
          const v = d[k]
          if (isObj(v)) {
            const y = red(v, vars, root)
            if (y !== undefined) o[k] = y
          } else if (Array.isArray(v))
            o[k] = v.map((y) => (isObj(y) ? red(y, vars, root) : y)).filter((y) => y !== undefined)
          else o[k] = v
        }
        return o
      }
      return function* (src) {
        for (const d of src) {
          const r = red(d, env.vars, d)
          if (r !== undefined) yield r
        }
      }
    }
    case '$setWindowFields':
      return windowStage(x, env)
  }
  if (NEED_MINGO.includes(op)) return (src) => env.mingo(collect(src), s)
  throw err(40324, `Unrecognized pipeline stage name: '${op}'`)
}
export interface Env {
  mingo?: any
}
function eqJoin(e: Doc, vars: Doc): [string, any] | null {
  const l = e.$and && Array.isArray(e.$and) ? e.$and : [e]
  for (const c of l) {
    const q = c?.$eq
    if (!Array.isArray(q) || q.length !== 2) continue
    for (const [a, b] of [
      [q[0], q[1]],
      [q[1], q[0]],
    ])
      if (
        typeof a === 'string' &&
        /^\$[^$]/.test(a) &&
        typeof b === 'string' &&
        b.startsWith('$$') &&
        b.slice(2) in vars &&
        !nil(vars[b.slice(2)]) &&
        !Array.isArray(vars[b.slice(2)]) &&
        !isObj(vars[b.slice(2)])
      )
        return [a.slice(1), vars[b.slice(2)]]
  }
  return null
}
const MS: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute: 60000,
  hour: 3600000,
  day: 86400000,
  week: 604800000,
}
function windowStage(x: any, env: Env): Stage {
  if (!isObj(x) || !isObj(x.output)) throw err(9, '$setWindowFields requires an output object')
  const part = x.partitionBy === undefined ? () => null : compileExpr(x.partitionBy)
  const s = x.sortBy ? (checkSort(x.sortBy), sorter(x.sortBy)) : null
  const sf = x.sortBy ? Object.keys(x.sortBy) : []
  const RANKS = [
    '$rank',
    '$denseRank',
    '$documentNumber',
    '$shift',
    '$expMovingAvg',
    '$derivative',
    '$integral',
    '$linearFill',
    '$locf',
  ]
  const outs = Object.keys(x.output).map((k) => {
    const o = x.output[k]
    const op = Object.keys(o).find((y) => y[0] === '$')
    if (!op) throw err(9, 'Expected a $-prefixed window function')
    const w = o.window
    if (w && w.documents && w.range) throw err(9, "Window bounds can specify either 'documents' or 'range', not both.")
    if (w && (w.range || w.documents?.some((b: any) => b !== 'unbounded')) && !s)
      throw err(5339901, 'Window bounds require a sortBy')
    if (['$rank', '$denseRank', '$documentNumber', '$shift'].includes(op) && !s)
      throw err(5371602, `${op} must be specified with a top level sortBy expression`)
    return { k, op, arg: o[op], w, mk: RANKS.includes(op) ? null : accumulator(op, o[op]) }
  })
  return (src) => {
    const m = new Map<any, Doc[]>()
    const order: Doc[][] = []
    for (const d of src) {
      const id = part({ root: d, vars: env.vars })
      if (Array.isArray(id)) throw err(14, 'An expression used to partition cannot evaluate to value of type array')
      const k = groupKey(id)
      let l = m.get(k)
      if (!l) {
        m.set(k, (l = []))
        order.push(l)
      }
      l.push(d)
    }
    const out: Doc[] = []
    for (let rows of order) {
      const keys = s
        ? rows.map((d) => ({ d, k: s.keyOf(d) })).sort((a, b) => s.cmp(a.k, b.k))
        : rows.map((d) => ({ d, k: [] as any[] }))
      rows = keys.map((y) => y.d)
      const n = rows.length
      const res: Doc[] = rows.map((d) => ({ ...d }))
      for (const { k, op, arg, w, mk } of outs) {
        const put = (i: number, v: any) => {
          const p = k.split('.')
          let o: any = res[i]
          for (let j = 0; j < p.length - 1; j++) o = o[p[j]] = isObj(o[p[j]]) ? { ...o[p[j]] } : {}
          o[p.at(-1)!] = v === undefined ? null : v
        }
        if (op === '$documentNumber') {
          for (let i = 0; i < n; i++) put(i, i + 1)
          continue
        }
        if (op === '$rank' || op === '$denseRank') {
          let r = 0,
            dn = 0
          for (let i = 0; i < n; i++) {
            if (i === 0 || s!.cmp(keys[i].k, keys[i - 1].k)) {
              r = i + 1
              dn++
            }
            put(i, op === '$rank' ? r : dn)
          }
          continue
        }
        if (op === '$shift') {
          const f = compileExpr(arg.output),
            df = 'default' in arg ? compileExpr(arg.default) : () => null,
            by = toNumber(arg.by)
          for (let i = 0; i < n; i++) {
            const j = i + by
            put(i, j >= 0 && j < n ? f({ root: rows[j], vars: env.vars }) : df({ root: rows[i], vars: env.vars }))
          }
          continue
        }
        if (op === '$locf') {
          const f = compileExpr(arg)
          let last: any = null
          for (let i = 0; i < n; i++) {
            const v = f({ root: rows[i], vars: env.vars })
            if (!nil(v)) last = v
            put(i, last)
          }
          continue
        }
        if (op === '$expMovingAvg') {
          const f = compileExpr(arg.input),
            al = 'alpha' in arg ? toNumber(arg.alpha) : 2 / (toNumber(arg.N) + 1)
          let p: number | null = null
          for (let i = 0; i < n; i++) {
            const v = f({ root: rows[i], vars: env.vars })
            if (isNum(v)) p = p === null ? toNumber(v) : toNumber(v) * al + p * (1 - al)
            put(i, p === null ? null : mkDouble(p))
          }
          continue
        }
        const sv = (i: number) => {
          const v = rows[i][sf[0]]
          return v instanceof Date ? +v : toNumber(v)
        }
        if (op === '$linearFill') {
          const f = compileExpr(arg)
          const vs = rows.map((d) => f({ root: d, vars: env.vars }))
          let i = 0
          while (i < n) {
            if (!nil(vs[i])) {
              put(i, vs[i])
              i++
              continue
            }
            let j = i
            while (j < n && nil(vs[j])) j++
            for (let q = i; q < j; q++)
              put(
                q,
                i > 0 && j < n
                  ? mkDouble(
                      toNumber(vs[i - 1]) +
                        ((toNumber(vs[j]) - toNumber(vs[i - 1])) * (sv(q) - sv(i - 1))) / (sv(j) - sv(i - 1)),
                    )
                  : null,
              )
            i = j
          }
          continue
        }
        const bound = (i: number): [number, number] => {
          if (!w) return [0, n - 1]
          const l = w.documents ?? w.range
          const rg = !!w.range
          if (!rg) {
            const c = (b: any, e: number) => (b === 'unbounded' ? e : b === 'current' ? i : i + toNumber(b))
            return [Math.max(0, c(l[0], 0)), Math.min(n - 1, c(l[1], n - 1))]
          }
          const u = w.unit
            ? (MS[w.unit] ?? (w.unit === 'month' ? 2629800000 : w.unit === 'quarter' ? 7889400000 : 31557600000))
            : 1
          const cur = sv(i)
          const lo = l[0] === 'unbounded' ? -Infinity : l[0] === 'current' ? cur : cur + toNumber(l[0]) * u,
            hi = l[1] === 'unbounded' ? Infinity : l[1] === 'current' ? cur : cur + toNumber(l[1]) * u
          let a = 0,
            b = n - 1
          while (a < n && sv(a) < lo) a++
          while (b >= 0 && sv(b) > hi) b--
          return [a, b]
        }
        if (op === '$derivative' || op === '$integral') {
          const f = compileExpr(arg.input),
            u = arg.unit ? MS[arg.unit] : 1
          for (let i = 0; i < n; i++) {
            const [a, b] = bound(i)
            const y = (j: number) => toNumber(f({ root: rows[j], vars: env.vars }))
            if (op === '$derivative') put(i, b <= a ? null : mkDouble((y(b) - y(a)) / ((sv(b) - sv(a)) / u)))
            else {
              let t = 0
              for (let j = a + 1; j <= b; j++) t += ((y(j) + y(j - 1)) / 2) * ((sv(j) - sv(j - 1)) / u)
              put(i, mkDouble(t))
            }
          }
          continue
        }
        const env1 = (j: number): XEnv => ({ root: rows[j], vars: env.vars })
        const lb = w?.documents ?? w?.range
        if (!w || (lb[0] === 'unbounded' && lb[1] === 'unbounded')) {
          const a = mk!()
          for (let j = 0; j < n; j++) a.add(env1(j))
          const v = a.get()
          for (let i = 0; i < n; i++) put(i, v)
        } else if (w.documents && lb[0] === 'unbounded' && lb[1] === 'current') {
          const a = mk!()
          for (let i = 0; i < n; i++) {
            a.add(env1(i))
            const v = a.get()
            put(i, Array.isArray(v) ? [...v] : v)
          }
        } else
          for (let i = 0; i < n; i++) {
            const [p, q] = bound(i)
            const a = mk!()
            for (let j = p; j <= q; j++) a.add(env1(j))
            put(i, a.get())
          }
      }
      out.push(...res)
    }
    return out
  }
}
