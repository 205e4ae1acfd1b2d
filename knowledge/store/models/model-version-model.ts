// Trained models. A model's bytes stand in chunks of their own, because a document ends at 16 MB; which version is in use is one document
// a kind, so that changing it is one write.
import { recordSchema } from '../record-schema.js'
import { QuotedText } from '../types/message-text.js'

export interface StoredModelVersion {
  _id: string
  /** What the model is for: `language`, `prediction:churn` … */
  kind: string
  createdAt: Date
  trainingHash: string
  /** What training says of itself; may quote training sentences. */
  report: unknown
  size: number
  chunks: number
  /** SHA-256 of all bytes, hexadecimal. */
  checksum: string
}

export interface StoredModelChunk {
  /** `<version>:<index>` */
  _id: string
  version: string
  data: Buffer
}

/** `_id` is the kind. */
export interface StoredLiveModel {
  _id: string
  version: string
  at: Date
}

export const modelVersionMongoose = recordSchema<StoredModelVersion>('model_versions', {
  kind: { type: String, required: true },
  createdAt: { type: Date, required: true },
  trainingHash: { type: String, required: true },
  report: QuotedText,
  size: { type: Number, required: true },
  chunks: { type: Number, required: true },
  checksum: { type: String, required: true },
})
modelVersionMongoose.index({ kind: 1, createdAt: -1 })

export const modelChunkMongoose = recordSchema<StoredModelChunk>('model_chunks', {
  version: { type: String, required: true },
  data: Buffer,
})
modelChunkMongoose.index({ version: 1 })

export const liveModelMongoose = recordSchema<StoredLiveModel>('live_models', {
  version: { type: String, required: true },
  at: { type: Date, required: true },
})
