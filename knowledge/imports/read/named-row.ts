// A row under its column names as a read-only map. All rows of a file share one list of names; a row itself is one array, where a Map would
// cost ten times the memory and most of the time of reading.

export interface Columns {
  readonly names: readonly string[]
  readonly places: ReadonlyMap<string, number>
}

/** Names must differ. */
export const columnsFor = (names: readonly string[]): Columns => ({
  names,
  places: new Map(names.map((name, place) => [name, place])),
})

/** `undefined` in the array is a name that the row does not have. */
export class NamedRow<T> implements ReadonlyMap<string, T> {
  constructor(
    private readonly columns: Columns,
    private readonly cells: readonly (T | undefined)[],
  ) {}

  get size(): number {
    let size = 0
    for (const cell of this.cells) if (cell !== undefined) size += 1
    return size
  }

  get(name: string): T | undefined {
    const place = this.columns.places.get(name)
    return place === undefined ? undefined : this.cells[place]
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  *entries(): MapIterator<[string, T]> {
    for (const [place, cell] of this.cells.entries())
      if (cell !== undefined) yield [this.columns.names[place] ?? '', cell]
  }

  *keys(): MapIterator<string> {
    for (const [name] of this.entries()) yield name
  }

  *values(): MapIterator<T> {
    for (const cell of this.cells) if (cell !== undefined) yield cell
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries()
  }

  forEach(visit: (value: T, name: string, map: ReadonlyMap<string, T>) => void): void {
    for (let place = 0; place < this.cells.length; place += 1) {
      const cell = this.cells[place]
      if (cell !== undefined) visit(cell, this.columns.names[place] ?? '', this)
    }
  }
}
