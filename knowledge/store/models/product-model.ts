// Products. Attributes are stored as a list of pairs: their names come from the shop's owner and may hold dots or dollar signs.
import { Schema } from 'mongoose'
import { z } from 'zod'
import type { Product } from '../../../bot/domain/commerce.js'
import { localizedText, money } from '../branded.js'
import { parseRecord, partSchema, recordSchema } from '../record-schema.js'

const attributeValue = z.union([z.string(), z.number(), z.boolean()])

export const productSchema: z.ZodType<Product> = z.object({
  id: z.string(),
  title: localizedText,
  description: localizedText,
  category: z.string(),
  price: money,
  attributes: z.record(z.string(), attributeValue),
  tags: z.array(z.string()),
  imageUrl: z.string().exactOptional(),
  stock: z.number().int(),
  rating: z.object({ average: z.number(), count: z.number().int() }).exactOptional(),
})

type AttributePair = { name: string; value: string | number | boolean }
export type StoredProduct = Omit<Product, 'id' | 'attributes'> & {
  _id: string
  attributes: readonly AttributePair[]
  /** When it was last put; missing on products that were seeded. */
  changedAt?: Date
}

const textFields = partSchema({ en: String, zh: String })

export const productMongoose = recordSchema<StoredProduct>('products', {
  title: textFields,
  description: textFields,
  category: { type: String, required: true },
  price: partSchema({ amount: Number, currency: String }),
  attributes: [partSchema({ name: String, value: Schema.Types.Mixed })],
  tags: [String],
  imageUrl: String,
  stock: { type: Number, required: true },
  rating: partSchema({ average: Number, count: Number }),
  changedAt: Date,
})
productMongoose.index({ category: 1 })
productMongoose.index({ changedAt: 1 })

export function productToStored({ id, attributes, ...product }: Product): StoredProduct {
  return { _id: id, ...product, attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })) }
}

export function productFromStored({ _id, attributes, ...product }: StoredProduct): Product {
  const pairs = attributes.map(({ name, value }) => [name, value] as const)
  return parseRecord('products', productSchema, { id: _id, ...product, attributes: Object.fromEntries(pairs) })
}
