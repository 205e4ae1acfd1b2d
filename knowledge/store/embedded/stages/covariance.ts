// $covariancePop and $covarianceSamp: manual, "$covariancePop (aggregation)". One pass, after Welford.
import { double, toNumber } from '../bson/numbers.js'
import { isNumeric } from '../bson/value.js'
import { compileExpression } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import type { AccumulatorCompiler } from './accumulator.js'

/** Null where there are too few pairs of numbers. */
export const covariance: AccumulatorCompiler = (arg, context, name) => {
  if (!Array.isArray(arg) || arg.length !== 2)
    throw new ServerError(5374100, `${name} requires an array of two expressions`)
  const [readX, readY] = [compileExpression(arg[0], context), compileExpression(arg[1], context)]
  return () => {
    let [n, meanX, meanY, product] = [0, 0, 0, 0]
    return {
      add: (env) => {
        const [a, b] = [readX(env), readY(env)]
        if (!isNumeric(a) || !isNumeric(b)) return
        n++
        const dx = toNumber(a) - meanX
        meanX += dx / n
        meanY += (toNumber(b) - meanY) / n
        product += dx * (toNumber(b) - meanY)
      },
      result: () => {
        const divisor = name === '$covariancePop' ? n : n - 1
        return divisor <= 0 ? null : double(product / divisor)
      },
    }
  }
}
