// People who sign in to the admin app.
import { z } from 'zod'
import { roles } from '../../../platform/auth/roles.js'
import type { User } from '../../../platform/auth/stores.js'
import { recordSchema, type Stored } from '../record-schema.js'
import { ContactText, contactText } from '../types/contact-text.js'

export const userSchema: z.ZodType<User> = z.object({
  id: z.string(),
  login: contactText,
  name: contactText,
  role: z.enum(roles),
  passwordHash: z.string(),
  mustChangePassword: z.boolean(),
  disabled: z.boolean(),
  createdAt: z.date(),
  lastSignInAt: z.date().exactOptional(),
  version: z.number().int(),
})

export type StoredUser = Stored<User>

export const userMongoose = recordSchema<StoredUser>('users', {
  login: { type: ContactText, required: true },
  name: { type: ContactText, required: true },
  role: { type: String, required: true },
  passwordHash: { type: String, required: true },
  mustChangePassword: { type: Boolean, required: true },
  disabled: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
  lastSignInAt: Date,
  version: { type: Number, required: true },
})
userMongoose.index({ login: 1 }, { unique: true })
