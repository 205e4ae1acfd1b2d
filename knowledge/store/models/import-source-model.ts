// Sources of customer data that are asked again and again, or that send by themselves with a key.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { json } from '../branded.js'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'
import { sourceKinds } from './import-batch-model.js'

/** `server`: the key is kept by the shop's own systems. `browser`: everybody can read it; nothing it says is proof of who somebody is. */
export const keyTrusts = ['server', 'browser'] as const

export const importSourceSchema = z.object({
  /** Its name. */
  id: z.string(),
  kind: z.enum(sourceKinds),
  /** What `imports/sources` reads; empty for sources that send. */
  definition: json,
  /** Mapping rules; suggested from the first rows when absent. */
  rules: z.array(json).exactOptional(),
  options: json,
  everyMinutes: z.number().int().min(1).exactOptional(),
  paused: z.boolean(),
  /** Where the next run begins. */
  cursor: z.string().exactOptional(),
  /** A run that is going on: its spool is valid up to `bytes`. */
  run: z
    .object({
      id: z.string(),
      since: z.string().exactOptional(),
      position: z.string().exactOptional(),
      cursor: z.string().exactOptional(),
      bytes: z.number().int(),
      records: z.number().int(),
      complete: z.boolean(),
    })
    .exactOptional(),
  /** SHA-256 of the write key, hex. */
  keyHash: z.string().exactOptional(),
  trust: z.enum(keyTrusts).exactOptional(),
  nextAt: z.date().exactOptional(),
  lastAt: z.date().exactOptional(),
  lastBatch: z.string().exactOptional(),
  failure: z.string().exactOptional(),
  createdAt: z.date(),
})
export type ImportSource = z.infer<typeof importSourceSchema>
export type StoredImportSource = Stored<ImportSource>

export const importSourceMongoose = recordSchema<StoredImportSource>('importSources', {
  kind: { type: String, required: true },
  definition: { type: Schema.Types.Mixed, default: {} },
  rules: { type: [Schema.Types.Mixed], default: undefined },
  options: { type: Schema.Types.Mixed, default: {} },
  everyMinutes: Number,
  paused: { type: Boolean, default: false },
  cursor: String,
  run: partSchema({
    id: String,
    since: String,
    position: String,
    cursor: String,
    bytes: Number,
    records: Number,
    complete: Boolean,
  }),
  keyHash: String,
  trust: String,
  nextAt: Date,
  lastAt: Date,
  lastBatch: String,
  failure: String,
  createdAt: { type: Date, required: true },
})
importSourceMongoose.index({ keyHash: 1 }, { unique: true, sparse: true })
importSourceMongoose.index({ nextAt: 1 }, { sparse: true })
