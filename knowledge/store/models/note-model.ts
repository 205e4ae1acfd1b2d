// Notes that colleagues write to each other on a conversation; customers never see them.
import { z } from 'zod'
import { conversationId } from '../branded.js'
import { partSchema, recordSchema } from '../record-schema.js'
import { MessageText, messageText } from '../types/message-text.js'

export const noteSchema = z.object({
  id: z.string(),
  conversationId,
  author: z.object({ id: z.string(), name: z.string() }),
  text: messageText,
  at: z.date(),
})
export type Note = z.infer<typeof noteSchema>
export type StoredNote = Omit<Note, 'id'> & { _id: string }

export const noteMongoose = recordSchema<StoredNote>('notes', {
  conversationId: { type: String, required: true },
  author: partSchema({ id: String, name: String }),
  text: { type: MessageText },
  at: { type: Date, required: true },
})
noteMongoose.index({ conversationId: 1, at: 1 })
