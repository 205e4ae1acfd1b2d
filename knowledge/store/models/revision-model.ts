// Revisions: a number a subject (articles, products) that grows with every change, so that readers know when to rebuild an index.
import { recordSchema } from '../record-schema.js'

export interface StoredRevision {
  _id: string
  revision: number
}

export const revisionMongoose = recordSchema<StoredRevision>('revisions', {
  revision: { type: Number, required: true },
})
