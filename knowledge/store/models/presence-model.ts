// Who is there right now, as each process says of itself: every entry runs out unless it is said again.
import { recordSchema } from '../record-schema.js'

export interface StoredPresence {
  /** `person:<process>:<user>` or `typing:<conversation>`. */
  _id: string
  kind: 'person' | 'typing'
  /** The user who is there, or the conversation in which the customer is typing. */
  subject: string
  until: Date
}

export const presenceMongoose = recordSchema<StoredPresence>('presences', {
  kind: { type: String, required: true },
  subject: { type: String, required: true },
  until: { type: Date, required: true },
})
presenceMongoose.index({ kind: 1, until: 1 })
// The database may sweep late: readers look at `until`.
presenceMongoose.index({ until: 1 }, { expireAfterSeconds: 60 })
