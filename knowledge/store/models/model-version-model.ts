// Trained models. A model's bytes stand in chunks of their own, because a document ends at 16 MB.
import { Schema } from 'mongoose'
import { recordSchema } from '../record-schema.js'

export interface StoredModelVersion {
  _id: string
  kind: string
  createdAt: Date
  /** The model that is in use; at most one a kind. */
  live: boolean
  meta: Readonly<Record<string, unknown>>
  bytes: number
  chunks: number
  /** Of all bytes, hexadecimal. */
  sha256: string
}

export interface StoredModelChunk {
  /** `<version>:<index>` */
  _id: string
  version: string
  index: number
  data: Buffer
}

export const modelVersionMongoose = recordSchema<StoredModelVersion>('model_versions', {
  kind: { type: String, required: true },
  createdAt: { type: Date, required: true },
  live: { type: Boolean, required: true },
  meta: { type: Schema.Types.Mixed, default: {} },
  bytes: { type: Number, required: true },
  chunks: { type: Number, required: true },
  sha256: { type: String, required: true },
})
modelVersionMongoose.index({ kind: 1, createdAt: -1 })

export const modelChunkMongoose = recordSchema<StoredModelChunk>('model_chunks', {
  version: { type: String, required: true },
  index: { type: Number, required: true },
  data: Buffer,
})
modelChunkMongoose.index({ version: 1, index: 1 }, { unique: true })
