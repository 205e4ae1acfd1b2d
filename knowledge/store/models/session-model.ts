// Sessions of signed-in people. `_id` is the SHA-256 of the token; the token itself is nowhere in the database.
import type { Session } from '../../../platform/auth/stores.js'
import { recordSchema } from '../record-schema.js'

export type StoredSession = Omit<Session, 'tokenHash'> & { _id: string }

export const sessionMongoose = recordSchema<StoredSession>('sessions', {
  userId: { type: String, required: true },
  createdAt: { type: Date, required: true },
  idleUntil: { type: Date, required: true },
  endsAt: { type: Date, required: true },
  failedBefore: { type: Number, required: true },
})
sessionMongoose.index({ userId: 1 })
sessionMongoose.index({ endsAt: 1 }, { expireAfterSeconds: 0 })
