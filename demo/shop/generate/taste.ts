// What is bought: a product's popularity (a few sell much, most a little) times what it says to a customer's way of life.
import type { Product } from '../../../bot/domain/commerce.js'
import type { Catalogue } from '../load/products.js'
import { createRandom, type Random } from './random.js'
import type { Shopper } from './shopper.js'

/** Everybody buys something outside their way of life now and then. */
const curiosity = 0.03
/** What a second thing of the same durable kind counts: nobody needs the next tent soon. */
const anotherOfItsKind = 0.15
const otherCut = 0.08
/** Kinds of which people own several. */
const severalOwned = new Set(['base-layers', 'accessories', 'travel-bags', 'water'])

const otherCutOf = { men: 'women', women: 'men' } as const

export const isConsumable = ({ tags }: Product): boolean => tags.includes('consumable')

export interface Taste {
  /** How likely the customer is to want the product, relative to others; 0 for what they own already. */
  appeal(shopper: Shopper, product: Product, owned?: ReadonlySet<string>, ownedKinds?: ReadonlySet<string>): number
  /** 1 … 5, what reviews of the product scatter around. */
  quality(productId: string): number
}

/** Zipf's law over a random order of the products: the k-th sells as 1 / (k + 3)^0.9. */
function popularities(products: readonly Product[], random: Random): Map<string, number> {
  const shuffled = products
    .map((product) => ({ product, draw: random.next() }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ product }) => product)
  return new Map(
    shuffled.map((product, rank) => {
      const cheap = (5000 / product.price.amount) ** 0.2
      return [product.id, (isConsumable(product) ? 1.5 : 1) * cheap * (rank + 3) ** -0.9]
    }),
  )
}

export function makeTaste({ products }: Catalogue, seed: number): Taste {
  const popularity = popularities(products, createRandom(seed, 'popularity'))
  const qualities = createRandom(seed, 'quality')
  const quality = new Map(products.map(({ id }) => [id, Math.min(4.8, 4.15 + 0.4 * qualities.normal())]))
  const wanted = (shopper: Shopper, product: Product): number => {
    const { tags } = shopper.lifestyle
    const match = product.tags.reduce((sum, tag) => sum + (tags[tag] ?? 0), 0)
    const cut = product.tags.includes(otherCutOf[shopper.cut]) ? otherCut : 1
    return (popularity.get(product.id) ?? 0) * (curiosity + match ** 1.5) * cut
  }
  const byKind = new Map<string, ReadonlyMap<string, number>>()
  const wishes = (shopper: Shopper): ReadonlyMap<string, number> => {
    const key = `${shopper.lifestyle.name}/${shopper.cut}`
    const known = byKind.get(key) ?? new Map(products.map((product) => [product.id, wanted(shopper, product)]))
    byKind.set(key, known)
    return known
  }
  return {
    appeal(shopper, product, owned, ownedKinds) {
      if (owned?.has(product.id) && !isConsumable(product)) return 0
      const again = ownedKinds?.has(product.category) && !severalOwned.has(product.category) ? anotherOfItsKind : 1
      return (wishes(shopper).get(product.id) ?? 0) * again
    },
    quality: (productId) => quality.get(productId) ?? 4,
  }
}
