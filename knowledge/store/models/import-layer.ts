// What imports wrote to one customer, oldest first: with what stood there before, so that each of them can be taken back on its own.
import { Schema } from 'mongoose'
import type { Trait } from '../../../bot/domain/customer.js'
import { partSchema } from '../record-schema.js'
import { QuotedText } from '../types/message-text.js'

export type ImportedValue = Trait['value']

export interface LayerChange {
  /** A field of the customer, or `trait <name>`. */
  target: string
  value: ImportedValue
  /** What stood there; absent when nothing did. For a trait with its source, time and confidence. */
  before?: Trait | { value: ImportedValue }
}

export interface ImportLayer {
  batch: string
  row: number
  line: number
  at: Date
  /** The customer was made by this row. */
  created?: true
  changes: LayerChange[]
}

export const layerFields = partSchema({
  batch: String,
  row: Number,
  line: Number,
  at: Date,
  created: Boolean,
  changes: { type: [partSchema({ target: String, value: Schema.Types.Mixed, before: QuotedText })] },
})
