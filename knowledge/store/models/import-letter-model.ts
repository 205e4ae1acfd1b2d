// Dead letters: rows that were not imported, or not as they stood, kept whole until somebody has repaired or dismissed them.
import { z } from 'zod'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'
import { QuotedText } from '../types/message-text.js'

/** `outlier`: the row was imported and one of its values is worth a look. `later-edit`: undoing left a value that was changed since. */
export const letterKinds = ['invalid', 'duplicate', 'outlier', 'later-edit'] as const
/** `noted`: nothing needs to be done. */
export const letterStates = ['open', 'replayed', 'dismissed', 'noted'] as const

export const fieldProblemSchema = z.object({
  field: z.string(),
  value: z.string(),
  reason: z.string(),
  suggestion: z.string().exactOptional(),
})

export const importLetterSchema = z.object({
  id: z.string(),
  batch: z.string(),
  row: z.number().int(),
  line: z.number().int(),
  kind: z.enum(letterKinds),
  state: z.enum(letterStates),
  problems: z.array(fieldProblemSchema),
  /** The row as it was read: columns and cells, or the text where it could not be cut into cells. */
  cells: z.array(z.tuple([z.string(), z.string()])).exactOptional(),
  raw: z.string().exactOptional(),
  customer: z.string().exactOptional(),
  /** What came of the repaired row. */
  outcome: z.enum(['new', 'updated']).exactOptional(),
  at: z.date(),
})
export type ImportLetter = z.infer<typeof importLetterSchema>
export type StoredImportLetter = Stored<ImportLetter>

export const importLetterMongoose = recordSchema<StoredImportLetter>('importLetters', {
  batch: { type: String, required: true },
  row: { type: Number, required: true },
  line: Number,
  kind: { type: String, required: true },
  state: { type: String, required: true },
  problems: {
    type: [partSchema({ field: String, value: QuotedText, reason: String, suggestion: QuotedText })],
    default: [],
  },
  cells: { type: [[QuotedText]], default: undefined },
  raw: QuotedText,
  customer: String,
  outcome: String,
  at: { type: Date, required: true },
})
importLetterMongoose.index({ batch: 1, kind: 1, row: 1 })
importLetterMongoose.index({ batch: 1, state: 1, row: 1 })
