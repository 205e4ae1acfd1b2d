// Batches: one run of an import, with what is needed to repeat it, to go on after a crash and to take it back.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { json } from '../branded.js'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'

export const batchStates = ['running', 'failed', 'done', 'undoing', 'undone'] as const
export const sourceKinds = ['file', 'rest', 'sql', 'webhook', 'segment'] as const

const count = z.number().int().min(0)

export const batchCountsSchema = z.object({
  rows: count,
  new: count,
  updated: count,
  duplicate: count,
  invalid: count,
  /** Values that were taken, and flagged because nearly nobody has such. */
  outliers: count,
  /** Values that stood in no row and were filled in. */
  filled: count,
})
export type BatchCounts = z.infer<typeof batchCountsSchema>

export const importBatchSchema = z.object({
  id: z.string(),
  /** Chosen by the caller: the same key is the same batch. */
  key: z.string(),
  source: z.object({ kind: z.enum(sourceKinds), name: z.string() }),
  /** Of everything that decides what the batch writes. */
  fingerprint: z.string(),
  by: z.string(),
  state: z.enum(batchStates),
  /** Rules and options as they were; `imports/` reads them. */
  plan: json,
  /** The last row that is stored for certain. */
  checkpoint: count,
  counts: batchCountsSchema,
  /** Deliveries that are in the counts, newest last: one that is sent again is not counted twice. */
  counted: z.array(z.string()).exactOptional(),
  startedAt: z.date(),
  finishedAt: z.date().exactOptional(),
  failure: z.string().exactOptional(),
  /** `customers`: how many it had written to; `kept`: values that stay because something later stands there. */
  undo: z
    .object({ by: z.string(), at: z.date(), customers: count, kept: count })
    .exactOptional(),
})
export type ImportBatch = z.infer<typeof importBatchSchema>
export type StoredImportBatch = Stored<ImportBatch>

const countFields = partSchema(
  Object.fromEntries(Object.keys(batchCountsSchema.shape).map((name) => [name, { type: Number, default: 0 }])),
)

export const importBatchMongoose = recordSchema<StoredImportBatch>('importBatches', {
  key: { type: String, required: true },
  source: partSchema({ kind: String, name: String }),
  fingerprint: { type: String, required: true },
  by: { type: String, required: true },
  state: { type: String, required: true },
  plan: { type: Schema.Types.Mixed, default: {} },
  checkpoint: { type: Number, default: 0 },
  counts: countFields,
  counted: { type: [String], default: undefined },
  startedAt: { type: Date, required: true },
  finishedAt: Date,
  failure: String,
  undo: partSchema({ by: String, at: Date, customers: Number, kept: Number }),
})
importBatchMongoose.index({ startedAt: -1, _id: -1 })
importBatchMongoose.index({ 'source.name': 1, startedAt: -1 })
