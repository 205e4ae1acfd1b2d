// Which row of a file had a key first: 12 bytes a key in flat arrays, where a Map of texts would take a hundred.
import { createHash } from 'node:crypto'

/** Keys are told apart by 53 bits of their hash: two of a million different ones are taken for equal with a chance of 1 in 18,000. */
export class KeyTable {
  private marks = new Float64Array(1 << 12)
  private rows = new Uint32Array(1 << 12)
  private used = 0

  /** The row that had the key first; undefined and remembered when it is new. */
  firstRowOf(key: string, row: number): number | undefined {
    if (this.used * 2 >= this.marks.length) this.grow()
    const mark = markOf(key)
    const place = this.placeOf(mark)
    if (this.marks[place] === mark) return this.rows[place]
    this.marks[place] = mark
    this.rows[place] = row
    this.used += 1
    return undefined
  }

  private placeOf(mark: number): number {
    const most = this.marks.length
    let place = mark % most
    while (this.marks[place] !== 0 && this.marks[place] !== mark) place = (place + 1) % most
    return place
  }

  private grow(): void {
    const { marks, rows } = this
    this.marks = new Float64Array(marks.length * 2)
    this.rows = new Uint32Array(marks.length * 2)
    for (const [at, mark] of marks.entries()) {
      if (mark === 0) continue
      const place = this.placeOf(mark)
      this.marks[place] = mark
      this.rows[place] = rows[at] ?? 0
    }
  }
}

/** Never 0, which says that a place is free. */
function markOf(key: string): number {
  const bytes = createHash('sha256').update(key).digest()
  return bytes.readUInt32LE(0) * 0x200000 + (bytes.readUInt32LE(4) & 0x1fffff) + 1
}
