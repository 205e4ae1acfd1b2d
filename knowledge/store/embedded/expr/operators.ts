// Every expression operator there is, by name; the README's list is made from it.
import { accumulatingOperators } from './accumulating.js'
import { arithmeticOperators } from './arithmetic.js'
import { arrayOperators } from './array.js'
import { arrayFunctionOperators } from './array-functions.js'
import { comparisonOperators } from './comparison.js'
import { conversionOperators } from './convert.js'
import { dateOperators } from './date-operators.js'
import { dateStringOperators } from './date-strings.js'
import type { OperatorCompiler } from './definition.js'
import { mathOperators } from './math.js'
import { objectOperators } from './object.js'
import { regexOperators } from './regex-operators.js'
import { setOperators } from './set.js'
import { stringOperators } from './string.js'

export const expressionOperators: ReadonlyMap<string, OperatorCompiler> = new Map([
  ...arithmeticOperators,
  ...mathOperators,
  ...comparisonOperators,
  ...arrayOperators,
  ...arrayFunctionOperators,
  ...setOperators,
  ...stringOperators,
  ...regexOperators,
  ...objectOperators,
  ...conversionOperators,
  ...dateOperators,
  ...dateStringOperators,
  ...accumulatingOperators,
])

/** Expressions of MongoDB that this server refuses by name. */
export const refusedExpressions: ReadonlySet<string> = new Set([
  ...['$function', '$accumulator', '$meta', '$toHashedIndexKey', '$toUUID', '$encStrContains', '$encStrStartsWith'],
  ...['$sampleRate', '$createObjectId', '$subtype', '$similarityDotProduct', '$similarityCosine'],
])
