// The settings of one model that do best on what was held back for choosing.
import type { Baskets, Scorer } from '../models/baskets.js'
import type { Candidate, Setting } from './candidates.js'
import { gainsOf, testedCustomers } from './metrics.js'
import type { Split } from './split.js'

/** What may be learnt from, parted into what a model sees and what it must foretell. */
export interface Cut {
  split: Split
  /** `split.learn` as numbers. */
  baskets: Baskets
}

/** A cut with the customers that are looked at on it. */
export interface Sample extends Cut {
  customers: readonly number[]
}

/** A model with the settings that did best on the part held back for choosing. */
export interface Chosen {
  candidate: Candidate
  setting: Setting
  halfLife: number | undefined
  /** NDCG@10 on that part. */
  chosenAt: number
  /** Fitted on what the newest cut leaves to learn from. */
  scorer: Scorer
  fitSeconds: number
}

const halfLives = [undefined, 5, 15, 50, 150]

export const sampleOf = (cut: Cut, most: number): Sample => ({ ...cut, customers: testedCustomers(cut.split, most) })

export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let at = 0; at < values.length; at += 1) sum += values[at] as number
  return values.length === 0 ? 0 : sum / values.length
}

const noSettings = ({ name }: Candidate): RangeError => new RangeError(`${name} has no settings.`)

function fitted(
  candidate: Candidate,
  setting: Setting,
  { split, baskets, customers }: Sample,
  halfLife?: number,
): Chosen {
  const begin = performance.now()
  const scorer = setting.fit(baskets)
  const fitSeconds = (performance.now() - begin) / 1000
  const chosenAt = meanOf(gainsOf(split, { scorer, halfLife }, customers))
  return { candidate, setting, halfLife, chosenAt, scorer, fitSeconds }
}

const better = (a: Chosen | undefined, b: Chosen): Chosen => (a && a.chosenAt >= b.chosenAt ? a : b)

/** Whether newer entries should count more, for a model that reads the history. */
function withHalfLife(chosen: Chosen, { split, customers }: Sample): Chosen {
  const { scorer } = chosen
  return halfLives
    .filter((halfLife) => halfLife !== chosen.halfLife)
    .map((halfLife) => ({ ...chosen, halfLife, chosenAt: meanOf(gainsOf(split, { scorer, halfLife }, customers)) }))
    .reduce(better, chosen)
}

/** Settings stand in an order in which the score rises and falls again: from the middle, uphill, on one cut. */
function climb(candidate: Candidate, newest: Sample): Chosen {
  const { steps } = candidate
  const middle = Math.floor((steps.length - 1) / 2)
  const [setting, ...variants] = steps[middle] ?? []
  if (!setting) throw noSettings(candidate)
  // What newer entries should count depends little on the other settings, and needs no further fit.
  const begin = withHalfLife(fitted(candidate, setting, newest), newest)
  const best = (some: readonly Setting[], first?: Chosen): Chosen | undefined => {
    let top = first
    for (const one of some) top = better(top, fitted(candidate, one, newest, begin.halfLife))
    return top
  }
  const walk = (from: Chosen, direction: 1 | -1): Chosen => {
    let top = from
    for (let step = middle + direction; ; step += direction) {
      const next = best(steps[step] ?? [])
      if (!next || next.chosenAt <= top.chosenAt) return top
      top = next
    }
  }
  const middling = best(variants, begin) ?? begin
  const up = walk(middling, 1)
  return withHalfLife(up === middling ? walk(middling, -1) : up, newest)
}

/**
 * A model that does not read histories is what a season made it, so its settings are judged over all cuts; the others, whose fits cost more, on
 * the newest. `samples` stand newest first.
 */
export function tune(candidate: Candidate, samples: readonly [Sample, ...Sample[]]): Chosen {
  const [newest] = samples
  if (candidate.usesHistory) return climb(candidate, newest)
  const judged = candidate.steps.flat().map((setting) => {
    const all = samples.map((sample) => fitted(candidate, setting, sample))
    return { ...(all[0] as Chosen), chosenAt: meanOf(all.map(({ chosenAt }) => chosenAt)) }
  })
  const best = judged.reduce<Chosen | undefined>(better, undefined)
  if (!best) throw noSettings(candidate)
  return best
}
