// Ids that sort by time of making (ULID, monotonic within the process).
import { randomFillSync } from 'node:crypto'
import { monotonicFactory } from 'ulid'

/** Filled at once: asking for a byte at a time costs a call each. */
const pool = new Uint8Array(4096)
let used = pool.length

function randomShare(): number {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  return (pool[used++] ?? 0) / 256
}

const next = monotonicFactory(randomShare)

/** `cnv_01J…`: the prefix tells a reader what it names. Ids made later in one process sort later. */
export const newId = (prefix: string): string => `${prefix}_${next()}`
