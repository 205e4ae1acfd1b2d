// Accumulators of $group and windows: manual, "Accumulators". Each keeps a state, so that a group costs its state and not its members.
import { compare } from '../bson/compare.js'
import { valueKey } from '../bson/order-key.js'
import { typeName } from '../bson/types.js'
import { isDocument, isNothing, isNumeric, type Document, type Value } from '../bson/value.js'
import { deviation } from '../expr/accumulating.js'
import { Sum } from '../expr/sum.js'
import { compileExpression, type CompileContext, type Evaluate } from '../expr/index.js'
import { ServerError, notSupported } from '../server-error.js'
import type { AccumulatorCompiler as Compiler, MakeAccumulator } from './accumulator.js'
import { picked, ranked, topOrBottom } from './accumulators-choosing.js'

function single(arg: Value, context: CompileContext, name: string): Evaluate {
  if (!Array.isArray(arg)) return compileExpression(arg, context)
  if (arg.length !== 1) throw new ServerError(40237, `The ${name} accumulator is a unary operator`)
  return compileExpression(arg[0], context)
}

/** For accumulators that need all their values. */
const gathering =
  (finish: (list: Value[]) => Value): Compiler =>
  (arg, context, name) => {
    const read = single(arg, context, name)
    return () => {
      const list: Value[] = []
      return { add: (env) => list.push(read(env)), result: () => finish(list) }
    }
  }

const sum: Compiler = (arg, context, name) => {
  const read = single(arg, context, name)
  return () => {
    const total = new Sum()
    return {
      add: (env) => {
        const v = read(env)
        if (isNumeric(v)) total.add(v)
      },
      result: () => total.result(),
    }
  }
}
const average: Compiler = (arg, context, name) => {
  const read = single(arg, context, name)
  return () => {
    const total = new Sum()
    let count = 0
    return {
      add: (env) => {
        const v = read(env)
        if (!isNumeric(v)) return
        total.add(v)
        count++
      },
      result: () => (count === 0 ? null : total.mean(count)),
    }
  }
}
const count: Compiler = (arg) => {
  if (!isDocument(arg) || arg.size > 0) throw new ServerError(14, '$count takes no arguments, i.e. $count:{}')
  return () => {
    let n = 0
    return { add: () => void n++, result: () => n }
  }
}
const extreme =
  (way: 1 | -1): Compiler =>
  (arg, context, name) => {
    const read = single(arg, context, name)
    return () => {
      let best: Value
      return {
        add: (env) => {
          const v = read(env)
          if (!isNothing(v) && (best === undefined || way * compare(v, best, context.order) > 0)) best = v
        },
        result: () => best ?? null,
      }
    }
  }
const first: Compiler = (arg, context, name) => {
  const read = single(arg, context, name)
  return () => {
    let seen = false
    let v: Value
    return {
      add: (env) => {
        if (!seen) v = read(env)
        seen = true
      },
      result: () => v ?? null,
    }
  }
}
const last: Compiler = (arg, context, name) => {
  const read = single(arg, context, name)
  return () => {
    let v: Value
    return { add: (env) => void (v = read(env)), result: () => v ?? null }
  }
}
const push: Compiler = (arg, context) => {
  const read = compileExpression(arg, context)
  return () => {
    const list: Value[] = []
    return {
      add: (env) => {
        const v = read(env)
        if (v !== undefined) list.push(v)
      },
      result: () => [...list],
    }
  }
}
const addToSet: Compiler = (arg, context) => {
  const read = compileExpression(arg, context)
  return () => {
    const known = new Map<string, Value>()
    return {
      add: (env) => {
        const v = read(env)
        if (v === undefined) return
        const key = valueKey(v)
        if (!known.has(key)) known.set(key, v)
      },
      result: () => [...known.values()],
    }
  }
}
const mergeObjects: Compiler = (arg, context, name) => {
  const read = single(arg, context, name)
  return () => {
    const merged: Document = new Map()
    return {
      add: (env) => {
        const v = read(env)
        if (isNothing(v)) return
        if (!isDocument(v))
          throw new ServerError(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(v)}`)
        for (const [field, value] of v) merged.set(field, value)
      },
      result: () => new Map(merged),
    }
  }
}
const joinArrays =
  (distinct: boolean): Compiler =>
  (arg, context, name) => {
    const read = single(arg, context, name)
    return () => {
      const list: Value[] = []
      return {
        add: (env) => {
          const v = read(env)
          if (v === undefined) return
          if (!Array.isArray(v))
            throw new ServerError(14, `${name} requires array inputs, but input is of type ${typeName(v)}`)
          list.push(...v)
        },
        result: () => (distinct ? [...new Map(list.map((v) => [valueKey(v), v])).values()] : [...list]),
      }
    }
  }

export const accumulators: ReadonlyMap<string, Compiler> = new Map<string, Compiler>([
  ['$sum', sum],
  ['$avg', average],
  ['$count', count],
  ['$max', extreme(1)],
  ['$min', extreme(-1)],
  ['$first', first],
  ['$last', last],
  ['$push', push],
  ['$addToSet', addToSet],
  ['$mergeObjects', mergeObjects],
  ['$concatArrays', joinArrays(false)],
  ['$setUnion', joinArrays(true)],
  ['$stdDevPop', gathering((list) => deviation(list, false))],
  ['$stdDevSamp', gathering((list) => deviation(list, true))],
  ['$median', ranked],
  ['$percentile', ranked],
  ['$maxN', picked],
  ['$minN', picked],
  ['$firstN', picked],
  ['$lastN', picked],
  ['$top', topOrBottom],
  ['$topN', topOrBottom],
  ['$bottom', topOrBottom],
  ['$bottomN', topOrBottom],
])

export function compileAccumulator(name: string, arg: Value, context: CompileContext): MakeAccumulator {
  const compiler = accumulators.get(name)
  if (name === '$accumulator') throw notSupported(name)
  if (!compiler) throw new ServerError(15952, `unknown group operator '${name}'`)
  return compiler(arg, context, name)
}
