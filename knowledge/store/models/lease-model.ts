// Leases: who may work on something right now, and until when.
import { recordSchema } from '../record-schema.js'

/** `_id` names the thing, e.g. `conversation:<id>`. */
export interface StoredLease {
  _id: string
  holder: string
  until: Date
}

export const leaseMongoose = recordSchema<StoredLease>('leases', {
  holder: { type: String, required: true },
  until: { type: Date, required: true },
})
// What expired a day ago is of no use to anybody.
leaseMongoose.index({ until: 1 }, { expireAfterSeconds: 86_400 })
