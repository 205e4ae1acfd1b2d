// The kernel of training in plain JavaScript: number by number what the compiled one does (`row-kernel.ts`), rounded to single precision after
// each operation as there.
import { mostRows, rowsAtOnce, tileWidth, type RowArrays, type RowKernel } from './row-arrays.js'

const { fround } = Math

/** Over so many numbers, all 0. */
export function plainRowKernel(numbers: number, classes: number): RowKernel {
  const wide = Math.ceil(classes / tileWidth) * tileWidth
  const arrays: RowArrays = {
    weights: new Float32Array(numbers),
    squares: new Float32Array(numbers),
    sums: new Float32Array(wide),
    errors: new Float32Array(wide),
    at: new Int32Array(mostRows),
    by: new Float32Array(mostRows),
    tiles: new Int32Array(wide / tileWidth),
  }
  return {
    arrays,
    sum: (rows, tiles) => {
      for (let first = 0; first < rows; first += rowsAtOnce)
        for (let t = 0; t < tiles; t++) sumTile(arrays, first, (arrays.tiles[t] as number) / 4, classes)
    },
    learn: (rows, tiles, rate) => {
      for (let row = 0; row < rows; row++)
        for (let t = 0; t < tiles; t++) learnTile(arrays, row, (arrays.tiles[t] as number) / 4, classes, fround(rate))
    },
  }
}

function sumTile({ weights, sums, at, by }: RowArrays, first: number, tile: number, classes: number): void {
  const times = (row: number, c: number): number =>
    fround((by[row] as number) * (weights[(at[row] as number) + c] as number))
  const four = (row: number, c: number): number =>
    fround(fround(fround(times(row, c) + times(row + 1, c)) + times(row + 2, c)) + times(row + 3, c))
  const end = Math.min(tile + tileWidth, classes)
  for (let c = tile; c < end; c++) sums[c] = fround(fround((sums[c] as number) + four(first, c)) + four(first + 4, c))
}

function learnTile(
  { weights, squares, errors, at, by }: RowArrays,
  row: number,
  tile: number,
  classes: number,
  rate: number,
): void {
  const from = at[row] as number
  const share = by[row] as number
  const end = Math.min(tile + tileWidth, classes)
  for (let c = tile; c < end; c++) {
    const gradient = fround(share * (errors[c] as number))
    const square = fround((squares[from + c] as number) + fround(gradient * gradient))
    squares[from + c] = square
    weights[from + c] = fround(
      (weights[from + c] as number) - fround(fround(rate * gradient) / fround(Math.sqrt(square))),
    )
  }
}
