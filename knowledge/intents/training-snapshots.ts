// What each model version was trained from and how well it did, over mongoose.
import { z } from 'zod'
import type { Store } from '../store/connection.js'
import { localizedLists } from '../store/branded.js'
import { intentSchema } from '../store/models/intent-model.js'
import type { StoredTrainingSnapshot } from '../store/models/training-snapshot-model.js'
import { parseRecord } from '../store/record-schema.js'

const reportSchema = z.object({
  examples: z.number(),
  accuracy: z.number(),
  macroF1: z.number(),
  folds: z.number(),
  intents: z.array(
    z.object({ intent: z.string(), precision: z.number(), recall: z.number(), f1: z.number(), support: z.number() }),
  ),
  confusions: z.array(
    z.object({ expected: z.string(), predicted: z.string(), count: z.number(), utterances: z.array(z.string()) }),
  ),
  outOfScope: z.object({ examples: z.number(), rejected: z.number(), inScopeRejected: z.number() }).exactOptional(),
})

const snapshotSchema = z.object({
  version: z.string(),
  by: z.string(),
  at: z.date(),
  intents: z.array(intentSchema),
  outOfScope: localizedLists,
  report: reportSchema,
})
export type TrainingSnapshot = z.infer<typeof snapshotSchema>

type Written = {
  version: string
  by: string
  at: Date
  intents: readonly object[]
  outOfScope: StoredTrainingSnapshot['outOfScope']
  report: object
}

export function trainingSnapshots(store: Store) {
  const { trainingSnapshots: documents } = store.models
  return {
    async insert({ version, ...snapshot }: Written): Promise<void> {
      await documents.insertMany([{ _id: version, ...snapshot }])
    },

    async get(version: string): Promise<TrainingSnapshot | undefined> {
      const found = await documents.findById(version).lean<StoredTrainingSnapshot>()
      if (found === null) return undefined
      const { _id, analyses: _, ...rest } = found
      return parseRecord('training_snapshots', snapshotSchema, { version: _id, ...rest })
    },

    /** What was kept under a key; undefined where nothing was. */
    async analysis(version: string, key: string): Promise<unknown> {
      const found = await documents
        .findById(version, { [`analyses.${key}`]: 1 })
        .lean<Pick<StoredTrainingSnapshot, 'analyses'>>()
      return found?.analyses?.[key]
    },

    /** Does nothing where the version is not kept. */
    async keepAnalysis(version: string, key: string, found: unknown): Promise<void> {
      await documents.updateOne({ _id: version }, { $set: { [`analyses.${key}`]: found } })
    },

    /** Newest first, without the training data. */
    async list(limit: number): Promise<readonly Omit<TrainingSnapshot, 'intents' | 'outOfScope'>[]> {
      const found = await documents
        .find({}, { by: 1, at: 1, report: 1 })
        .sort({ at: -1 })
        .limit(limit)
        .lean<Pick<StoredTrainingSnapshot, '_id' | 'by' | 'at' | 'report'>[]>()
      const shown = snapshotSchema.omit({ intents: true, outOfScope: true })
      return found.map(({ _id, ...rest }) => parseRecord('training_snapshots', shown, { version: _id, ...rest }))
    },
  }
}
