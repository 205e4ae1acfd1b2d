// Files in the database (GridFS), so that whichever process is asked can read what another one took. Each goes by itself when its time is up.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { mongo } from 'mongoose'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import type { Store } from './connection.js'
import { keptFileSchema, type KeptFile, type StoredKeptFile } from './models/kept-file-model.js'
import { fromStored } from './record-schema.js'

const bucketName = 'kept_file_bytes'
/** Of one document of bytes: few writes a file, and little memory. */
const pieceBytes = 1 << 20
/** A sender that is slower has gone away. */
const writingMs = 24 * 3_600_000
const sweptAtOnce = 100

export type NewKeptFile = Pick<KeptFile, 'id' | 'room' | 'name' | 'by'> & { keptMs: number; largestBytes: number }

export type KeptFiles = ReturnType<typeof keptFiles>

export function keptFiles(store: Store, clock: Clock) {
  const { keptFiles: notes } = store.models
  const database = () => {
    const { db } = store.connection
    if (!db) throw new AppError('database-unreachable', 'The database is closed.', { retryable: true })
    return db
  }
  const bucket = () => new mongo.GridFSBucket(database(), { bucketName, chunkSizeBytes: pieceBytes })
  const after = (ms: number): Date => new Date(clock.now().getTime() + ms)

  /** The bytes first and their note last: whoever dies between leaves what the sweep finds. */
  const take = async ({ _id, content }: Pick<StoredKeptFile, '_id' | 'content'>): Promise<void> => {
    const id = new mongo.ObjectId(content)
    await database().collection(`${bucketName}.chunks`).deleteMany({ files_id: id })
    await database().collection(`${bucketName}.files`).deleteOne({ _id: id })
    await notes.deleteOne({ _id, content })
  }

  const remove = async (id: string): Promise<boolean> => {
    const note = await notes.findById(id).lean<StoredKeptFile>()
    if (note) await take(note)
    return note !== null
  }

  const find = async (id: string): Promise<(KeptFile & { content: string }) | undefined> => {
    const note = await notes
      .findOne({ _id: id, state: 'whole', expiresAt: { $gt: clock.now() } })
      .lean<StoredKeptFile>()
    return note ? { ...fromStored('kept_files', keptFileSchema, note), content: note.content } : undefined
  }

  return {
    remove,

    /** Undefined for one that is not whole yet, or not there (any more). */
    async find(id: string): Promise<KeptFile | undefined> {
      const found = await find(id)
      if (!found) return undefined
      const { content: _content, ...file } = found
      return file
    },

    /**
     * Writes as it reads: a slow database slows the sender down. What stood under the id is replaced. Rejects with `input-invalid` for one
     * that is too large, of which nothing stays; so it is when the sender goes away.
     */
    async write(wanted: NewKeptFile, bytes: AsyncIterable<Uint8Array>): Promise<KeptFile> {
      const { keptMs, largestBytes, id, ...note } = wanted
      await remove(id)
      const content = new mongo.ObjectId()
      const stored = { _id: id, content: content.toHexString() }
      const at = clock.now()
      await notes.insertMany([{ ...stored, ...note, at, expiresAt: after(writingMs), state: 'writing' }])
      const hash = createHash('sha256')
      let size = 0
      async function* measured(): AsyncGenerator<Uint8Array> {
        for await (const piece of bytes) {
          size += piece.length
          if (size > largestBytes)
            throw new AppError('input-invalid', `file: is larger than ${String(largestBytes)} bytes`, {
              details: { field: 'file', largestBytes },
            })
          hash.update(piece)
          yield piece
        }
      }
      try {
        await pipeline(Readable.from(measured(), { objectMode: false }), bucket().openUploadStreamWithId(content, id))
      } catch (error) {
        await take(stored)
        throw error
      }
      const whole = { bytes: size, checksum: hash.digest('hex'), expiresAt: after(keptMs) }
      await notes.updateOne(stored, { $set: { ...whole, state: 'whole' } })
      return { id, ...note, at, ...whole }
    },

    /** From a place in it on, as often as it is asked for. Rejects with `not-found` once it has gone. */
    async *read(id: string, from = 0): AsyncGenerator<Uint8Array> {
      const found = await find(id)
      if (!found) throw new AppError('not-found', 'The file is not there (any more).', { details: { file: id } })
      if (from >= found.bytes) return
      const stream = bucket().openDownloadStream(new mongo.ObjectId(found.content), {
        start: from,
        end: found.bytes,
      })
      for await (const piece of stream) yield piece as Uint8Array
    },

    /** From now on, instead of what was said before. */
    async keepFor(id: string, ms: number): Promise<void> {
      await notes.updateOne({ _id: id, state: 'whole' }, { $set: { expiresAt: after(ms) } })
    },

    /** Takes away a file with everything whose id begins with its own and a dot. */
    async removeWithParts(id: string): Promise<void> {
      const parts = await notes
        .find({ $or: [{ _id: id }, { _id: { $gt: `${id}.`, $lt: `${id}/` } }] }, { content: 1 })
        .lean<StoredKeptFile[]>()
      for (const part of parts) await take(part)
    },

    /** Takes away what has had its time, also what senders left behind that went away with their process. Resolves with how many. */
    async sweep(): Promise<number> {
      const over = await notes
        .find({ expiresAt: { $lte: clock.now() } }, { content: 1 })
        .sort({ expiresAt: 1 })
        .limit(sweptAtOnce)
        .lean<StoredKeptFile[]>()
      for (const note of over) await take(note)
      return over.length
    },
  }
}
