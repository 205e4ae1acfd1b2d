// Functions of $setWindowFields that look at a whole partition: ranks, $shift, $expMovingAvg, $derivative, $integral, $linearFill, $locf.
import { double, toNumber, toWhole } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { isDocument, isNothing, isNumeric, type Document, type Value } from '../bson/value.js'
import { compileExpression, getPath, type Evaluate } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import { compileContext, type PipelineContext } from './stage.js'

export interface Partition {
  readonly rows: readonly Document[]
  /** Whether row i sorts as row i - 1 does. */
  readonly ties: readonly boolean[]
  /** The first field of sortBy, as a number (dates in milliseconds). */
  sortNumber(i: number): number
  /** First and last row of the window of row i. */
  bounds(i: number): readonly [number, number]
}
export type WindowFunction = (partition: Partition) => Value[]
type Compiler = (arg: Value, context: PipelineContext, name: string) => WindowFunction

const evaluateAll = (read: Evaluate, p: Partition, context: PipelineContext): Value[] =>
  p.rows.map((d) => read({ root: d, current: d, variables: context.variables }))

const noArgument = (arg: Value, name: string): void => {
  if (!isDocument(arg) || arg.size > 0)
    throw new ServerError(5371603, `${name} must be specified with '{}' as the value`)
}
const documentNumber: Compiler = (arg, _context, name) => {
  noArgument(arg, name)
  return (p) => p.rows.map((_, i) => i + 1)
}
const rank: Compiler = (arg, _context, name) => {
  noArgument(arg, name)
  return (p) => {
    let dense = 0
    let sparse = 0
    return p.rows.map((_, i) => {
      if (p.ties[i] !== true) {
        dense++
        sparse = i + 1
      }
      return name === '$rank' ? sparse : dense
    })
  }
}

const shift: Compiler = (arg, context) => {
  if (!isDocument(arg)) throw new ServerError(9, `Argument to $shift must be an object, but got ${typeName(arg)}`)
  for (const name of arg.keys())
    if (!['output', 'by', 'default'].includes(name)) throw new ServerError(9, `Unknown argument in $shift: ${name}`)
  const by = arg.get('by')
  const whole = isNumeric(by) ? toWhole(by) : undefined
  if (!arg.has('output') || !arg.has('by'))
    throw new ServerError(9, "$shift requires 'output' and 'by' to be specified")
  if (whole === undefined)
    throw new ServerError(9, `'$shift:by' field must be an integer, but found by: ${typeName(by)}`)
  const read = compileExpression(arg.get('output'), compileContext(context))
  const otherwise = arg.has('default') ? compileExpression(arg.get('default'), compileContext(context)) : undefined
  return (p) => {
    const all = evaluateAll(read, p, context)
    return all.map((_, i) => {
      const j = i + Number(whole)
      if (j >= 0 && j < all.length) return all[j] ?? null
      return otherwise ? otherwise({ root: undefined, current: undefined }) : null
    })
  }
}

const lastCarried: Compiler = (arg, context) => {
  const read = compileExpression(arg, compileContext(context))
  return (p) => {
    let held: Value = null
    return evaluateAll(read, p, context).map((v) => (held = isNothing(v) ? held : v))
  }
}

const linearFill: Compiler = (arg, context) => {
  const read = compileExpression(arg, compileContext(context))
  return (p) => {
    const all = evaluateAll(read, p, context)
    for (const v of all)
      if (!isNothing(v) && !isNumeric(v))
        throw new ServerError(
          7040,
          `Value to be filled must be numeric or nullish, but found value of type: ${typeName(v)}`,
        )
    for (let i = 1; i < all.length; i++)
      if (p.ties[i] === true) throw new ServerError(6050106, 'There can be no repeated values in the sort field')
    let before = -1
    return all.map((v, i) => {
      if (!isNothing(v)) {
        before = i
        return v
      }
      const after = all.findIndex((other, j) => j > i && !isNothing(other))
      if (before < 0 || after < 0) return null
      const [left, right] = [numberOf(all[before]), numberOf(all[after])]
      const part = (p.sortNumber(i) - p.sortNumber(before)) / (p.sortNumber(after) - p.sortNumber(before))
      return double(left + (right - left) * part)
    })
  }
}
const numberOf = (v: Value): number => (isNumeric(v) ? toNumber(v) : NaN)

const movingAverage: Compiler = (arg, context) => {
  if (!isDocument(arg) || !arg.has('input') || arg.has('N') === arg.has('alpha'))
    throw new ServerError(
      9,
      "$expMovingAvg sub object must have exactly two fields: An 'input' field, and either an 'N' field or an 'alpha' field",
    )
  const n = arg.get('N')
  const alpha = arg.get('alpha')
  if (arg.has('N')) {
    const whole = isNumeric(n) ? toWhole(n) : undefined
    if (whole === undefined || whole <= 0n) throw new ServerError(9, "'N' field must be an integer greater than zero")
  } else if (!isNumeric(alpha) || !(toNumber(alpha) > 0 && toNumber(alpha) < 1))
    throw new ServerError(9, "'alpha' must be between 0 and 1 (exclusive)")
  const weight = isNumeric(alpha) ? toNumber(alpha) : 2 / (numberOf(n) + 1)
  const read = compileExpression(arg.get('input'), compileContext(context))
  return (p) => {
    let average: number | undefined
    return evaluateAll(read, p, context).map((v) => {
      if (isNumeric(v)) average = average === undefined ? toNumber(v) : toNumber(v) * weight + average * (1 - weight)
      return average === undefined ? null : double(average)
    })
  }
}

const unitMs = new Map([
  ['millisecond', 1],
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
  ['week', 604_800_000],
])
const change: Compiler = (arg, context, name) => {
  if (!isDocument(arg) || !arg.has('input')) throw new ServerError(9, `${name} requires an 'input' expression`)
  for (const field of arg.keys())
    if (field !== 'input' && field !== 'unit') throw new ServerError(9, `${name} got unexpected argument: ${field}`)
  const unitName = arg.get('unit')
  const unit = unitName === undefined ? 1 : typeof unitName === 'string' ? unitMs.get(unitName) : undefined
  if (unit === undefined) throw new ServerError(5490704, `unit must be 'week' or smaller`)
  const read = compileExpression(arg.get('input'), compileContext(context))
  return (p) => {
    const all = evaluateAll(read, p, context).map(numberOf)
    const at = (i: number): number => p.sortNumber(i) / unit
    return all.map((_, i) => {
      const [from, to] = p.bounds(i)
      if (name === '$derivative') {
        if (to <= from) return null
        return double(((all[to] ?? NaN) - (all[from] ?? NaN)) / (at(to) - at(from)))
      }
      let area = 0
      for (let j = from + 1; j <= to; j++) area += (((all[j] ?? NaN) + (all[j - 1] ?? NaN)) / 2) * (at(j) - at(j - 1))
      return double(area)
    })
  }
}

/** Functions without a window of their own take no `window`; the last two need one. */
export const windowFunctions: ReadonlyMap<string, Compiler> = new Map<string, Compiler>([
  ['$documentNumber', documentNumber],
  ['$rank', rank],
  ['$denseRank', rank],
  ['$shift', shift],
  ['$locf', lastCarried],
  ['$linearFill', linearFill],
  ['$expMovingAvg', movingAverage],
  ['$derivative', change],
  ['$integral', change],
])
export const sortPath = (d: Document, parts: readonly string[]): number => {
  const v = getPath(d, parts)
  return v instanceof Date ? v.getTime() : numberOf(v)
}
