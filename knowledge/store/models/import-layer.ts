// What imports wrote to one customer, oldest first: with what stood there before, so that each of them can be taken back on its own.
import type { Trait } from '../../../bot/domain/customer.js'
import { partSchema } from '../record-schema.js'
import { QuotedText } from '../types/message-text.js'

export type ImportedValue = Trait['value']

/** For a trait with its source, time and confidence. */
export type Covered = Trait | { value: ImportedValue }

export interface ImportLayer {
  batch: string
  row: number
  line: number
  at: Date
  /** The customer was made by this row. */
  created?: true
  /** By target: a field of the customer, or `trait <name>`. */
  wrote: Readonly<Record<string, ImportedValue>>
  /** What stood where the row wrote, by target; absent for targets where nothing did. */
  covered?: Readonly<Record<string, Covered>>
}

export const layerFields = partSchema({
  batch: String,
  row: Number,
  line: Number,
  at: Date,
  created: Boolean,
  wrote: QuotedText,
  covered: QuotedText,
})
