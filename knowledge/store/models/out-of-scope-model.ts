// Sentences that no intent should claim; one document a language.
import { recordSchema } from '../record-schema.js'

/** `_id` is the locale. */
export interface StoredOutOfScope {
  _id: string
  sentences: readonly string[]
}

export const outOfScopeMongoose = recordSchema<StoredOutOfScope>('out_of_scope', { sentences: [String] })
