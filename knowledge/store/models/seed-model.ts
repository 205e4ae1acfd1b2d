// Markers of what was filled into the database, written last: a marker means that everything before it is there.
import { Schema } from 'mongoose'
import { recordSchema } from '../record-schema.js'

export interface StoredSeed {
  _id: string
  version: string
  counts: Readonly<Record<string, number>>
  shop?: { name: { en: string; zh: string }; supportEmail: string; currency: string }
  at: Date
}

export const seedMongoose = recordSchema<StoredSeed>('seeds', {
  version: { type: String, required: true },
  counts: { type: Schema.Types.Mixed, default: {} },
  shop: Schema.Types.Mixed,
  at: { type: Date, required: true },
})
