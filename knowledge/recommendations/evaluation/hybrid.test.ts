import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../learning/random.js'
import { toBaskets, type Baskets, type Scorer } from '../models/baskets.js'
import type { Candidate } from './candidates.js'
import { chooseModels } from './hybrid.js'
import { gainsOf } from './metrics.js'
import type { Split } from './split.js'
import type { Cut } from './tuning.js'

const lengths = [1, 2, 3, 5, 10, 20, 50]
const each = 100
const customers = lengths.length * each
const shared = 50
/** Customer `c` ends with item `c`, so that a made-up model knows who asks, and buys item `customers + c` next. */
const items = 2 * customers + shared

/** Histories of so many items. */
function cutOf(lengthOf: (customer: number) => number): Cut {
  const learn = Array.from({ length: customers }, (_, customer) => [
    ...Array.from({ length: lengthOf(customer) - 1 }, (__, at) => 2 * customers + (at % shared)),
    customer,
  ])
  const test = learn.map((_, customer) => [customers + customer])
  const split: Split = { learn, masked: learn.map(() => []), test, items }
  return { split, baskets: toBaskets(learn, items) }
}

type Chance = (customer: number, baskets: Baskets) => number

/** Finds what a customer buys next with a given chance, drawn once for each customer. */
function finding(chance: Chance, baskets: Baskets, seed: number): Scorer {
  const random = seededRandom(seed)
  const finds = Array.from({ length: customers }, (_, customer) => random() < chance(customer, baskets))
  return {
    score(history, _weights, into) {
      const customer = history[history.length - 1] ?? 0
      for (let item = 0; item < into.length; item += 1) into[item] = 1 / (item + 1)
      into[customers + customer] = finds[customer] ? 2 : -1
    },
  }
}

function model(name: string, seed: number, chance: Chance): Candidate {
  const fit = (baskets: Baskets) => finding(chance, baskets, seed + baskets.item.length)
  return { name, usesHistory: true, steps: [[{ label: '', fit }]] }
}

const named = ({ switches }: ReturnType<typeof chooseModels>) =>
  switches.map(({ known, chosen }) => `${String(known)}+ ${chosen.candidate.name}`)

const choose = (candidates: readonly Candidate[], ...cuts: [Cut, ...Cut[]]) =>
  chooseModels(candidates, cuts, { most: customers })

describe('the model for each length of history', () => {
  const lengthOf = (customer: number): number => lengths[customer % lengths.length] as number
  const everyLength = cutOf(lengthOf)

  it('is the best single one where others only look better by chance', () => {
    const best = model('best', 1, () => 0.5)
    const rivals = [2, 3, 4, 5, 6].map((seed) => model(`rival ${String(seed)}`, seed, () => 0.44))
    expect(named(choose([...rivals, best], everyLength))).toEqual(['1+ best'])

    // The highest mean would have taken a rival: among those with one item, for a start.
    const single = [...Array(customers).keys()].filter((customer) => everyLength.split.learn[customer]?.length === 1)
    const found = [best, ...rivals].map(({ steps }) => {
      const scorer = steps[0]?.[0]?.fit(everyLength.baskets) as Scorer
      return gainsOf(everyLength.split, { scorer, halfLife: undefined }, single).reduce((sum, gain) => sum + gain, 0)
    })
    expect(Math.max(...found.slice(1))).toBeGreaterThan(found[0] as number)
  })

  it('is another one where that is proven', () => {
    const short = model('for short ones', 7, (customer) => (lengthOf(customer) < 10 ? 0.8 : 0.1))
    const best = model('best', 8, () => 0.5)
    expect(named(choose([best, short], everyLength))).toEqual(['1+ for short ones', '10+ best'])
  })

  it('is not learnt from the long histories of others, cut short, while there are short ones', () => {
    const isHeavy = (customer: number) => lengthOf(customer) >= 50
    const taste = model('taste', 9, (customer) => (isHeavy(customer) ? 0.6 : 0.5))
    const trend = model('trend', 10, (customer) => (isHeavy(customer) ? 0.9 : 0.1))
    expect(named(choose([taste, trend], everyLength))).toEqual(['1+ taste', '50+ trend'])
  })

  it('is learnt from the next longer ones, cut short, where there are none', () => {
    const long = cutOf(() => 60)
    const few: Candidate = {
      name: 'reads two',
      usesHistory: true,
      steps: [[{ label: '', fit: () => byLength((length) => length <= 2) }]],
    }
    const best = model('best', 11, () => 0.5)
    expect(named(choose([best, few], long))).toEqual(['1+ reads two', '3+ best'])
  })

  // The newest cut, where `season` finds nearly everything, and two before.
  const seasons = [0, 1, 2].map((more) => cutOf((customer) => lengthOf(customer) + more)) as [Cut, Cut, Cut]
  const season: Chance = (_, baskets) => (baskets === seasons[0].baskets ? 0.9 : 0.2)

  it('is not what one season favoured', () => {
    const steady = model('steady', 12, () => 0.5)
    const popular = { ...model('popular', 13, season), usesHistory: false }
    expect(named(choose([popular, steady], seasons[0]))).toEqual(['1+ popular'])
    expect(named(choose([popular, steady], ...seasons))).toEqual(['1+ steady'])
  })

  it('has settings that were judged over all seasons where it reads no history', () => {
    const steps = [...model('slow', 14, () => 0.5).steps, ...model('quick', 15, season).steps]
    const popular = { name: 'popular', usesHistory: false, steps }
    expect(choose([popular], seasons[0]).best.setting).toBe(steps[1]?.[0])
    expect(choose([popular], ...seasons).best.setting).toBe(steps[0]?.[0])
  })
})

/** Finds what comes next where the shown history is of such a length. */
function byLength(finds: (length: number) => boolean): Scorer {
  return {
    score(history, _weights, into) {
      into.fill(0)
      into[customers + (history[history.length - 1] ?? 0)] = finds(history.length) ? 1 : -1
    },
  }
}
