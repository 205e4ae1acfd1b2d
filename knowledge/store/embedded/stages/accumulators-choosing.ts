// Accumulators that keep all values and choose among them: $median, $percentile, $minN, $firstN, $top and their like.
import { typeName } from '../bson/types.js'
import { isDocument, type Document, type Value } from '../bson/value.js'
import { checkMethod, checkN, percentile, percentilePoints, pickN, sortedNumbers } from '../expr/accumulating.js'
import { compileExpression } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import type { AccumulatorCompiler } from './accumulator.js'
import { sorter, sortKeysOf } from './sort-keys.js'

/** $median and $percentile. */
export const ranked: AccumulatorCompiler = (arg, context, name) => {
  if (!isDocument(arg))
    throw new ServerError(
      name === '$median' ? 7436100 : 7429703,
      `specification must be an object; found ${name}: ${typeName(arg)}`,
    )
  const allowed = name === '$median' ? ['input', 'method'] : ['input', 'p', 'method']
  for (const field of arg.keys())
    if (!allowed.includes(field)) throw new ServerError(40415, `BSON field '${name}.${field}' is an unknown field.`)
  for (const field of allowed)
    if (!arg.has(field)) throw new ServerError(40414, `BSON field '${name}.${field}' is missing but a required field`)
  checkMethod(arg.get('method'))
  const read = compileExpression(arg.get('input'), context)
  const points =
    name === '$median'
      ? [0.5]
      : percentilePoints(compileExpression(arg.get('p'), context)({ root: undefined, current: undefined }))
  return () => {
    const list: Value[] = []
    return {
      add: (env) => list.push(read(env)),
      result: () => {
        const sorted = sortedNumbers(list)
        const found = points.map((point) => percentile(sorted, point))
        return name === '$median' ? found[0] : found
      },
    }
  }
}

function namedArguments(
  arg: Value,
  name: string,
  required: readonly string[],
  codes: { object: number; unknown: number; missing: Readonly<Record<string, number>> },
): Document {
  if (!isDocument(arg))
    throw new ServerError(codes.object, `specification must be an object; found ${name}: ${typeName(arg)}`)
  for (const field of arg.keys())
    if (!required.includes(field)) throw new ServerError(codes.unknown, `Unknown argument for ${name}: ${field}`)
  for (const field of required)
    if (!arg.has(field)) throw new ServerError(codes.missing[field] ?? codes.object, `Missing value for '${field}'`)
  return arg
}

/** $firstN, $lastN, $maxN, $minN. */
export const picked: AccumulatorCompiler = (arg, context, name) => {
  const spec = namedArguments(arg, name, ['input', 'n'], {
    object: 5787900,
    unknown: 5787901,
    missing: { n: 5787906, input: 5787907 },
  })
  const read = compileExpression(spec.get('input'), context)
  const readN = compileExpression(spec.get('n'), context)
  return () => {
    const list: Value[] = []
    let n: number | undefined
    return {
      add: (env) => {
        n ??= checkN(readN(env))
        list.push(read(env) ?? null)
      },
      result: () => pickN(name, list, n ?? 1, context.order),
    }
  }
}

/** $top, $topN, $bottom, $bottomN. */
export const topOrBottom: AccumulatorCompiler = (arg, context, name) => {
  const many = name.endsWith('N')
  const required = many ? ['n', 'output', 'sortBy'] : ['output', 'sortBy']
  const spec = namedArguments(arg, name, required, {
    object: 5788001,
    unknown: 5788002,
    missing: { n: 5788003, output: 5788004, sortBy: 5788005 },
  })
  if (!isDocument(spec.get('sortBy'))) throw new ServerError(10065, 'invalid parameter: expected an object (sortBy)')
  const by = sorter(sortKeysOf(spec.get('sortBy'), true), context.order)
  const read = compileExpression(spec.get('output'), context)
  const readN = many ? compileExpression(spec.get('n'), context) : undefined
  const fromTop = name.startsWith('$top')
  return () => {
    const rows: { values: Value[]; v: Value }[] = []
    let n = 1
    return {
      add: (env) => {
        if (readN && rows.length === 0) n = checkN(readN(env))
        rows.push({ values: by.valuesOf(env.root), v: read(env) ?? null })
      },
      result: () => {
        const sorted = [...rows].sort((a, b) => by.compare(a.values, b.values)).map((row) => row.v)
        const kept = fromTop ? sorted.slice(0, n) : sorted.slice(-n)
        return many ? kept : (kept[0] ?? null)
      },
    }
  }
}
