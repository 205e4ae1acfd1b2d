// Projection trees: what $project, $addFields and find() do to each field, and how that is applied through nested documents and arrays.
import { isDocument, type Document, type Value } from '../bson/value.js'
import type { Env, Evaluate } from '../expr/index.js'
import { pathParts } from '../expr/index.js'
import { ServerError } from '../server-error.js'

export type Node = { kind: 'include' } | { kind: 'exclude' } | { kind: 'compute'; evaluate: Evaluate } | Branch
export interface Branch {
  kind: 'branch'
  readonly children: Map<string, Node>
  /** Whether something below is computed: such a branch makes documents where there were none. */
  computes: boolean
}
export const branch = (): Branch => ({ kind: 'branch', children: new Map(), computes: false })

/** The error of two paths that cannot both be had: `rest` is what is left of the path where it met the other one. */
type Collision = (path: string, rest: string) => ServerError
const collision: Collision = (path, rest) =>
  rest === ''
    ? new ServerError(31250, `Path collision at ${path}`)
    : new ServerError(31249, `Path collision at ${path} remaining portion ${rest}`)

export function plant(root: Branch, path: string, leaf: Node, collide = collision): void {
  const parts = pathParts(path)
  let at = root
  parts.forEach((part, i) => {
    if (leaf.kind === 'compute') at.computes = true
    const known = at.children.get(part)
    if (i === parts.length - 1) {
      if (known) throw collide(path, '')
      at.children.set(part, leaf)
      return
    }
    if (known && known.kind !== 'branch') throw collide(path, parts.slice(1).join('.'))
    const next = known ?? branch()
    at.children.set(part, next)
    at = next
  })
}

/** Only what the tree names; computed fields come after the document's own. */
export function include(v: Value, tree: Branch, env: Env): Value {
  if (Array.isArray(v)) {
    const kept: Value[] = []
    for (const element of v) {
      const made = include(element, tree, env)
      if (made !== undefined) kept.push(made)
    }
    return kept
  }
  if (!isDocument(v)) return tree.computes ? computeOnly(tree, env) : undefined
  const made: Document = new Map()
  for (const [name, value] of v) {
    const node = tree.children.get(name)
    if (node?.kind === 'include') made.set(name, value)
    else if (node?.kind === 'branch') {
      const inner = include(value, node, env)
      if (inner !== undefined) made.set(name, inner)
    }
  }
  compute(made, tree, env, v)
  return made
}

function compute(made: Document, tree: Branch, env: Env, had: Document): void {
  if (!tree.computes) return
  for (const [name, node] of tree.children) {
    if (node.kind === 'compute') {
      const value = node.evaluate(env)
      if (value !== undefined) made.set(name, value)
    } else if (node.kind === 'branch' && node.computes && !had.has(name)) made.set(name, computeOnly(node, env))
  }
}
const nothing: Document = new Map()
function computeOnly(tree: Branch, env: Env): Document {
  const made: Document = new Map()
  compute(made, tree, env, nothing)
  return made
}

/** All but what the tree names. */
export function exclude(v: Value, tree: Branch): Value {
  if (Array.isArray(v)) return v.map((element) => exclude(element, tree))
  if (!isDocument(v)) return v
  const made: Document = new Map()
  for (const [name, value] of v) {
    const node = tree.children.get(name)
    if (node?.kind === 'exclude') continue
    made.set(name, node?.kind === 'branch' ? exclude(value, node) : value)
  }
  return made
}

/** Everything, with computed fields added or in place of old ones; a scalar in the way becomes a document. */
export function addFields(v: Value, tree: Branch, env: Env): Value {
  if (Array.isArray(v)) return v.map((element) => addFields(element, tree, env))
  const made: Document = new Map(isDocument(v) ? v : undefined)
  for (const [name, node] of tree.children) {
    if (node.kind === 'branch') made.set(name, addFields(made.get(name), node, env))
    else if (node.kind === 'compute') {
      const value = node.evaluate(env)
      if (value === undefined) made.delete(name)
      else made.set(name, value)
    }
  }
  return made
}
