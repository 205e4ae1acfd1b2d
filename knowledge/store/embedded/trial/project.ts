// @ts-nocheck
/* eslint-disable */
// find() projections on type-exact documents.
import { isObj, isNum, toNumber, promote, type Doc, type Coll } from './bson.js'
import { compile, type Ctx } from './match.js'
import { evalExpr } from './agg.js'
import { MongoError } from './errors.js'

type Node = { [k: string]: Node | true | { $fn: (v: any, doc: Doc, ctx: Ctx) => any } }
const has = (o: any, k: string) => Object.prototype.hasOwnProperty.call(o, k)
const bad = (code: number, m: string) => new MongoError(code, m)
const flag = (v: any): boolean | null => (typeof v === 'boolean' ? v : isNum(v) ? toNumber(v) !== 0 : null)

export function compileProjection(
  p: Doc | undefined | null,
  coll: Coll,
  vars: Doc = {},
): null | ((d: Doc, ctx: Ctx) => Doc) {
  if (!p || Object.keys(p).length === 0) return null
  let mode: boolean | null = null,
    id = true,
    idSeen = false
  const tree: Node = {}
  const exprs: [string, any][] = []
  const specials: [string, any][] = []
  let positional: string | null = null
  const put = (path: string, leaf: any) => {
    let n: any = tree
    const parts = path.split('.')
    parts.forEach((k, i) => {
      if (i === parts.length - 1) {
        if (n[k] && n[k] !== leaf) throw bad(31249, `Path collision at ${path}`)
        n[k] = leaf
      } else {
        if (n[k] === true || n[k]?.$fn)
          throw bad(31249, `Path collision at ${path} remaining portion ${parts.slice(i + 1).join('.')}`)
        n = n[k] ??= {}
      }
    })
  }
  const visit = (spec: Doc, pre: string) => {
    for (const k of Object.keys(spec)) {
      const v = spec[k]
      let path = pre + k
      const f = flag(v)
      if (path.endsWith('.$') && f) {
        if (positional) throw bad(31276, 'Cannot specify more than one positional projection per query.')
        path = path.slice(0, -2)
        positional = path
        if (mode === false) throw bad(31395, 'positional projection cannot be used with exclusion')
        mode = true
        put(path, true)
        continue
      }
      if (path.includes('.$')) throw bad(31394, 'Positional projection may only be used at the end')
      if (f !== null) {
        if (path === '_id') {
          id = f
          idSeen = true
          continue
        }
        if (mode !== null && mode !== f)
          throw f
            ? bad(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
            : bad(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
        mode = f
        put(path, true)
        continue
      }
      if (
        isObj(v) &&
        Object.keys(v).length === 1 &&
        '$slice' in v &&
        (isNum(v.$slice) || (Array.isArray(v.$slice) && v.$slice.every(isNum)))
      ) {
        specials.push([path, v])
        continue
      }
      if (isObj(v) && '$elemMatch' in v) {
        if (path.includes('.')) throw bad(31275, 'Cannot use $elemMatch projection on a nested field.')
        specials.push([path, v])
        if (mode === null) mode = true
        continue
      }
      if (isObj(v) && '$meta' in v) continue
      if (isObj(v) && !(Object.keys(v)[0] ?? '').startsWith('$') && Object.keys(v).length) {
        visit(v, path + '.')
        continue
      }
      exprs.push([path, v])
    }
  }
  visit(p, '')
  if (exprs.length && mode === null) mode = true
  if (exprs.length && mode === false) throw bad(31252, 'Cannot use expression in an exclusion projection')
  if (mode === null) mode = idSeen && id && specials.length === 0 ? true : false
  const slices = specials.filter((s) => '$slice' in s[1])
  if (mode)
    for (const [path, v] of slices) {
      try {
        put(path, true)
      } catch {
        /* already included */
      }
    }
  const include = (v: any, n: Node): any => {
    if (Array.isArray(v)) return v.filter((e) => isObj(e) || Array.isArray(e)).map((e) => include(e, n))
    const o: Doc = {}
    for (const k of Object.keys(v)) {
      const c = n[k]
      if (c === undefined || !has(n, k)) continue
      if (c === true) o[k] = v[k]
      else if (isObj(v[k]) || Array.isArray(v[k])) o[k] = include(v[k], c as Node)
    }
    return o
  }
  const exclude = (v: any, n: Node): any => {
    if (Array.isArray(v)) return v.map((e) => (isObj(e) || Array.isArray(e) ? exclude(e, n) : e))
    const o: Doc = {}
    for (const k of Object.keys(v)) {
      const c = has(n, k) ? n[k] : undefined
      if (c === true) continue
      o[k] = c !== undefined && (isObj(v[k]) || Array.isArray(v[k])) ? exclude(v[k], c as Node) : v[k]
    }
    return o
  }
  const em = specials
    .filter((s) => '$elemMatch' in s[1])
    .map(([k, v]) => [k, compile({ v: { $elemMatch: v.$elemMatch } }, coll, vars)] as const)
  return (d, ctx) => {
    let o: Doc
    if (mode) {
      o = include(d, tree)
      if (id && has(d, '_id')) o = { _id: d._id, ...o }
    } else {
      o = exclude(d, tree)
      if (!id) delete o._id
    }
    for (const [path, v] of slices)
      mapPath(o, path.split('.'), (a) => {
        if (!Array.isArray(a)) return a
        const s = v.$slice
        if (Array.isArray(s)) {
          let st = toNumber(s[0])
          const n = toNumber(s[1])
          if (n <= 0) throw bad(28724, `First argument to $slice must be an array, but is of type: ${typeof n}`)
          if (st < 0) st = Math.max(0, a.length + st)
          return a.slice(st, st + n)
        }
        const n = toNumber(s)
        return n >= 0 ? a.slice(0, n) : a.slice(n)
      })
    for (const [k, pred] of em) {
      delete o[k]
      const a = d[k]
      if (Array.isArray(a)) {
        const c: Ctx = {}
        if (pred({ v: a }, c)) o[k] = [a[c.pos!]]
      }
    }
    if (positional) {
      if (ctx.pos === undefined)
        throw bad(
          51246,
          "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
        )
      mapPath(o, positional.split('.'), (a) => (Array.isArray(a) ? [a[ctx.pos!]] : a))
    }
    if (exprs.length) {
      for (const [path, e] of exprs) {
        const v = evalExpr(d, e, vars)
        if (v === undefined) continue
        let c: any = o
        const parts = path.split('.')
        for (let i = 0; i < parts.length - 1; i++) c = isObj(c[parts[i]]) ? c[parts[i]] : (c[parts[i]] = {})
        c[parts.at(-1)!] = v
      }
    }
    return o
  }
}
function mapPath(o: any, parts: string[], fn: (v: any) => any): void {
  if (Array.isArray(o)) {
    for (const e of o) mapPath(e, parts, fn)
    return
  }
  if (!isObj(o) || !has(o, parts[0])) return
  if (parts.length === 1) o[parts[0]] = fn(o[parts[0]])
  else mapPath(o[parts[0]], parts.slice(1), fn)
}
