import { describe, expect, it } from 'vitest'
import { parseProducts } from '../load/products.js'
import { readDataFolder } from '../load/yaml-file.js'
import { loadDemoShop } from '../index.js'
import { createRandom } from './random.js'

const now = new Date('2026-03-02T15:00:00Z')
const shop = loadDemoShop({ now })
const baskets = shop.orders.map(({ lines }) => lines.map(({ productId }) => productId))
const { goesWith } = parseProducts(readDataFolder('products'))

type Baskets = readonly (readonly string[])[]

/** How much more often two products share a basket than chance would have it. */
function lift(all: Baskets, a: string, b: string): number {
  const holding = (...items: string[]): number => all.filter((one) => items.every((item) => one.includes(item))).length
  return (holding(a, b) * all.length) / (holding(a) * holding(b))
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0

/** The same baskets with all products dealt out anew: popularity stays, company is chance. */
function shuffled(all: Baskets): Baskets {
  const random = createRandom(5, 'shuffle')
  const items = all
    .flat()
    .map((item) => ({ item, draw: random.next() }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ item }) => item)
  return all.map(({ length }) => items.splice(0, length))
}

describe('the generated history', () => {
  it('is the same for the same seed and time, and another for another seed', () => {
    const again = loadDemoShop({ now })
    expect(again.orders).toEqual(shop.orders)
    expect(again.events).toEqual(shop.events)
    expect(again.customers).toEqual(shop.customers)
    expect(again.reviews).toEqual(shop.reviews)
    expect(again.version).toBe(shop.version)
    expect(loadDemoShop({ now, seed: 2 }).orders).not.toEqual(shop.orders)
  })

  it('keeps numbers, customers and baskets when it is loaded later; only dates move', () => {
    const later = loadDemoShop({ now: new Date(now.getTime() + 40 * 86_400_000) })
    const core = ({ orders }: typeof shop) =>
      orders.map(({ number, customerId, total }) => [number, customerId, total.amount])
    expect(core(later)).toEqual(core(shop))
    expect(later.orders[0]?.placedAt).not.toEqual(shop.orders[0]?.placedAt)
  })

  it('sells what goes together together, far more often than chance', () => {
    const pairs = [...goesWith].flatMap(([item, mates]) => mates.map((mate) => [item, mate] as const))
    const dealt = shuffled(baskets)
    const planted = pairs.map(([a, b]) => lift(baskets, a, b))
    const chance = pairs.map(([a, b]) => lift(dealt, a, b))
    expect(lift(baskets, 'spark-gas-stove', 'gas-canister-230')).toBeGreaterThan(2)
    expect(planted.filter((value) => value > 2).length / pairs.length).toBeGreaterThan(0.95)
    expect(median(planted)).toBeGreaterThan(5)
    expect(median(chance)).toBeLessThan(1.5)
  })

  it('lets ways of life show in what lies side by side, also where nothing was planted', () => {
    const holding = (tag: string): ReadonlySet<string> =>
      new Set(shop.products.filter(({ tags }) => tags[0] === tag).map(({ id }) => id))
    const [running, family] = [holding('running'), holding('camping')]
    const several = baskets.filter(({ length }) => length > 1)
    const share = (of: Baskets, items: ReadonlySet<string>): number =>
      of.filter((one) => one.some((item) => items.has(item))).length / of.length
    const runners = several.filter((one) => one.filter((item) => running.has(item)).length === 1)
    expect(share(runners, family)).toBeLessThan(share(several, family) / 2)
  })

  it('has a long tail: few products sell much, most sell little, all sell something', () => {
    const sales = new Map<string, number>()
    for (const item of baskets.flat()) sales.set(item, (sales.get(item) ?? 0) + 1)
    const counts = [...sales.values()].sort((a, b) => b - a)
    const total = counts.reduce((sum, count) => sum + count, 0)
    const head = counts.slice(0, 30).reduce((sum, count) => sum + count, 0)
    expect(counts).toHaveLength(shop.products.length)
    expect(head / total).toBeGreaterThan(0.35)
    expect(counts.at(-1) ?? 0).toBeLessThan((counts[0] ?? 0) / 10)
  })
})
