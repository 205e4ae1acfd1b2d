// One basket: something that the customer wants, what goes with it, and a few things more for the same way of life.
import type { Product } from '../../../bot/domain/commerce.js'
import type { Catalogue } from '../load/products.js'
import type { Random } from './random.js'
import type { Shopper } from './shopper.js'
import { isConsumable, type Taste } from './taste.js'

/** How often somebody takes what goes with the thing they chose. */
const takesAlong = 0.42

export interface BasketLine {
  product: Product
  quantity: number
}

/** What a customer has bought so far; grows with each basket. */
export interface Wardrobe {
  items: Set<string>
  kinds: Set<string>
}

export const emptyWardrobe = (): Wardrobe => ({ items: new Set(), kinds: new Set() })

export function takeIn(wardrobe: Wardrobe, { id, category }: Product): void {
  wardrobe.items.add(id)
  wardrobe.kinds.add(category)
}

function quantityOf(product: Product, random: Random): number {
  if (isConsumable(product)) return random.between(1, 3)
  return random.chance(0.06) ? 2 : 1
}

/** How many things more than the first and what goes with it. */
function extras(random: Random): number {
  const draw = random.next()
  return draw < 0.42 ? 0 : draw < 0.73 ? 1 : draw < 0.91 ? 2 : 3
}

/** At least one line, no product twice. `wardrobe` is changed. */
export function fillBasket(
  shopper: Shopper,
  wardrobe: Wardrobe,
  { products, goesWith }: Catalogue,
  taste: Taste,
  random: Random,
): readonly BasketLine[] {
  const byId = new Map(products.map((product) => [product.id, product]))
  const basket = new Map<string, BasketLine>()
  const take = (product: Product): void => {
    basket.set(product.id, { product, quantity: quantityOf(product, random) })
    takeIn(wardrobe, product)
  }
  const choose = (): Product | undefined =>
    random.weighted(products, (product) =>
      basket.has(product.id) ? 0 : taste.appeal(shopper, product, wardrobe.items, wardrobe.kinds),
    )
  const takeWithMates = (product: Product): void => {
    take(product)
    for (const id of goesWith.get(product.id) ?? []) {
      const mate = byId.get(id)
      const known = basket.has(id) || (wardrobe.items.has(id) && mate !== undefined && !isConsumable(mate))
      if (mate && !known && random.chance(takesAlong)) take(mate)
    }
  }
  const first = choose()
  if (first) takeWithMates(first)
  for (let count = extras(random); count > 0; count -= 1) {
    const next = choose()
    if (next) takeWithMates(next)
  }
  return [...basket.values()]
}
