// Feature engineering for models that only add up: the product of every two columns, so that a line can bend.
import { scaled, scaleOf } from '../models/model.js'
import { traceTo, type Preparation } from './preparation.js'

/** More columns would make more products than there are rows to weigh them. */
const mostColumns = 15

export const withProducts: Preparation = {
  label: 'products of every two columns as well',
  fit(matrix) {
    const { columns } = matrix
    if (columns < 2 || columns > mostColumns) return undefined
    const scale = scaleOf(matrix)
    const pairs = Array.from({ length: columns }, (_, one) =>
      Array.from({ length: columns - one - 1 }, (__, more) => [one, one + more + 1] as const),
    ).flat()
    const width = columns + pairs.length
    const alone = Array.from({ length: columns }, (_, column) => column)
    const byFirst = traceTo([...alone, ...pairs.map(([one]) => one)], columns)
    const bySecond = traceTo([...alone, ...pairs.map(([, other]) => other)], columns)
    return {
      apply(others) {
        const x = scaled(others, scale)
        const values = new Float64Array(x.rows * width)
        for (let row = 0; row < x.rows; row += 1) {
          const own = x.values.subarray(row * columns, (row + 1) * columns)
          values.set(own, row * width)
          for (const [at, [one, other]] of pairs.entries())
            values[row * width + columns + at] = (own[one] as number) * (own[other] as number)
        }
        return { rows: x.rows, columns: width, values }
      },
      trace: (importance) => {
        const second = bySecond(importance)
        return byFirst(importance).map((value, column) => Math.max(value, second[column] as number))
      },
    }
  },
}
