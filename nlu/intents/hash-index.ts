// From 32-bit feature hashes to dense numbers 0 … n-1: an open-addressing table over typed arrays.

export class HashIndex {
  private keys: Uint32Array
  private values: Int32Array
  private mask: number
  size = 0

  constructor(expected = 1024) {
    let capacity = 1024
    while (capacity < expected * 2) capacity *= 2
    this.keys = new Uint32Array(capacity)
    this.values = new Int32Array(capacity)
    this.mask = capacity - 1
  }

  /** The hashes in order of their numbers, as `from` takes them. */
  static from(hashes: Uint32Array): HashIndex {
    const index = new HashIndex(hashes.length)
    for (const hash of hashes) index.add(hash)
    return index
  }

  /** Number of a hash, or -1. The hash must not be 0. */
  get(hash: number): number {
    let slot = hash & this.mask
    for (;;) {
      const key = this.keys[slot] as number
      if (key === hash) return this.values[slot] as number
      if (key === 0) return -1
      slot = (slot + 1) & this.mask
    }
  }

  /** Number of a hash; a new hash gets the next one. */
  add(hash: number): number {
    if (this.size * 2 >= this.keys.length) this.grow()
    let slot = hash & this.mask
    for (;;) {
      const key = this.keys[slot] as number
      if (key === hash) return this.values[slot] as number
      if (key === 0) {
        this.keys[slot] = hash
        this.values[slot] = this.size
        return this.size++
      }
      slot = (slot + 1) & this.mask
    }
  }

  hashes(): Uint32Array {
    const ordered = new Uint32Array(this.size)
    for (let slot = 0; slot < this.keys.length; slot++) {
      const key = this.keys[slot] as number
      if (key !== 0) ordered[this.values[slot] as number] = key
    }
    return ordered
  }

  private grow(): void {
    const ordered = this.hashes()
    this.keys = new Uint32Array(this.keys.length * 2)
    this.values = new Int32Array(this.keys.length)
    this.mask = this.keys.length - 1
    this.size = 0
    for (const hash of ordered) this.add(hash)
  }
}
