// Trained models over mongoose: bytes in chunks with a checksum, written before the version that names them, so that a version is always whole.
import { createHash } from 'node:crypto'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { newId } from '../../platform/ids.js'
import type { Store } from './connection.js'
import type { StoredModelChunk, StoredModelVersion } from './models/model-version-model.js'

export interface ModelVersion {
  id: string
  /** What the model is for: `nlu`, `recommendations` … */
  kind: string
  createdAt: Date
  live: boolean
  /** Scores, sizes, what it was trained on. */
  meta: Readonly<Record<string, unknown>>
  bytes: number
}

/** Below the 16 MB limit of a document, and small enough that a slow line sees progress. */
const chunkBytes = 4 * 1024 * 1024

const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function asVersion({ _id, kind, createdAt, live, meta, bytes }: StoredModelVersion): ModelVersion {
  return { id: _id, kind, createdAt, live, meta, bytes }
}

export function modelVersions(store: Store, clock: Clock) {
  const { modelVersions: versions, modelChunks: chunks } = store.models

  const newest = async (filter: { kind: string; live?: boolean }): Promise<ModelVersion | undefined> => {
    const found = await versions.findOne(filter).sort({ createdAt: -1, _id: -1 }).lean<StoredModelVersion>()
    return found ? asVersion(found) : undefined
  }

  return {
    /** Stores a model that is not in use yet. Idempotent when `id` is given. */
    async save(model: {
      kind: string
      bytes: Uint8Array
      meta: Readonly<Record<string, unknown>>
      id?: string
    }): Promise<ModelVersion> {
      const id = model.id ?? newId('mdl')
      const count = Math.max(1, Math.ceil(model.bytes.length / chunkBytes))
      for (let index = 0; index < count; index += 1) {
        const data = Buffer.from(model.bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes))
        await chunks.replaceOne({ _id: `${id}:${String(index)}` }, { version: id, index, data }, { upsert: true })
      }
      const { kind, meta, bytes } = model
      const version = {
        kind,
        createdAt: clock.now(),
        live: false,
        meta,
        bytes: bytes.length,
        chunks: count,
        sha256: checksum(bytes),
      }
      await versions.updateOne({ _id: id }, { $setOnInsert: version }, { upsert: true })
      return { id, kind, createdAt: version.createdAt, live: false, meta, bytes: bytes.length }
    },

    /** Undefined when there is no such version; rejects with `model-damaged` when its bytes are not what was stored. */
    async load(id: string): Promise<{ version: ModelVersion; bytes: Buffer } | undefined> {
      const version = await versions.findById(id).lean<StoredModelVersion>()
      if (!version) return undefined
      const parts: Buffer[] = []
      for (let index = 0; index < version.chunks; index += 1) {
        const chunk = await chunks.findById(`${id}:${String(index)}`).lean<StoredModelChunk>()
        // A lean read gives the driver's Binary.
        const data = chunk?.data as Buffer | { buffer: Uint8Array } | undefined
        if (data === undefined) break
        parts.push(Buffer.isBuffer(data) ? data : Buffer.from(data.buffer))
      }
      const bytes = Buffer.concat(parts)
      if (checksum(bytes) !== version.sha256)
        throw new AppError('model-damaged', `Model ${id} does not match its checksum.`, { details: { model: id } })
      return { version: asVersion(version), bytes }
    },

    latest: (kind: string): Promise<ModelVersion | undefined> => newest({ kind }),

    /** The one in use. */
    live: (kind: string): Promise<ModelVersion | undefined> => newest({ kind, live: true }),

    /** Newest first. */
    async list(kind: string, limit = 50): Promise<readonly ModelVersion[]> {
      const found = await versions
        .find({ kind })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .lean<StoredModelVersion[]>()
      return found.map(asVersion)
    },

    /** Puts this version in use and the others of its kind out of use; a version is live at every moment between. False when unknown. */
    async setLive(id: string): Promise<boolean> {
      const version = await versions.findOneAndUpdate({ _id: id }, { $set: { live: true } }).lean<StoredModelVersion>()
      if (!version) return false
      await versions.updateMany({ kind: version.kind, live: true, _id: { $ne: id } }, { $set: { live: false } })
      return true
    },

    /** A version in use stays. */
    async remove(id: string): Promise<boolean> {
      const removed = await versions.deleteOne({ _id: id, live: false })
      if (removed.deletedCount === 1) await chunks.deleteMany({ version: id })
      return removed.deletedCount === 1
    },
  }
}
