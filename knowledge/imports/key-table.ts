// Which row of a file had a key first: 12 bytes a place in flat arrays, where a Map of texts would take a hundred.
import { randomInt } from 'node:crypto'

const fewest = 1 << 12

/** Keys are told apart by 64 bits of their hash: two of a million different ones are taken for equal with a chance of 1 in 37,000,000. */
export class KeyTable {
  private high = new Uint32Array(fewest)
  private low = new Uint32Array(fewest)
  /** 0 is a free place. */
  private rows = new Uint32Array(fewest)
  private used = 0
  private readonly start = randomInt(2 ** 32)

  /** The row that had the key first; undefined and remembered when it is new. @param row from 1 on. */
  firstRowOf(key: string, row: number): number | undefined {
    if (this.used * 2 >= this.rows.length) this.grow()
    let [high, low] = [0xdeadbeef ^ this.start, 0x41c6ce57 ^ this.start]
    // cyrb53 (bryc, public domain) from a start that nobody outside knows, so that keys cannot be chosen to meet.
    for (let at = 0; at < key.length; at += 1) {
      const code = key.charCodeAt(at)
      high = Math.imul(high ^ code, 2654435761)
      low = Math.imul(low ^ code, 1597334677)
    }
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
    return this.meet(high >>> 0, low >>> 0, row)
  }

  private meet(high: number, low: number, row: number): number | undefined {
    const last = this.rows.length - 1
    let place = low & last
    for (let held = this.rows[place]; held !== 0; held = this.rows[place]) {
      if (this.low[place] === low && this.high[place] === high) return held
      place = (place + 1) & last
    }
    this.high[place] = high
    this.low[place] = low
    this.rows[place] = row
    this.used += 1
    return undefined
  }

  private grow(): void {
    const { high, low, rows } = this
    const places = rows.length * 2
    this.high = new Uint32Array(places)
    this.low = new Uint32Array(places)
    this.rows = new Uint32Array(places)
    this.used = 0
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] ?? 0
      if (row !== 0) this.meet(high[at] ?? 0, low[at] ?? 0, row)
    }
  }
}
