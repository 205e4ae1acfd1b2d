// One view of the data file that reads of single keys share for a moment. lmdb would take a new one for every turn of the event loop, with a
// timer each, which costs more than the reads.
import type { RootDatabase, Transaction } from 'lmdb'

/** How long a view is kept at most: pages that writes set free wait for it. */
const mostMs = 20

/** lmdb's fast read takes options too, which its types leave out. */
interface FastRead {
  getBinaryFast(key: Buffer, options: { transaction: Transaction }): Buffer | undefined
}

export class Moment {
  private view: { transaction: Transaction } | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly db: RootDatabase<Buffer, Buffer> & FastRead) {}

  /** The bytes under a key: lmdb's own, which the next read overwrites; inside a write those of the write. */
  read(key: Buffer): Buffer | undefined {
    if (!this.view) {
      this.view = { transaction: this.db.useReadTransaction() }
      this.timer = setTimeout(() => this.end(), mostMs).unref()
    }
    return this.db.getBinaryFast(key, this.view)
  }

  /** To be called after each commit, before anybody hears of it: the next read sees what was written. */
  end(): void {
    clearTimeout(this.timer)
    this.view?.transaction.done()
    this.view = undefined
  }
}
