// Which row of a file had a key first: 12 bytes a key in flat arrays, where a Map of texts would take a hundred.
import { randomInt } from 'node:crypto'

/** Keys are told apart by 53 bits of their hash: two of a million different ones are taken for equal with a chance of 1 in 18,000. */
export class KeyTable {
  private marks = new Float64Array(1 << 12)
  private rows = new Uint32Array(1 << 12)
  private used = 0
  private readonly start = randomInt(2 ** 32)

  /** The row that had the key first; undefined and remembered when it is new. */
  firstRowOf(key: string, row: number): number | undefined {
    if (this.used * 2 >= this.marks.length) this.grow()
    const mark = markOf(key, this.start)
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

/** cyrb53 (bryc, public domain) from a start that nobody outside knows, so that keys cannot be chosen to meet. Never 0: a free place. */
function markOf(key: string, start: number): number {
  let [high, low] = [0xdeadbeef ^ start, 0x41c6ce57 ^ start]
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (low & 0x1fffff) * 0x100000000 + (high >>> 0) + 1
}
