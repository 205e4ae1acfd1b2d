// Feature engineering for linear models: long tails drawn in, and small whole numbers as separate choices as well.
import type { Matrix } from '../models/model.js'
import { traceTo, type Preparation } from './preparation.js'

const longTail = 2
const mostChoices = 20

function skewOf({ rows, columns, values }: Matrix, column: number): { skew: number; least: number } {
  let [sum, squares, cubes, least] = [0, 0, 0, Infinity]
  for (let row = 0; row < rows; row += 1) {
    const value = values[row * columns + column] as number
    sum += value
    least = Math.min(least, value)
  }
  const mean = sum / rows
  for (let row = 0; row < rows; row += 1) {
    const away = (values[row * columns + column] as number) - mean
    squares += away ** 2
    cubes += away ** 3
  }
  const deviation = Math.sqrt(squares / rows)
  return { skew: deviation === 0 ? 0 : cubes / rows / deviation ** 3, least }
}

/** The unit beyond which a column counts as large: the mean of what is not zero. */
function unitOf({ rows, columns, values }: Matrix, column: number): number {
  let [sum, count] = [0, 0]
  for (let row = 0; row < rows; row += 1) {
    const value = values[row * columns + column] as number
    if (value === 0) continue
    sum += value
    count += 1
  }
  return count === 0 || sum <= 0 ? 1 : sum / count / 10
}

function smallWholeNumbers({ rows, columns, values }: Matrix, column: number): number[] {
  const found = new Set<number>()
  for (let row = 0; row < rows; row += 1) {
    const value = values[row * columns + column] as number
    if (!Number.isInteger(value)) return []
    found.add(value)
    if (found.size > mostChoices) return []
  }
  return found.size < 3 ? [] : [...found]
}

interface Findings {
  /** Columns with a long tail, and the unit of each. */
  units: ReadonlyMap<number, number>
  choices: readonly { column: number; value: number }[]
}

function lookAt(matrix: Matrix): Findings {
  const units = new Map<number, number>()
  const choices: { column: number; value: number }[] = []
  for (let column = 0; column < matrix.columns; column += 1) {
    const { skew, least } = skewOf(matrix, column)
    const whole = smallWholeNumbers(matrix, column)
    choices.push(...whole.map((value) => ({ column, value })))
    // A rare 0/1 column is skewed too, and has no tail to draw in.
    if (skew > longTail && least >= 0 && new Set(whole).size !== 2) units.set(column, unitOf(matrix, column))
  }
  return { units, choices }
}

const drawnIn = (matrix: Matrix, units: Findings['units']): Matrix => ({
  ...matrix,
  values: matrix.values.map((value, at) => {
    const unit = units.get(at % matrix.columns)
    return unit === undefined ? value : Math.log1p(Math.max(0, value) / unit)
  }),
})

export const drawInTails: Preparation = {
  label: 'long tails drawn in',
  fit(matrix) {
    const { units } = lookAt(matrix)
    return units.size === 0
      ? undefined
      : { apply: (others) => drawnIn(others, units), trace: (importance) => importance }
  },
}

export const withChoices: Preparation = {
  label: 'long tails drawn in, small whole numbers as choices',
  fit(matrix) {
    const { units, choices } = lookAt(matrix)
    if (choices.length === 0) return undefined
    const { columns } = matrix
    const alone = Array.from({ length: columns }, (_, column) => column)
    return {
      apply: (others) => widened(drawnIn(others, units), others, choices),
      trace: traceTo([...alone, ...choices.map(({ column }) => column)], columns),
    }
  },
}

function widened(shown: Matrix, original: Matrix, choices: Findings['choices']): Matrix {
  const columns = shown.columns + choices.length
  const values = new Float64Array(shown.rows * columns)
  for (let row = 0; row < shown.rows; row += 1) {
    values.set(shown.values.subarray(row * shown.columns, (row + 1) * shown.columns), row * columns)
    for (const [at, { column, value }] of choices.entries())
      if (original.values[row * original.columns + column] === value) values[row * columns + shown.columns + at] = 1
  }
  return { rows: shown.rows, columns, values }
}
