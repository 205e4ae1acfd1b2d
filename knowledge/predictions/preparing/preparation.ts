// The port of everything that changes columns before a model sees them: made from training rows, applied to any later row in the same way.
import type { Matrix } from '../models/model.js'

export interface Prepared {
  apply(matrix: Matrix): Matrix
  /** What the columns that the model saw mattered, as the importance of the original columns. */
  trace(importance: Float64Array): Float64Array
}

export interface Preparation {
  /** For reports. */
  label: string
  /** Undefined where there is nothing to change. Looks at the given rows only. Deterministic. */
  fit(matrix: Matrix, labels: Uint8Array): Prepared | undefined
}

/** Some of the columns, in the given order. */
export function keepColumns(columns: readonly number[], of: number): Prepared {
  return {
    apply({ rows, columns: wide, values }) {
      const kept = new Float64Array(rows * columns.length)
      for (let row = 0; row < rows; row += 1)
        for (const [at, column] of columns.entries())
          kept[row * columns.length + at] = values[row * wide + column] as number
      return { rows, columns: columns.length, values: kept }
    },
    trace(importance) {
      const original = new Float64Array(of)
      for (const [at, column] of columns.entries()) original[column] = importance[at] as number
      return original
    },
  }
}

/** Shown columns that were each made of one original: the largest counts. */
export function traceTo(origin: ArrayLike<number>, of: number): Prepared['trace'] {
  return (importance) => {
    const original = new Float64Array(of)
    for (const [at, value] of importance.entries()) {
      const column = origin[at] as number
      original[column] = Math.max(original[column] as number, value)
    }
    return original
  }
}
