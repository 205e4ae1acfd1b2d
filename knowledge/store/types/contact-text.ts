// How contact data (names, e-mail, phone, addresses) is stored: the one place to change when it is encrypted at rest.
import { Schema } from 'mongoose'
import { z } from 'zod'

/** Write side: the mongoose type of every field that says how to reach a person. Equality queries cast through it too. */
export class ContactText extends Schema.Types.String {
  static override schemaName = 'ContactText' as 'String'
}

// mongoose knows a type by its name in this list.
Object.assign(Schema.Types, { ContactText })

/** Read side: turns what is stored back into text. */
export const contactText = z.string()
