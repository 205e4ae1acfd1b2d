// $setWindowFields: manual, "$setWindowFields (aggregation)".
import { toNumber, toWhole } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { addTo, isTimeUnit, type TimeUnit } from '../dates/arithmetic.js'
import { utcZone } from '../dates/time-zone.js'
import { compileExpression, pathParts } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import { accumulators, compileAccumulator } from './accumulators.js'
import { covariance } from './covariance.js'
import { partition } from './buckets.js'
import { sorter, sortKeysOf, type SortKey } from './sort-keys.js'
import { compileContext, type PipelineContext, type StageCompiler } from './stage.js'
import { withValue } from './unwind.js'
import { sortPath, windowFunctions, type Partition, type WindowFunction } from './window-functions.js'

type Bound = 'unbounded' | 'current' | number
type Window =
  | { kind: 'whole' }
  | { kind: 'documents'; from: Bound; to: Bound }
  | { kind: 'range'; from: Bound; to: Bound; unit: TimeUnit | undefined }

function boundsOf(v: Value, kind: string): [Bound, Bound] {
  if (!Array.isArray(v) || v.length !== 2)
    throw new ServerError(5339902, `Window bounds must be a 2-element array: ${kind}`)
  const [from, to] = v.map((bound): Bound => {
    if (bound === 'unbounded' || bound === 'current') return bound
    if (!isNumeric(bound)) throw new ServerError(9, `Window bounds must be 'unbounded', 'current', or a number.`)
    if (kind === 'documents' && toWhole(bound) === undefined)
      throw new ServerError(9, 'Numeric document-based bounds must be an integer')
    return toNumber(bound)
  }) as [Bound, Bound]
  const at = (bound: Bound, open: number): number => (bound === 'unbounded' ? open : bound === 'current' ? 0 : bound)
  if (at(from, -Infinity) > at(to, Infinity)) throw new ServerError(5339900, 'Lower bound must not exceed upper bound')
  return [from, to]
}

function windowOf(v: Value, keys: readonly SortKey[]): Window {
  if (v === undefined) return { kind: 'whole' }
  if (!isDocument(v)) throw new ServerError(9, `'window' field must be an object`)
  for (const name of v.keys())
    if (!['documents', 'range', 'unit'].includes(name))
      throw new ServerError(9, `'window' field that specifies ${name} cannot have other fields`)
  if (v.has('documents') && v.has('range'))
    throw new ServerError(9, "Window bounds can specify either 'documents' or 'range', not both.")
  if (!v.has('documents') && !v.has('range')) {
    if (v.has('unit')) throw new ServerError(9, "Window bounds can only specify 'unit' with range-based bounds.")
    return { kind: 'whole' }
  }
  if (v.has('documents')) {
    if (v.has('unit')) throw new ServerError(9, "Window bounds can only specify 'unit' with range-based bounds.")
    const [from, to] = boundsOf(v.get('documents'), 'documents')
    if ((from !== 'unbounded' || to !== 'unbounded') && keys.length === 0)
      throw new ServerError(5339901, 'Document-based bounds require a sortBy')
    return { kind: 'documents', from, to }
  }
  const [from, to] = boundsOf(v.get('range'), 'range')
  if (keys.length !== 1 || keys[0]?.way !== 1)
    throw new ServerError(5339902, 'Range-based window require sortBy a single field, ascending')
  const unit = v.get('unit')
  if (unit !== undefined && (typeof unit !== 'string' || !isTimeUnit(unit)))
    throw new ServerError(9, `unknown time unit value: ${String(typeof unit === 'string' ? unit : typeName(unit))}`)
  return { kind: 'range', from, to, unit }
}

/** First and last row; `last < first` for an empty window. */
function windowBounds(window: Window, p: Omit<Partition, 'bounds'>): (i: number) => readonly [number, number] {
  const end = p.rows.length - 1
  if (window.kind === 'whole') return () => [0, end]
  const { from, to } = window
  if (window.kind === 'documents') {
    const at = (bound: Bound, open: number, i: number): number =>
      bound === 'unbounded' ? open : bound === 'current' ? i : i + bound
    return (i) => [Math.max(0, at(from, 0, i)), Math.min(end, at(to, end, i))]
  }
  const { unit } = window
  const isDate = unit !== undefined
  const shifted = (i: number, bound: Bound, open: number): number => {
    const here = p.sortNumber(i)
    if (bound === 'unbounded') return open
    if (bound === 'current') return here
    return isDate ? addTo(here, unit, bound, utcZone) : here + bound
  }
  return (i) => {
    const [low, high] = [shifted(i, from, -Infinity), shifted(i, to, Infinity)]
    let first = 0
    while (first <= end && p.sortNumber(first) < low) first++
    let last = end
    while (last >= 0 && p.sortNumber(last) > high) last--
    return [first, last]
  }
}

/** Accumulators that only windows have. */
const covariances: ReadonlySet<string> = new Set(['$covariancePop', '$covarianceSamp'])
export const windowAccumulators: readonly string[] = [...accumulators.keys(), ...covariances]

function fromAccumulator(name: string, arg: Value, window: Window, context: PipelineContext): WindowFunction {
  const make = covariances.has(name)
    ? covariance(arg, compileContext(context), name)
    : compileAccumulator(name, arg, compileContext(context))
  return (p) => {
    const env = (i: number) => {
      const d = p.rows[i]
      return { root: d, current: d, variables: context.variables }
    }
    if (window.kind !== 'range' && (window.kind === 'whole' || window.from === 'unbounded')) {
      // The window only grows: one state serves all rows.
      const state = make()
      let next = 0
      return p.rows.map((_, i) => {
        const [, last] = p.bounds(i)
        for (; next <= last; next++) state.add(env(next))
        return state.result()
      })
    }
    return p.rows.map((_, i) => {
      const state = make()
      const [first, last] = p.bounds(i)
      for (let j = first; j <= last; j++) state.add(env(j))
      return state.result()
    })
  }
}

interface Output {
  readonly path: readonly string[]
  readonly window: Window
  readonly compute: WindowFunction
}
const needSort = new Set([
  '$rank',
  '$denseRank',
  '$documentNumber',
  '$shift',
  '$expMovingAvg',
  '$derivative',
  '$integral',
  '$linearFill',
])

function compileOutput(path: string, spec: Value, keys: readonly SortKey[], context: PipelineContext): Output {
  if (!isDocument(spec)) throw new ServerError(9, `The field '${path}' must be an object`)
  const operators = [...spec.keys()].filter((name) => name.startsWith('$'))
  const [name] = operators
  if (name === undefined) throw new ServerError(9, `Expected a $-prefixed window function, ${path}`)
  for (const other of spec.keys())
    if (other !== name && other !== 'window')
      throw new ServerError(9, `Window function found an unknown argument: ${other}`)
  if (needSort.has(name) && keys.length === 0)
    throw new ServerError(5371602, `${name} must be specified with a top level sortBy expression`)
  if ((name === '$rank' || name === '$denseRank') && keys.length !== 1)
    throw new ServerError(
      5371602,
      `${name} must be specified with a top level sortBy expression with exactly one element`,
    )
  const special = windowFunctions.get(name)
  if (!special && !windowAccumulators.includes(name)) throw new ServerError(9, `Unrecognized window function, ${name}`)
  const windowed = !special || name === '$derivative' || name === '$integral'
  if (!windowed && spec.has('window')) throw new ServerError(5371601, `${name} does not accept a 'window' field`)
  if (name === '$derivative' && !spec.has('window'))
    throw new ServerError(5490700, '$derivative requires explicit window bounds')
  const window = windowOf(spec.get('window'), keys)
  const compute = special
    ? special(spec.get(name), context, name)
    : fromAccumulator(name, spec.get(name), window, context)
  return { path: pathParts(path), window, compute }
}

export const setWindowFields: StageCompiler = (arg, context) => {
  if (!isDocument(arg))
    throw new ServerError(9, `the $setWindowFields stage specification must be an object, found ${typeName(arg)}`)
  for (const name of arg.keys())
    if (!['partitionBy', 'sortBy', 'output'].includes(name))
      throw new ServerError(40415, `BSON field '$setWindowFields.${name}' is an unknown field.`)
  const output = arg.get('output')
  if (!arg.has('output'))
    throw new ServerError(40414, "BSON field '$setWindowFields.output' is missing but a required field")
  if (!isDocument(output))
    throw new ServerError(14, "BSON field '$setWindowFields.output' is the wrong type, expected type 'object'")
  const keys = arg.has('sortBy') ? sortKeysOf(arg.get('sortBy'), false) : []
  const by = sorter(keys, context.order)
  const outputs = [...output].map(([path, spec]) => compileOutput(path, spec, keys, context))
  const key = arg.has('partitionBy') ? compileExpression(arg.get('partitionBy'), compileContext(context)) : undefined
  return function* (source) {
    for (const members of partition(source, key, context)) {
      const sorted = members.map((d) => ({ d, values: by.valuesOf(d) })).sort((a, b) => by.compare(a.values, b.values))
      const rows = sorted.map((each) => each.d)
      const ties = sorted.map((each, i) => i > 0 && by.compare(each.values, sorted[i - 1]?.values ?? []) === 0)
      const parts = keys[0]?.parts ?? []
      const numbers = rows.map((d) => sortPath(d, parts))
      const base = { rows, ties, sortNumber: (i: number) => numbers[i] ?? NaN }
      let made: Document[] = rows
      for (const { path, window, compute } of outputs) {
        const values = compute({ ...base, bounds: windowBounds(window, base) })
        made = made.map((d, i) => withValue(d, path, values[i] ?? null))
      }
      yield* made
    }
  }
}
