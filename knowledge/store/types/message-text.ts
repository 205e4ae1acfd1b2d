// How message text, and structures that quote it, are stored: the one place to change when it is encrypted at rest.
import { Schema } from 'mongoose'
import { z } from 'zod'

/** Write side: the mongoose type of what a person or the bot wrote. */
export class MessageText extends Schema.Types.String {
  static override schemaName = 'MessageText' as 'String'
}

/** Write side: a plain-JSON structure that repeats message text or contact data (understanding, slots, a card). */
export class QuotedText extends Schema.Types.Mixed {
  static override schemaName = 'QuotedText' as 'Mixed'
}

// mongoose knows a type by its name in this list.
Object.assign(Schema.Types, { MessageText, QuotedText })

/** Read side of `MessageText`. */
export const messageText = z.string()

/** Read side of `QuotedText`: `inner` checks the structure. */
export const quotedText = <T extends z.ZodType>(inner: T): T => inner
