// Files that people hand over to be imported: in the database, for whichever process is asked next, until they are taken away or have had
// their time; never in memory.
import { AppError } from '../../../platform/errors.js'
import type { Clock } from '../../../platform/clock.js'
import { newId } from '../../../platform/ids.js'
import type { Store } from '../../store/connection.js'
import { keptFiles } from '../../store/kept-files.js'
import type { KeptFile } from '../../store/models/kept-file-model.js'
import { openSource, type SourceRow } from '../read/index.js'

export interface Upload {
  id: string
  name: string
  bytes: number
  /** SHA-256, hex. */
  checksum: string
  by: string
  at: string
}

export interface UploadsOptions {
  store: Store
  clock: Clock
  /** Default 1 GB. */
  largestBytes?: number
}

const gigabyte = 1024 ** 3
const hourMs = 3_600_000
const keptMs = 7 * 24 * hourMs
/** After it was imported: whoever asks for the same import again is told of it. */
const usedMs = 24 * hourMs

async function* notEmpty(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    yield piece
  }
  if (size === 0) throw new AppError('input-invalid', 'file: is empty', { details: { field: 'file' } })
}

const uploadOf = ({ id, name, bytes, checksum, by, at }: KeptFile): Upload => ({
  ...{ id, name, bytes, checksum, by },
  at: at.toISOString(),
})

export type Uploads = ReturnType<typeof uploads>

export function uploads({ store, clock, largestBytes = gigabyte }: UploadsOptions) {
  const kept = keptFiles(store, clock)
  const reportOf = (id: string, check: string): string => `${id}.${check}`

  /** Rejects with `not-found`. */
  const need = async (id: string): Promise<Upload> => {
    const found = await kept.find(id)
    if (found?.room === 'import') return uploadOf(found)
    throw new AppError('not-found', 'The file is not here (any more): hand it over again.', { details: { file: id } })
  }

  return {
    need,
    sweep: kept.sweep,

    /** Rejects with `input-invalid` for an empty file and for one that is too large, of which nothing stays. */
    async receive(name: string, bytes: AsyncIterable<Uint8Array>, by: string): Promise<Upload> {
      const file = { id: newId('upl'), room: 'import' as const, name, by, keptMs, largestBytes }
      return uploadOf(await kept.write(file, notEmpty(bytes)))
    },

    /** From the first row, as often as they are asked for. */
    rows: (id: string): AsyncIterable<SourceRow> => openSource(kept.read(id)).rows,

    /** With everything that was made of it. Rejects with `not-found`. */
    async remove(id: string): Promise<void> {
      await need(id)
      await kept.removeWithParts(id)
    },

    /** Its import begins: it stays while that may take. */
    isUsed: (id: string) => kept.keepFor(id, keptMs),

    /** Its import is done: it goes in a day. */
    wasUsed: (id: string) => kept.keepFor(id, usedMs),

    report: {
      /** Kept beside the file that it is about. */
      write: (id: string, check: string, lines: AsyncIterable<Uint8Array>) => {
        const file = { id: reportOf(id, check), room: 'import-report' as const, name: check, by: '' }
        return kept.write({ ...file, keptMs, largestBytes: gigabyte }, lines)
      },
      read: (id: string, check: string, from: number) => kept.read(reportOf(id, check), from),
      find: (id: string, check: string) => kept.find(reportOf(id, check)),
    },
  }
}
