// The catalogue: products/<category>.yaml. Which products go with which is told to the generator alone.
import { z } from 'zod'
import type { Product } from '../../../bot/domain/commerce.js'
import { localized, slug } from './localized.js'
import { parseDataFile, refuse, refuseDuplicates, type DataFile } from './yaml-file.js'

export const categories = [
  'tents',
  'sleeping-bags',
  'sleeping-mats',
  'backpacks',
  'jackets',
  'footwear',
  'base-layers',
  'stoves',
  'lighting',
  'water',
  'travel-bags',
  'accessories',
] as const

const productSchema = z.strictObject({
  id: slug,
  title: localized,
  description: localized,
  /** US cents. */
  price: z.number().int().positive(),
  stock: z.number().int().min(0),
  /** Activities it is made for first; then what else shoppers look for. */
  tags: z.array(slug).min(1),
  attributes: z.record(slug, z.union([z.string().min(1), z.number(), z.boolean()])),
  /** Products that people buy along with it. */
  goesWith: z.array(slug).default([]),
})

export interface Catalogue {
  products: readonly Product[]
  goesWith: ReadonlyMap<string, readonly string[]>
}

const categoryOf = (file: string): string => {
  const name = /([^/]+)\.yaml$/.exec(file)?.[1] ?? ''
  if (!categories.some((category) => category === name)) throw refuse(file, '', `"${name}" is not a product category`)
  return name
}

/** The category's drawing, in the product's own colour when it has one. */
const imageOf = (category: string, colour: string | number | boolean | undefined): string =>
  `/demo/images/${typeof colour === 'string' ? `${colour}/` : ''}${category}.svg`

/** Throws `input-invalid` naming file and field. */
export function parseProducts(files: readonly DataFile[]): Catalogue {
  const entries = files.flatMap((file) => {
    const category = categoryOf(file.name)
    return parseDataFile(file, z.array(productSchema)).map((product, index) => ({
      product,
      category,
      file: file.name,
      field: `[${String(index)}]`,
    }))
  })
  refuseDuplicates(entries.map(({ product, file, field }) => ({ key: product.id, file, field: `${field}.id` })))
  const known = new Set(entries.map(({ product }) => product.id))
  for (const { product, file, field } of entries)
    for (const [index, mate] of product.goesWith.entries())
      if (!known.has(mate) || mate === product.id)
        throw refuse(file, `${field}.goesWith[${String(index)}]`, `"${mate}" is no other product`)
  return {
    products: entries.map(({ product: { goesWith: _, price, ...product }, category }) => ({
      ...product,
      category,
      price: { amount: price, currency: 'USD' },
      imageUrl: imageOf(category, product.attributes['colour']),
    })),
    goesWith: new Map(entries.map(({ product }) => [product.id, product.goesWith])),
  }
}
