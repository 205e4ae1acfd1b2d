// Projections: manual, "$project" and "Project Fields to Return from Query". One language for both; find() has three forms more.
import type { StringOrder } from '../bson/compare.js'
import { toNumber } from '../bson/numbers.js'
import { firstKey, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { compileExpression } from '../expr/index.js'
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
    if (this.find && this.positional(path, flag)) return
    if (flag !== undefined) {
      if (path === '_id') {
        this.idFlag = flag
        return
      }
      this.setMode(flag ? 'include' : 'exclude', path)
      plant(this.tree, path, { kind: flag ? 'include' : 'exclude' })
      return
    }
    if (this.find && isDocument(v) && isFindForm(v)) {
      this.forms.push(compileFindForm(path, v, this.context))
      const form = this.forms.at(-1)
      if (form?.kind === 'elemMatch') {
        if (this.mode === 'exclude')
          throw this.fail(31255, `Cannot use $elemMatch on field ${path} in exclusion projection`)
        this.mode = 'include'
      }
      return
    }
    if (isDocument(v) && !firstKey(v)?.startsWith('$')) {
      if (v.size === 0)
        throw this.fail(51270, `An empty sub-projection is not a valid value. Found empty object at path`)
      this.visit(v, `${path}.`)
      return
    }
    this.computed(path, v)
  }

  private positional(path: string, flag: boolean | undefined): boolean {
    if (!path.includes('.$') && path !== '$') return false
    if (!path.endsWith('.$') || path.indexOf('.$') !== path.length - 2)
      throw this.fail(31394, 'As of 4.4, positional projection may only be used at the end')
    if (this.forms.some((form) => form.kind === 'positional'))
      throw this.fail(31276, 'Cannot specify more than one positional projection per query.')
    if (flag !== true) throw this.fail(31395, 'positional projection cannot be used with exclusion')
    if (this.mode === 'exclude') throw this.fail(31395, 'positional projection cannot be used with exclusion')
    const target = path.slice(0, -2)
    this.mode = 'include'
    plant(this.tree, target, { kind: 'include' })
    this.forms.push({ kind: 'positional', parts: target.split('.') })
    return true
  }

  private computed(path: string, v: Value): void {
    if (isDocument(v) && firstKey(v) === '$meta') throw notSupported('$meta')
    if (this.mode === 'exclude') throw this.fail(31252, `Cannot use an expression in an exclusion projection: ${path}`)
    this.mode = 'include'
    const names = new Set(this.context.variables?.keys())
    plant(this.tree, path, { kind: 'compute', evaluate: compileExpression(v, { order: this.context.order, names }) })
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
  const mode = builder.mode ?? (idFlag === true && forms.length === 0 ? 'include' : 'exclude')
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
    case 'positional': {
      const index = position.index
      if (index === undefined)
        throw new ServerError(
          51246,
          "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
        )
      change(made, form.parts, 0, (list) => {
        if (index >= list.length)
          throw new ServerError(
            51247,
            "Executor error during find command :: caused by :: positional operator '.$' element mismatch",
          )
        return [list[index]]
      })
    }
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
