// Projections: manual, "$project" and "Project Fields to Return from Query". One language for both; find() has three forms more.
import type { StringOrder } from '../bson/compare.js'
import { toNumber } from '../bson/numbers.js'
import { firstKey, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { compileExpression, expressionOperators, refusedExpressions } from '../expr/index.js'
import type { Position } from '../match/index.js'
import { ServerError, notSupported } from '../server-error.js'
import { compileFindForm, isFindForm, type FindForm } from './find-forms.js'
import { branch, exclude, include, plant, type Branch } from './tree.js'

export interface ProjectionContext {
  readonly order?: StringOrder | undefined
  readonly variables?: ReadonlyMap<string, Value> | undefined
}
export interface Projection {
  apply(d: Document, position: Position): Document
  /** Whether `position` must be filled by matching the query first. */
  readonly needsPosition: boolean
  /** Top-level fields that are read; undefined when all are. */
  readonly reads: ReadonlySet<string> | undefined
}

const asFlag = (v: Value): boolean | undefined =>
  typeof v === 'boolean' ? v : isNumeric(v) ? toNumber(v) !== 0 : undefined

class Builder {
  readonly tree: Branch = branch()
  /** Every path that was named, to find two that collide. */
  private readonly taken: Branch = branch()
  mode: 'include' | 'exclude' | undefined
  idFlag: boolean | undefined
  readonly forms: FindForm[] = []

  constructor(
    private readonly find: boolean,
    private readonly context: ProjectionContext,
  ) {}

  private fail(code: number, message: string): ServerError {
    return new ServerError(code, this.find ? message : `Invalid $project :: caused by :: ${message}`)
  }

  private setMode(mode: 'include' | 'exclude', path: string): void {
    if (this.mode !== undefined && this.mode !== mode)
      throw mode === 'include'
        ? this.fail(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
        : this.fail(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
    this.mode = mode
  }

  visit(spec: Document, prefix: string): void {
    for (const [name, v] of spec) this.field(prefix + name, v)
  }

  private field(path: string, v: Value): void {
    const flag = asFlag(v)
    if (path.includes('.$.')) throw this.fail(31394, 'As of 4.4, positional projection may only be used at the end')
    if (path.endsWith('.$')) return this.positional(path, v, flag)
    if (isDocument(v)) return this.document(path, v)
    if (flag === undefined) return this.computed(path, v, 31310)
    plant(this.taken, path, { kind: 'include' })
    if (path === '_id') {
      this.idFlag = flag
      return
    }
    this.setMode(flag ? 'include' : 'exclude', path)
    plant(this.tree, path, { kind: flag ? 'include' : 'exclude' })
  }

  /** A form of find(), an expression, or a projection of the fields below. */
  private document(path: string, v: Document): void {
    if (v.size === 0) throw this.fail(51270, 'An empty sub-projection is not a valid value. Found empty object at path')
    const name = firstKey(v) ?? ''
    if (v.size > 1 || !name.startsWith('$')) return this.visit(v, `${path}.`)
    if (this.find && isFindForm(v)) return this.form(path, v)
    if (name === '$elemMatch') throw this.fail(168, 'Cannot use $elemMatch in this context')
    if (name === '$meta') throw notSupported('$meta')
    if (!expressionOperators.has(name) && !refusedExpressions.has(name))
      throw this.fail(31325, `Unknown expression ${name}`)
    this.computed(path, v, 31252)
  }

  private form(path: string, v: Document): void {
    const form = compileFindForm(path, v, this.context)
    plant(this.taken, path, { kind: 'include' })
    this.forms.push(form)
    if (form.kind !== 'elemMatch') return
    if (this.forms.some((other) => other.kind === 'positional'))
      throw this.fail(31255, 'Cannot specify positional operator and $elemMatch.')
    if (this.mode === 'exclude')
      throw this.fail(31255, `Cannot use $elemMatch on field ${path} in exclusion projection`)
    this.mode = 'include'
  }

  private positional(path: string, v: Value, flag: boolean | undefined): void {
    if (!this.find) throw this.fail(31324, 'Cannot use positional projection in aggregation projection')
    if (isDocument(v)) throw this.fail(31271, 'positional projection cannot be used with an expression or sub object')
    if (flag === undefined) throw this.fail(31308, 'positional projection cannot be used with a literal')
    if (!flag) throw this.fail(31395, 'positional projection cannot be used with exclusion')
    if (this.forms.some((form) => form.kind === 'positional'))
      throw this.fail(31276, 'Cannot specify more than one positional projection per query.')
    if (this.forms.some((form) => form.kind === 'elemMatch'))
      throw this.fail(31256, 'Cannot specify positional operator and $elemMatch.')
    if (path === '.$') throw this.fail(5392900, 'Projection on field .$ is invalid')
    const target = path.slice(0, -2)
    plant(this.taken, target, { kind: 'include' })
    this.setMode('include', path)
    plant(this.tree, target, { kind: 'include' })
    this.forms.push({ kind: 'positional', parts: target.split('.') })
  }

  private computed(path: string, v: Value, inExclusion: number): void {
    const names = new Set(this.context.variables?.keys())
    if (this.mode === 'exclude' && inExclusion === 31252)
      throw this.fail(31252, 'Cannot use expression other than $meta in exclusion projection')
    const evaluate = compileExpression(v, { order: this.context.order, names })
    plant(this.taken, path, { kind: 'include' })
    if (this.mode === 'exclude')
      throw this.fail(inExclusion, `Cannot use an expression ${path} in an exclusion projection`)
    this.mode = 'include'
    plant(this.tree, path, { kind: 'compute', evaluate })
  }
}

/** `find` allows `$slice`, `$elemMatch` and `field.$`; an empty specification is refused by $project only. */
export function compileProjection(spec: Value, context: ProjectionContext, find: boolean): Projection {
  if (!isDocument(spec)) throw new ServerError(15969, '$project specification must be an object')
  if (!find && spec.size === 0)
    throw new ServerError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    )
  const builder = new Builder(find, context)
  builder.visit(spec, '')
  const { forms, idFlag } = builder
  const mode = builder.mode ?? (idFlag === true ? 'include' : 'exclude')
  const tree = finishTree(builder, mode)
  const variables = context.variables
  const apply = (d: Document, position: Position): Document => {
    const projected = mode === 'include' ? include(d, tree, { root: d, current: d, variables }) : exclude(d, tree)
    const made = projected as Document
    for (const form of forms) applyForm(form, d, made, position)
    return made
  }
  const needsPosition = forms.some((form) => form.kind === 'positional')
  return { apply, needsPosition, reads: mode === 'include' && !tree.computes ? readsOf(tree, forms) : undefined }
}

function finishTree(builder: Builder, mode: 'include' | 'exclude'): Branch {
  const { tree, forms, idFlag } = builder
  const known = tree.children.get('_id')
  if (mode === 'exclude') {
    if (idFlag === false) tree.children.set('_id', { kind: 'exclude' })
    return tree
  }
  // A slice keeps its field; where the field is named already, its own entry decides.
  for (const form of forms)
    if (form.kind === 'slice' && !tree.children.has(form.parts[0] ?? ''))
      plant(tree, form.parts.join('.'), { kind: 'include' })
  if (known || idFlag === false) return tree
  const ordered = branch()
  ordered.computes = tree.computes
  ordered.children.set('_id', { kind: 'include' })
  for (const [name, node] of tree.children) ordered.children.set(name, node)
  return ordered
}

function readsOf(tree: Branch, forms: readonly FindForm[]): ReadonlySet<string> {
  const names = new Set(tree.children.keys())
  for (const form of forms) names.add(form.kind === 'elemMatch' ? form.name : (form.parts[0] ?? ''))
  return names
}

function applyForm(form: FindForm, d: Document, made: Document, position: Position): void {
  switch (form.kind) {
    case 'slice':
      change(made, form.parts, 0, form.cut)
      return
    case 'elemMatch': {
      const found = form.first(d.get(form.name))
      made.delete(form.name)
      if (found !== undefined) made.set(form.name, [found])
      return
    }
    case 'positional':
      keepMatched(made, form.parts, position.index)
  }
}

/** Leaves of the first array on the path the element that matched the query; a path without an array stays as it is. */
function keepMatched(made: Document, parts: readonly string[], index: number | undefined): void {
  let at: Document = made
  for (const part of parts) {
    const v = at.get(part)
    if (Array.isArray(v)) {
      const fail = (code: number, what: string): ServerError =>
        new ServerError(code, `Executor error during find command :: caused by :: positional operator '.$' ${what}`)
      if (index === undefined) throw fail(51246, "couldn't find a matching element in the array")
      if (index >= v.length) throw fail(51247, 'element mismatch')
      at.set(part, [v[index]])
      return
    }
    if (!isDocument(v)) return
    at = v
  }
}

function change(v: Value, parts: readonly string[], from: number, apply: (list: Value[]) => Value[]): void {
  if (Array.isArray(v)) {
    for (const element of v) change(element, parts, from, apply)
    return
  }
  const part = parts[from]
  if (!isDocument(v) || part === undefined) return
  const inner = v.get(part)
  if (from === parts.length - 1) {
    if (Array.isArray(inner)) v.set(part, apply(inner))
  } else change(inner, parts, from + 1, apply)
}
