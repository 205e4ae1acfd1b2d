// Notes that colleagues write about a customer, whatever the conversation; customers never see them.
import { z } from 'zod'
import { customerId } from '../branded.js'
import { partSchema, recordSchema } from '../record-schema.js'
import { MessageText, messageText } from '../types/message-text.js'

export const customerNoteSchema = z.object({
  id: z.string(),
  customerId,
  author: z.object({ id: z.string(), name: z.string() }),
  text: messageText,
  at: z.date(),
})
export type CustomerNote = z.infer<typeof customerNoteSchema>
export type StoredCustomerNote = Omit<CustomerNote, 'id'> & { _id: string }

export const customerNoteMongoose = recordSchema<StoredCustomerNote>('customer_notes', {
  customerId: { type: String, required: true },
  author: partSchema({ id: String, name: String }),
  text: { type: MessageText },
  at: { type: Date, required: true },
})
customerNoteMongoose.index({ customerId: 1, at: 1 })
