// What training works on, and what is done with it: see `row-kernel.ts`.

/** Classes in a tile. */
export const tileWidth = 4
/** Rows are added up so many at a time. */
export const rowsAtOnce = 8
/** Rows that can be worked on at once. */
export const mostRows = 1024

/** What the kernel works on. Where classes do not fill the last tile, it reaches into the next row, whose numbers count nothing there. */
export interface RowArrays {
  weights: Float32Array
  squares: Float32Array
  /** By class; what stands after the last class means nothing. */
  sums: Float32Array
  /** By class; 0 for those that learn nothing, and where there is no class. */
  errors: Float32Array
  /** Where rows begin, and what they count. */
  at: Int32Array
  by: Float32Array
  /** First classes of the tiles, in bytes. */
  tiles: Int32Array
}

export interface RowKernel {
  readonly arrays: RowArrays
  /** Adds the first rows, each times its `by`, to the sums of the first tiles. @param rows a multiple of `rowsAtOnce` @param tiles at least 1 */
  sum(rows: number, tiles: number): void
  /** One step of AdaGrad with the errors of the first tiles in the first rows, each times its `by`. Both numbers are at least 1. */
  learn(rows: number, tiles: number, rate: number): void
}
