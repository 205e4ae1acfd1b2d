// Groups by how lately, how often and how much customers buy (RFM), found by k-means and named in words by what is high and low in each.
import { adjustedRandIndex, kMeans, type Points } from './k-means.js'
import type { LocalizedText } from '../../bot/domain/locale.js'

export interface Purchases {
  /** Days since the last order, number of orders, and what was spent in the smallest unit of the currency; one of each for a customer. */
  recencyDays: Float64Array
  orders: Float64Array
  spent: Float64Array
}

export interface RfmGroup {
  name: LocalizedText
  customers: number
  /** Medians. */
  recencyDays: number
  orders: number
  spent: number
}

export interface RfmGroups {
  groups: RfmGroup[]
  /** For each customer the place in `groups`. */
  of: Uint8Array
  /** Mean agreement (adjusted Rand index) with runs from other seeds: below .8 the groups are not to be trusted. */
  stability: number
}

/** Logarithms draw in the long tails; then each column has mean 0 and deviation 1. */
export function standardised({ recencyDays, orders, spent }: Purchases): Points {
  const rows = orders.length
  const values = new Float32Array(rows * 3)
  for (const [column, source] of [recencyDays, orders, spent].entries()) {
    let [sum, squares] = [0, 0]
    for (const value of source) {
      const drawn = Math.log1p(Math.max(0, value))
      sum += drawn
      squares += drawn * drawn
    }
    const mean = sum / rows
    const deviation = Math.sqrt(Math.max(1e-12, squares / rows - mean * mean))
    for (let row = 0; row < rows; row += 1)
      values[row * 3 + column] = (Math.log1p(Math.max(0, source[row] as number)) - mean) / deviation
  }
  return { rows, columns: 3, values }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const clear = 0.4

/** Low recency is good: bought lately. */
function nameOf(recency: number, orders: number, spent: number): LocalizedText {
  const worth = (orders + spent) / 2
  const lately = recency < -clear
  const longAgo = recency > clear
  if (worth > clear && longAgo) return { en: 'Good customers who stay away', zh: '流失风险的优质客户' }
  if (orders > clear && spent > clear) return { en: 'Loyal big spenders', zh: '忠诚的高消费客户' }
  if (worth > clear)
    return { en: spent > orders ? 'Big spenders' : 'Frequent buyers', zh: spent > orders ? '高消费客户' : '高频客户' }
  if (worth < -clear && lately) return { en: 'New or occasional, bought lately', zh: '近期新客或偶尔购买' }
  if (worth < -clear && longAgo) return { en: 'Bought little, long ago', zh: '沉睡的低消费客户' }
  if (worth < -clear) return { en: 'Small buyers', zh: '低消费客户' }
  if (lately) return { en: 'Regular, bought lately', zh: '近期活跃的普通客户' }
  if (longAgo) return { en: 'Regular, not seen for a while', zh: '一段时间未购买的普通客户' }
  return { en: 'Average customers', zh: '一般客户' }
}

/** Groups with one name are told apart by number. */
function numbered(names: readonly LocalizedText[]): LocalizedText[] {
  return names.map((name, at) => {
    const same = names.filter(({ en }) => en === name.en).length
    const place = names.slice(0, at + 1).filter(({ en }) => en === name.en).length
    return same === 1 ? name : { en: `${name.en} ${String(place)}`, zh: `${name.zh}${String(place)}` }
  })
}

const otherSeeds = [2, 3]

function clustered(points: Points, k: number) {
  const found = kMeans(points, k)
  const again = otherSeeds.map((seed) => kMeans(points, k, { seed }).groups)
  const stability = again.reduce((sum, groups) => sum + adjustedRandIndex(found.groups, groups), 0) / again.length
  return { k, found, stability }
}

/** Numbers of groups that people can keep in mind, the usual one first. */
const usualGroups = 5
/** Fewer customers make no groups. */
export const mostGroups = 6
const choices = [usualGroups, 4, mostGroups, 3]
/** Another number is taken only when its groups are this much more stable. */
const clearlyMore = 0.02
/** So many customers are enough to choose the number of groups. */
const choosers = 100_000

/** Every n-th customer. */
function thinned({ rows, columns, values }: Points, most: number): Points {
  if (rows <= most) return { rows, columns, values }
  const kept = new Float32Array(most * columns)
  for (let at = 0; at < most; at += 1) {
    const row = Math.floor((at * rows) / most)
    kept.set(values.subarray(row * columns, (row + 1) * columns), at * columns)
  }
  return { rows: most, columns, values: kept }
}

function chooseGroups(points: Points) {
  const tried = choices.map((k) => clustered(points, k))
  return tried.reduce((best, one) => (one.stability > best.stability + clearlyMore ? one : best))
}

/** Largest first. `groups` fixes how many. Throws a RangeError when there are fewer customers than groups. */
export function rfmGroups(purchases: Purchases, groups?: number): RfmGroups {
  const points = standardised(purchases)
  const some = thinned(points, choosers)
  const chosen = groups === undefined ? chooseGroups(some) : undefined
  const { k, found, stability } =
    chosen !== undefined && some.rows === points.rows ? chosen : clustered(points, groups ?? chosen?.k ?? usualGroups)
  const sizes = new Float64Array(k)
  for (const group of found.groups) sizes[group] = (sizes[group] as number) + 1
  const order = [...sizes.keys()].sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b)
  const placeOf = new Uint8Array(k)
  for (const [place, group] of order.entries()) placeOf[group] = place
  const of = found.groups.map((group) => placeOf[group] as number)
  const members = order.map((): [number[], number[], number[]] => [[], [], []])
  for (const [row, place] of of.entries()) {
    members[place]?.[0].push(purchases.recencyDays[row] as number)
    members[place]?.[1].push(purchases.orders[row] as number)
    members[place]?.[2].push(purchases.spent[row] as number)
  }
  const at = (group: number, column: number): number => found.centroids[group * 3 + column] as number
  const names = numbered(order.map((group) => nameOf(at(group, 0), at(group, 1), at(group, 2))))
  return {
    of,
    stability,
    groups: members.map(([recency, orders, spent], place) => ({
      name: names[place] ?? { en: '', zh: '' },
      customers: recency.length,
      recencyDays: median(recency),
      orders: median(orders),
      spent: median(spent),
    })),
  }
}
