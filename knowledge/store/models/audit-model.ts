// Who changed or took out what in the admin app. Entries are added and never edited.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { recordSchema } from '../record-schema.js'

export const auditEntrySchema = z.object({
  id: z.string(),
  /** The account, and its name at that time. */
  by: z.object({ id: z.string(), name: z.string() }),
  /** Method and path of the route: `PUT /segments/:id`. */
  action: z.string(),
  /** The parameters of the path, and what the route remarks; never message text or contact data. */
  details: z.record(z.string(), z.unknown()),
  at: z.date(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

export const auditMongoose = recordSchema<Omit<AuditEntry, 'id'> & { _id: string }>('audit', {
  by: { type: Schema.Types.Mixed, required: true },
  action: { type: String, required: true },
  details: { type: Schema.Types.Mixed, required: true },
  at: { type: Date, required: true },
})
auditMongoose.index({ at: -1, _id: -1 })
auditMongoose.index({ 'by.id': 1, at: -1, _id: -1 })
auditMongoose.index({ action: 1, at: -1, _id: -1 })
