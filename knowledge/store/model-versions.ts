// Trained models over mongoose: bytes in chunks, written before the version that names them, so that a version is always whole.
import { createHash } from 'node:crypto'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import type { Store } from './connection.js'
import { isDuplicateKey } from './duplicate-key.js'
import type { StoredLiveModel, StoredModelChunk, StoredModelVersion } from './models/model-version-model.js'

/** One trained model; never changes once saved. */
export interface SavedModel<Report> {
  id: string
  createdAt: Date
  /** SHA-256 of the bytes, hex. */
  checksum: string
  /** Equal hashes: trained from the same data by the same engine. */
  trainingHash: string
  report: Report
}

export interface ModelVersions<Report> {
  /** Durable when it resolves. Rejects with `conflict` when the id is there already: versions never change. */
  save(version: SavedModel<Report> & { bytes: Buffer }): Promise<void>
  /** Rejects with `model-damaged` when the bytes are not what was saved. */
  load(id: string): Promise<(SavedModel<Report> & { bytes: Buffer }) | undefined>
  /** Newest by `createdAt`. */
  latest(): Promise<(SavedModel<Report> & { bytes: Buffer }) | undefined>
  /** Newest first, without bytes. */
  list(): Promise<readonly SavedModel<Report>[]>
  /** The version that answers; remembered over restarts. Rejects with `not-found` when there is no such version. */
  setLive(id: string): Promise<void>
  live(): Promise<string | undefined>
  /** False for the version in use and for an unknown one. */
  remove(id: string): Promise<boolean>
}

export interface ModelVersionsOptions<Report> {
  /** Models of one kind share a list and a live version. */
  kind: string
  /** Checks a stored report; throws when it is of another form. */
  parseReport: (stored: unknown) => Report
  clock: Clock
}

/** Below the 16 MB limit of a document, and small enough that a slow line makes progress. */
const chunkBytes = 4 * 1024 * 1024

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const chunkId = (version: string, index: number): string => `${version}:${String(index)}`

export function modelVersions<Report>(store: Store, options: ModelVersionsOptions<Report>): ModelVersions<Report> {
  const { kind, parseReport, clock } = options
  const { modelVersions: versions, modelChunks: chunks, liveModels } = store.models

  const read = ({ _id, createdAt, checksum, trainingHash, report }: StoredModelVersion): SavedModel<Report> => ({
    id: _id,
    createdAt,
    checksum,
    trainingHash,
    report: parseReport(report),
  })

  const bytesOf = async (version: StoredModelVersion): Promise<Buffer> => {
    const parts: Buffer[] = []
    for (let index = 0; index < version.chunks; index += 1) {
      const chunk = await chunks.findById(chunkId(version._id, index)).lean<StoredModelChunk>()
      // A lean read gives the driver's Binary.
      const data = chunk?.data as Buffer | { buffer: Uint8Array } | undefined
      if (data !== undefined) parts.push(Buffer.isBuffer(data) ? data : Buffer.from(data.buffer))
    }
    const bytes = Buffer.concat(parts)
    if (sha256(bytes) === version.checksum) return bytes
    throw new AppError('model-damaged', `Model ${version._id} does not match its checksum.`, {
      details: { model: version._id },
    })
  }
  const withBytes = async (found: StoredModelVersion | null) =>
    found ? { ...read(found), bytes: await bytesOf(found) } : undefined

  const newestFirst = () => versions.find({ kind }).sort({ createdAt: -1, _id: -1 })
  const live = async (): Promise<string | undefined> =>
    (await liveModels.findById(kind).lean<StoredLiveModel>())?.version

  return {
    live,

    async save({ bytes, id, ...version }) {
      if (await versions.exists({ _id: id })) throw taken(id)
      const count = Math.max(1, Math.ceil(bytes.length / chunkBytes))
      for (let index = 0; index < count; index += 1) {
        const data = Buffer.from(bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes))
        await chunks.replaceOne({ _id: chunkId(id, index) }, { version: id, data }, { upsert: true })
      }
      try {
        await versions.insertMany([{ _id: id, kind, ...version, size: bytes.length, chunks: count }])
      } catch (error) {
        throw isDuplicateKey(error) ? taken(id) : error
      }
    },

    load: async (id) => withBytes(await versions.findOne({ _id: id, kind }).lean<StoredModelVersion>()),

    latest: async () => withBytes((await newestFirst().limit(1).lean<StoredModelVersion[]>())[0] ?? null),

    list: async () => (await newestFirst().lean<StoredModelVersion[]>()).map(read),

    async setLive(id) {
      if (!(await versions.exists({ _id: id, kind })))
        throw new AppError('not-found', `There is no model ${id}.`, { details: { model: id } })
      await liveModels.updateOne({ _id: kind }, { $set: { version: id, at: clock.now() } }, { upsert: true })
    },

    async remove(id) {
      if ((await live()) === id) return false
      const removed = await versions.deleteOne({ _id: id, kind })
      if (removed.deletedCount === 1) await chunks.deleteMany({ version: id })
      return removed.deletedCount === 1
    },
  }
}

const taken = (id: string): AppError =>
  new AppError('conflict', `A model ${id} is stored already.`, { details: { model: id } })
