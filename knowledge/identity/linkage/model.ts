// The Fellegi-Sunter model (1969) with its parameters found by expectation-maximisation, without a single labelled pair.
//
// m: how often records of one person are on a level; u: how often records of two people are, by chance; prior: the share of all pairs that
// are one person. u comes from random pairs over all records and is corrected for the matches among them; m and the prior come from EM on
// the counts of patterns among blocked pairs (the mathematics is set out in Splink's documentation, https://moj-analytical-services.github.io/splink/).
import { levelAt } from './compare-records.js'
import type { LevelShares } from './chance.js'
import type { LinkField } from './field.js'
import { closely, different, levelCount, loosely, same, swapped, unknown } from './levels.js'

export interface LinkModel {
  /** Share of all pairs of records that belong to one person. */
  prior: number
  m: readonly Float64Array[]
  u: readonly Float64Array[]
  rounds: number
}

const startOfM = ((): Float64Array => {
  const m = new Float64Array(levelCount)
  m[different] = 0.06
  m[loosely] = 0.04
  m[closely] = 0.07
  m[swapped] = 0.03
  m[same] = 0.8
  return m
})()

/** Weight of a pattern in natural logarithms, without the prior. */
export function patternWeight(pattern: number, model: Pick<LinkModel, 'm' | 'u'>): number {
  let weight = 0
  for (const [field, m] of model.m.entries()) {
    const level = levelAt(pattern, field)
    if (level === unknown) continue
    weight += Math.log((m[level] ?? 0) / (model.u[field]?.[level] ?? 1))
  }
  return weight
}

/** Before anything is learnt: usual values for m, chance for u. */
export const startModel = (chance: LevelShares, fields: readonly LinkField[]): LinkModel => ({
  prior: 1e-4,
  m: fields.map(() => Float64Array.from(startOfM)),
  u: fields.map((field, index) => correctedU(chance[index], startOfM, 0, field)),
  rounds: 0,
})

/** Random pairs hold matches too: what they add to the shares of a level is taken off. What is left is never less than
 *  one chance agreement in all pairs, nor than a hundredth of what was seen: the correction is not more exact than that. */
function correctedU(chance: Float64Array | undefined, m: Float64Array, prior: number, field: LinkField): Float64Array {
  const least = Math.max(1 / Math.max(2, (field.filled * (field.filled - 1)) / 2), 0.01 * (chance?.[same] ?? 0))
  const u = new Float64Array(levelCount)
  let total = 0
  for (let level = unknown + 1; level < levelCount; level += 1) {
    const value = ((chance?.[level] ?? 0) - prior * (m[level] ?? 0)) / (1 - prior)
    // Draws cannot show what is rarer than one in a million; equal values are counted, not drawn.
    u[level] = Math.max(value, level === same ? least : Math.max(least, 1e-6))
    total += u[level] ?? 0
  }
  return u.map((value) => value / total)
}

const mostRounds = 60
const settled = 1e-5

/** A field whose values are shared by fewer pairs than this tells people apart. */
const rarelyShared = 0.01

/**
 * Records of one person have the same value in most of the fields that tell people apart. In a table of few doubles EM finds whatever else
 * makes pairs alike, such as a town with its postal code: those pairs differ in just these fields.
 */
function isOfPeople({ m, u }: Pick<LinkModel, 'm' | 'u'>): boolean {
  const telling = m.filter((_, field) => (u[field]?.[same] ?? 0) < rarelyShared)
  return telling.filter((shares) => (shares[same] ?? 0) >= 0.5).length >= telling.length / 2
}

/**
 * Where what is learnt is not of people, m stays at usual values and only the prior is learnt.
 * @param counts how many blocked pairs show each of `patterns`; `allPairs` is n(n-1)/2 of the whole table. */
export function fitModel(
  patterns: readonly number[],
  counts: Float64Array,
  allPairs: number,
  chance: LevelShares,
  fields: readonly LinkField[],
): LinkModel {
  const start = startModel(chance, fields)
  const round = (model: LinkModel) => oneRound(model, patterns, counts, allPairs, chance, fields)
  const learnt = repeated(start, round)
  return isOfPeople(learnt) ? learnt : repeated(start, (model) => ({ ...start, prior: round(model).prior }))
}

function repeated(start: LinkModel, round: (model: LinkModel) => Omit<LinkModel, 'rounds'>): LinkModel {
  let model = start
  for (let rounds = 1; rounds <= mostRounds; rounds += 1) {
    const next = round(model)
    const moved = Math.max(
      Math.abs(Math.log(next.prior / model.prior)),
      ...next.m.map((m, field) =>
        Math.max(...m.map((value, level) => Math.abs(value - (model.m[field]?.[level] ?? 0)))),
      ),
    )
    model = { ...next, rounds }
    if (moved < settled) break
  }
  return model
}

function oneRound(
  model: LinkModel,
  patterns: readonly number[],
  counts: Float64Array,
  allPairs: number,
  chance: LevelShares,
  fields: readonly LinkField[],
): Omit<LinkModel, 'rounds'> {
  const before = Math.log(model.prior / (1 - model.prior))
  // A trace of the start keeps levels that no match shows from becoming impossible.
  const sums = fields.map(() => startOfM.map((value) => value))
  let matches = 0
  for (const [index, pattern] of patterns.entries()) {
    const count = counts[index] ?? 0
    const expected = count / (1 + Math.exp(-(before + patternWeight(pattern, model))))
    if (expected < 1e-12) continue
    matches += expected
    for (const [field, sum] of sums.entries()) {
      const level = levelAt(pattern, field)
      if (level !== unknown) sum[level] = (sum[level] ?? 0) + expected
    }
  }
  const m = sums.map((sum) => {
    const total = sum.reduce((whole, value) => whole + value, 0)
    return sum.map((value) => value / total)
  })
  const prior = Math.min(0.5, Math.max(matches, 1e-3) / allPairs)
  return { prior, m, u: fields.map((field, index) => correctedU(chance[index], m[index] ?? startOfM, prior, field)) }
}
