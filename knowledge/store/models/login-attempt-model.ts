// Tries to sign in, counted under a key in a window. `_id` is a hash of the key, which holds a login or an address.
import { recordSchema } from '../record-schema.js'

export interface StoredLoginAttempts {
  _id: string
  count: number
  until: Date
}

export const loginAttemptMongoose = recordSchema<StoredLoginAttempts>('login_attempts', {
  count: { type: Number, required: true },
  until: { type: Date, required: true },
})
loginAttemptMongoose.index({ until: 1 }, { expireAfterSeconds: 3600 })
