// Files that people hand over to be imported: on this machine's disk until they are taken away or a week has passed, never in memory.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import { newId } from '../../../platform/ids.js'
import { openSource, type SourceRow } from '../read/index.js'

const uploadSchema = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number().int(),
  /** SHA-256, hex. */
  checksum: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
})
export type Upload = z.infer<typeof uploadSchema>

export interface UploadsOptions {
  folder: string
  clock: Clock
  /** Default 1 GB. */
  largestBytes?: number
}

const gigabyte = 1024 ** 3
const keptMs = 7 * 24 * 3_600_000
const pieceBytes = 1 << 18
/** Nothing else ever becomes part of a path. */
const idForm = /^upl_[\dA-Za-z]{1,40}$/

export type Uploads = ReturnType<typeof uploads>

export function uploads({ folder, clock, largestBytes = gigabyte }: UploadsOptions) {
  const dataOf = (id: string): string => join(folder, `${id}.data`)
  const noteOf = (id: string): string => join(folder, `${id}.json`)
  const absent = (id: string): AppError =>
    new AppError('not-found', 'The file is not on this machine (any more): hand it over again.', {
      details: { file: id },
    })

  const need = async (id: string): Promise<Upload> => {
    if (!idForm.test(id)) throw absent(id)
    const note = await readFile(noteOf(id), 'utf8').catch(() => undefined)
    if (note === undefined) throw absent(id)
    return uploadSchema.parse(JSON.parse(note))
  }

  /** With everything that was made of it. */
  const remove = async (id: string): Promise<void> => {
    if (!idForm.test(id)) throw absent(id)
    for (const name of await readdir(folder).catch(() => []))
      if (name.startsWith(`${id}.`)) await rm(join(folder, name), { force: true })
  }

  return {
    need,
    remove,

    /**
     * Writes as it reads: a slow disk slows the sender down. Rejects with `input-invalid` for an empty file and for one that is too large,
     * of which nothing stays; so it is when the sender goes away.
     */
    async receive(name: string, bytes: AsyncIterable<Uint8Array>, by: string): Promise<Upload> {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const id = newId('upl')
      const part = join(folder, `${id}.part`)
      const hash = createHash('sha256')
      let size = 0
      const file = await open(part, 'wx', 0o600)
      try {
        for await (const piece of bytes) {
          size += piece.length
          if (size > largestBytes)
            throw new AppError('input-invalid', `file: is larger than ${String(largestBytes)} bytes`, {
              details: { field: 'file', largestBytes },
            })
          hash.update(piece)
          await file.appendFile(piece)
        }
        if (size === 0) throw new AppError('input-invalid', 'file: is empty', { details: { field: 'file' } })
        await file.sync()
        await rename(part, dataOf(id))
      } catch (error) {
        await rm(part, { force: true })
        throw error
      } finally {
        await file.close()
      }
      const upload = { id, name, bytes: size, checksum: hash.digest('hex'), by, at: clock.now().toISOString() }
      await writeFile(noteOf(id), JSON.stringify(upload), { mode: 0o600 })
      return upload
    },

    /** From the first row, as often as they are asked for. */
    rows(id: string): AsyncIterable<SourceRow> {
      if (!idForm.test(id)) throw absent(id)
      return openSource(createReadStream(dataOf(id), { highWaterMark: pieceBytes })).rows
    },

    /** A file beside it, that goes when it goes. @param name letters and digits. */
    beside: (id: string, name: string): string => join(folder, `${id}.${name}`),

    /** Takes away what nobody needed for a week, and pieces of files whose senders went away with the process. */
    async sweep(): Promise<void> {
      const oldest = clock.now().getTime() - keptMs
      for (const name of await readdir(folder).catch(() => [])) {
        const path = join(folder, name)
        const at = await stat(path).catch(() => undefined)
        if (at !== undefined && at.mtimeMs < oldest) await rm(path, { force: true })
      }
    },
  }
}
