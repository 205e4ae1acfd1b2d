// Changes of the training data with what stood there before and after, so that each can be undone. Kept for 90 days.
import { Schema } from 'mongoose'
import { recordSchema } from '../record-schema.js'
import type { StoredEntity } from './entity-model.js'
import type { StoredIntent } from './intent-model.js'

export interface StoredIntentStep {
  name: string
  before: StoredIntent | null
  after: StoredIntent | null
}

export interface StoredIntentChange {
  _id: string
  kind: string
  intents: readonly string[]
  count: number
  by: string
  at: Date
  /** `applying` while its steps are written: a process that died then is made good at the next start. */
  state: 'applying' | 'done'
  undone: boolean
  steps: readonly StoredIntentStep[]
  /** Sentences that were added to (or, undoing, taken from) what is out of scope. */
  notOurs?: { en: readonly string[]; zh: readonly string[]; taken: boolean }
  /** Lists and patterns that were added (or, undoing, taken away). */
  entities?: { added: readonly StoredEntity[]; taken: boolean }
}

export const intentChangeMongoose = recordSchema<StoredIntentChange>('intent_changes', {
  kind: { type: String, required: true },
  intents: [String],
  count: { type: Number, required: true },
  by: { type: String, required: true },
  at: { type: Date, required: true },
  state: { type: String, required: true },
  undone: { type: Boolean, required: true },
  steps: { type: Schema.Types.Mixed, required: true },
  notOurs: Schema.Types.Mixed,
  entities: Schema.Types.Mixed,
})
intentChangeMongoose.index({ at: 1 }, { expireAfterSeconds: 90 * 86_400 })
intentChangeMongoose.index({ state: 1 }, { partialFilterExpression: { state: 'applying' } })
