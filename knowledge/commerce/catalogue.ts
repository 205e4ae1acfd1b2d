// The catalogue: products over mongoose and an in-memory index over them. Stock and prices are read fresh, words from the index.
import type { Product } from '../../bot/domain/commerce.js'
import type { Locale } from '../../bot/domain/locale.js'
import { systemClock, type Clock } from '../../platform/clock.js'
import { buildTextIndex, type Hit, type TextDocument, type TextIndex } from '../search/text-index.js'
import type { Store } from '../store/connection.js'
import { productFromStored, productToStored, type StoredProduct } from '../store/models/product-model.js'
import { bumpRevision, derivedFrom } from '../store/revisions.js'
import { readPriceLimit } from './price-words.js'
import { followProductNames, type NameKeeper } from './product-names.js'

const boosts = { title: 3, category: 2.5, tags: 2, attributes: 1.5, description: 1 }

function attributeWords(attributes: Product['attributes']): string {
  const pairs = Object.entries(attributes).filter(([, value]) => value !== false)
  return pairs.map(([name, value]) => (value === true ? name : `${name} ${String(value)}`)).join('\n')
}

function textOf({ id, title, description, category, tags, attributes }: Product): TextDocument {
  return {
    id,
    fields: {
      title: `${title.en}\n${title.zh}`,
      category: category.replaceAll('-', ' '),
      tags: tags.join('\n').replaceAll('-', ' '),
      attributes: attributeWords(attributes).replaceAll('-', ' '),
      description: `${description.en}\n${description.zh}`,
    },
  }
}

export type Catalogue = ReturnType<typeof catalogue>

export function catalogue(store: Store, clock: Clock = systemClock) {
  const { products: documents } = store.models
  const index = derivedFrom(store, 'products', async (): Promise<TextIndex> => {
    const all = await documents.find().sort({ _id: 1 }).lean<StoredProduct[]>()
    return buildTextIndex(
      all.map((document) => textOf(productFromStored(document))),
      boosts,
    )
  })

  const byIds = async (ids: readonly string[]): Promise<ReadonlyMap<string, Product>> => {
    const found = await documents.find({ _id: { $in: [...ids] } }).lean<StoredProduct[]>()
    return new Map(found.map((document) => [document._id, productFromStored(document)]))
  }

  return {
    byIds,

    async byId(id: string): Promise<Product | undefined> {
      return (await byIds([id])).get(id)
    },

    async all(): Promise<readonly Product[]> {
      return (await documents.find().sort({ _id: 1 }).lean<StoredProduct[]>()).map(productFromStored)
    },

    /** A function that brings the keeper of their names up to date; see `followProductNames`. */
    followNames: (keeper: NameKeeper): (() => Promise<void>) => followProductNames(store, keeper),

    /** What a text is about, best first, without regard to stock or price. */
    async matches(text: string, limit: number): Promise<readonly Hit[]> {
      return (await index()).search(text, limit)
    },

    /** Products for a text in either language; a price limit in it is kept. Those in stock come before those sold out. */
    async search(query: string, _locale: Locale, limit: number): Promise<readonly Product[]> {
      const { atMost, rest } = readPriceLimit(query)
      const hits = (await index()).search(rest, 200)
      const found = await byIds(hits.map(({ id }) => id))
      const products = hits.flatMap(({ id }) => found.get(id) ?? [])
      const affordable = products.filter(({ price }) => atMost === undefined || price.amount <= atMost)
      const inStock = affordable.filter(({ stock }) => stock > 0)
      return [...inStock, ...affordable.filter(({ stock }) => stock <= 0)].slice(0, limit)
    },

    /** Stores a new or changed product; searches that begin afterwards find it. */
    async put(product: Product): Promise<void> {
      const stored = { ...productToStored(product), changedAt: clock.now() }
      await documents.replaceOne({ _id: stored._id }, stored, { upsert: true })
      await bumpRevision(store, 'products')
    },
  }
}
