// Cursors: batches of raw documents that wait for getMore.
import { ServerError } from '../server-error.js'
import { currentDeadline, withDeadline } from '../time-limit.js'

const mostBatchBytes = 15 * 1024 * 1024
const idleMs = 10 * 60 * 1000

interface Cursor {
  readonly ns: string
  readonly source: Iterator<Buffer>
  /** Read ahead, to know whether there is more. */
  pending: Buffer | undefined
  usedAt: number
  /** What is left of `maxTimeMS` of the command that opened it. */
  leftMs: number
}
export interface Batch {
  readonly documents: readonly Buffer[]
  /** 0 when nothing is left. */
  readonly id: bigint
}

export class Cursors {
  private readonly open = new Map<bigint, Cursor>()
  private lastId = BigInt(Date.now()) << 20n

  get size(): number {
    return this.open.size
  }

  /** The first batch; what is left waits under an id unless `single` says that nobody will ask. */
  start(ns: string, source: Iterator<Buffer>, batchSize: number | undefined, single = false): Batch {
    const cursor: Cursor = { ns, source, pending: undefined, usedAt: Date.now(), leftMs: Infinity }
    const documents = this.take(cursor, batchSize ?? 101)
    if (!single && this.hasMore(cursor)) {
      const id = ++this.lastId
      cursor.leftMs = currentDeadline() - performance.now()
      this.open.set(id, cursor)
      return { documents, id }
    }
    source.return?.()
    return { documents, id: 0n }
  }

  next(id: bigint, ns: string, batchSize: number | undefined): Batch {
    const cursor = this.open.get(id)
    if (!cursor) throw new ServerError(43, `cursor id ${id} not found`)
    if (cursor.ns !== ns)
      throw new ServerError(
        13,
        `Requested getMore on namespace '${ns}', but cursor belongs to a different namespace ${cursor.ns}`,
      )
    cursor.usedAt = Date.now()
    const end = performance.now() + cursor.leftMs
    try {
      const [documents, more] = withDeadline(end, () => [
        this.take(cursor, batchSize ?? Infinity),
        this.hasMore(cursor),
      ])
      cursor.leftMs = end - performance.now()
      if (more) return { documents, id }
      this.open.delete(id)
      return { documents, id: 0n }
    } catch (thrown) {
      this.open.delete(id)
      throw thrown
    }
  }

  kill(id: bigint): boolean {
    this.open.get(id)?.source.return?.()
    return this.open.delete(id)
  }

  /** Forgets cursors that nobody asked for in ten minutes. */
  reap(nowMs: number): void {
    for (const [id, cursor] of this.open) if (nowMs - cursor.usedAt > idleMs) this.kill(id)
  }

  private take(cursor: Cursor, most: number): Buffer[] {
    const documents: Buffer[] = []
    let bytes = 0
    while (documents.length < most && bytes < mostBatchBytes) {
      const next = cursor.pending ?? pull(cursor.source)
      cursor.pending = undefined
      if (!next) break
      if (documents.length > 0 && bytes + next.length > mostBatchBytes) {
        cursor.pending = next
        break
      }
      documents.push(next)
      bytes += next.length
    }
    return documents
  }
  private hasMore(cursor: Cursor): boolean {
    cursor.pending ??= pull(cursor.source)
    return cursor.pending !== undefined
  }
}
function pull(source: Iterator<Buffer>): Buffer | undefined {
  const next = source.next()
  return next.done === true ? undefined : next.value
}
