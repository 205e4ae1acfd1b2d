// Customers: the shared record. `mergedInto` points from a record that was merged away to the one that lives on.
import { Schema } from 'mongoose'
import { z } from 'zod'
import type { Address, Customer } from '../../../bot/domain/customer.js'
import { customerId, locale } from '../branded.js'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'
import { ContactText, contactText } from '../types/contact-text.js'
import { layerFields, type ImportLayer } from './import-layer.js'
import { supersededFields, type Superseded } from './trait-history-model.js'

export const addressSchema: z.ZodType<Address> = z.object({
  name: contactText,
  line1: contactText,
  line2: contactText.exactOptional(),
  city: contactText,
  region: contactText.exactOptional(),
  postalCode: contactText,
  country: z.string(),
  phone: contactText.exactOptional(),
})

export const addressFields = partSchema({
  name: ContactText,
  line1: ContactText,
  line2: ContactText,
  city: ContactText,
  region: ContactText,
  postalCode: ContactText,
  country: String,
  phone: ContactText,
})

export const traitSchema = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
  source: z.string(),
  at: z.date(),
  confidence: z.number().min(0).max(1),
})

export const customerSchema: z.ZodType<Customer> = z.object({
  id: customerId,
  number: z.string().exactOptional(),
  name: contactText.exactOptional(),
  email: contactText.exactOptional(),
  phone: contactText.exactOptional(),
  locale: locale.exactOptional(),
  address: addressSchema.exactOptional(),
  traits: z.array(traitSchema),
  counters: z.record(z.string(), z.number()),
  createdAt: z.date(),
  updatedAt: z.date(),
})

export type StoredCustomer = Stored<Customer> & {
  mergedInto?: string
  /** What imports wrote, for undoing; absent when none did. */
  imported?: ImportLayer[]
  /** The records that the derived traits were derived from, where it was more than this one. */
  derivedFrom?: string[]
  /** Trait values that were replaced and are on their way into the history. */
  superseded?: Superseded[]
}

const traitFields = partSchema({
  name: { type: String, required: true },
  value: Schema.Types.Mixed,
  source: String,
  at: Date,
  confidence: Number,
})

export const customerMongoose = recordSchema<StoredCustomer>('customers', {
  number: String,
  name: ContactText,
  email: ContactText,
  phone: ContactText,
  locale: String,
  address: addressFields,
  traits: { type: [traitFields], default: [] },
  counters: { type: Schema.Types.Mixed, default: {} },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  mergedInto: String,
  imported: { type: [layerFields], default: undefined },
  derivedFrom: { type: [String], default: undefined },
  superseded: { type: [supersededFields], default: undefined },
})
customerMongoose.index({ number: 1 }, { unique: true, sparse: true })
customerMongoose.index({ createdAt: -1, _id: -1 })
customerMongoose.index({ email: 1 }, { sparse: true })
customerMongoose.index({ phone: 1 }, { sparse: true })
customerMongoose.index({ 'imported.batch': 1 }, { sparse: true })
customerMongoose.index({ mergedInto: 1 }, { sparse: true })
