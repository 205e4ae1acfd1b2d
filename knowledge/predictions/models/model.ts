// The port of everything that foretells yes or no from a row of numbers.

/** Rows of equal length, one after the other. */
export interface Matrix {
  rows: number
  columns: number
  /** Row `r` is `values[r * columns] … values[(r + 1) * columns - 1]`; never NaN. */
  values: Float64Array
}

export interface TrainedModel {
  /** Probability of yes for each row of a matrix with the columns it was trained on. */
  predict(matrix: Matrix): Float64Array
  /** How much each column matters, for reports: 0 and up, comparable within one model only. */
  importance: Float64Array
  /** What was done to the columns first, in words, where something was. */
  prepared?: readonly string[]
}

export interface ModelKind {
  name: string
  /** `labels` holds 0 and 1, both at least once. Deterministic. */
  train(matrix: Matrix, labels: Uint8Array): TrainedModel
}

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))

/** Some rows of a matrix, copied. */
export function pickRows({ columns, values }: Matrix, rows: Int32Array): Matrix {
  const picked = new Float64Array(rows.length * columns)
  for (const [at, row] of rows.entries()) picked.set(values.subarray(row * columns, (row + 1) * columns), at * columns)
  return { rows: rows.length, columns, values: picked }
}

export interface Scale {
  mean: Float64Array
  deviation: Float64Array
}

/** Mean and standard deviation of each column; a constant column has deviation 1. */
export function scaleOf({ rows, columns, values }: Matrix): Scale {
  const mean = new Float64Array(columns)
  const deviation = new Float64Array(columns)
  for (let at = 0; at < values.length; at += 1)
    mean[at % columns] = (mean[at % columns] as number) + (values[at] as number) / rows
  for (let at = 0; at < values.length; at += 1) {
    const away = (values[at] as number) - (mean[at % columns] as number)
    deviation[at % columns] = (deviation[at % columns] as number) + (away * away) / rows
  }
  return { mean, deviation: deviation.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) }
}

/** Columns with mean 0 and deviation 1 by an earlier scale. */
export function scaled({ rows, columns, values }: Matrix, { mean, deviation }: Scale): Matrix {
  return {
    rows,
    columns,
    values: values.map((value, at) => (value - (mean[at % columns] as number)) / (deviation[at % columns] as number)),
  }
}
