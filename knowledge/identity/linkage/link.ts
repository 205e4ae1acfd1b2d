// From a table of people to groups of records that are one person: blocking, comparing, fitting, scoring, grouping.
import { AppError } from '../../../platform/errors.js'
import type { Column } from '../../imports/read/index.js'
import { chooseRules, type BlockingRule } from './blocking.js'
import { findCandidates } from './candidates.js'
import { chanceShares } from './chance.js'
import { groupRecords } from './clusters.js'
import { levelAt, mostFields, recordComparer } from './compare-records.js'
import { isInformative, linkField, type LinkField } from './field.js'
import { mostRecords } from './keys.js'
import { same } from './levels.js'
import { fitModel, patternWeight, startModel, type LinkModel } from './model.js'

export interface LinkOptions {
  /** Pairs at or above it are one person; 0 … 1. */
  threshold?: number
  /** Pairs from here up to `threshold` are for people to look at. */
  reviewFrom?: number
  /** A person has at most so many records. */
  largestGroup?: number
  largestBlock?: number
}

export interface ScoredPair {
  left: number
  right: number
  probability: number
}

export interface Linkage {
  fields: readonly LinkField[]
  rules: readonly BlockingRule[]
  model: LinkModel
  /** For each field how often two records agree by chance. */
  sameByChance: readonly number[]
  compared: number
  /** At or above `threshold`, best first. */
  matches: readonly ScoredPair[]
  /** Between `reviewFrom` and `threshold`, best first. */
  review: readonly ScoredPair[]
  /** For each record the smallest row number of its group. */
  groups: Int32Array
}

/** Columns must have equal lengths; none of them may be the record's own id. Deterministic. */
export function linkRecords(columns: readonly Column[], options: LinkOptions = {}): Linkage {
  const { threshold = 0.5, reviewFrom = 0.05, largestGroup = 12, largestBlock = 300 } = options
  const records = columns[0]?.codes.length ?? 0
  if (records >= mostRecords)
    throw new AppError('input-invalid', `At most ${String(mostRecords - 1)} records can be matched in one run.`, {
      details: { field: 'records' },
    })
  const fields = columns
    .map((column) => linkField(column))
    .filter(isInformative)
    .slice(0, mostFields)
  const comparer = recordComparer(fields)
  const chance = chanceShares(comparer, records)
  const rules = chooseRules(fields, records)
  const start = startModel(chance, fields)
  const found = findCandidates(comparer, rules, records, largestBlock, (pattern) => patternWeight(pattern, start) < 0)
  const model = fitModel(found.patterns, found.counts, (records * (records - 1)) / 2, chance, fields)
  const sameByChance = chance.map((shares) => shares[same] ?? 0)
  const scored = scorePairs(found, model, fields, sameByChance, reviewFrom)
  const matches = scored.filter(({ probability }) => probability >= threshold)
  return {
    fields,
    rules,
    model,
    sameByChance,
    compared: found.compared,
    matches,
    review: scored.filter(({ probability }) => probability < threshold),
    groups: groupRecords(records, matches, largestGroup),
  }
}

/** Fields of a pattern that agree on a value of their own. */
export const agreeingFields = (pattern: number, fields: readonly LinkField[]): number[] =>
  fields.flatMap((field, index) => (levelAt(pattern, index) === same && field.kind !== 'category' ? [index] : []))

/** What agreement on a value that `others` more have takes from the evidence (term-frequency adjustment): little or less for a rare one. */
export const commonness = (field: LinkField, others: number, sameByChance: number): number =>
  Math.log(Math.max(1, others) / field.filled / Math.max(sameByChance, 1 / field.filled))

export const priorWeight = ({ prior }: Pick<LinkModel, 'prior'>): number => Math.log(prior / (1 - prior))

/** Agreement on a rare value says more: chance is scaled by the value's own frequency. */
const commonnessOf = (
  left: number,
  agreeing: readonly number[],
  fields: readonly LinkField[],
  sameByChance: readonly number[],
): number =>
  agreeing.reduce((sum, index) => {
    const field = fields[index] as LinkField
    const count = field.counts[field.codes[left] ?? 0] ?? 1
    return sum + commonness(field, count - 1, sameByChance[index] ?? 0)
  }, 0)

/** How probable it is that two rows of the table are one person, whether or not they were candidates. */
export function pairProbability({ fields, model, sameByChance }: Linkage): (left: number, right: number) => number {
  const comparer = recordComparer(fields)
  const prior = priorWeight(model)
  return (left, right) => {
    const pattern = comparer.pattern(left, right)
    const common = commonnessOf(left, agreeingFields(pattern, fields), fields, sameByChance)
    return 1 / (1 + Math.exp(common - prior - patternWeight(pattern, model)))
  }
}

function scorePairs(
  found: ReturnType<typeof findCandidates>,
  model: LinkModel,
  fields: readonly LinkField[],
  meanShare: readonly number[],
  reviewFrom: number,
): ScoredPair[] {
  const prior = priorWeight(model)
  const weights = found.patterns.map((pattern) => prior + patternWeight(pattern, model))
  const agreeing = found.patterns.map((pattern) => agreeingFields(pattern, fields))
  const scored: ScoredPair[] = []
  for (let at = 0; at < found.size; at += 1) {
    const place = found.pattern[at] ?? 0
    const weight = weights[place] ?? 0
    if (weight < -12) continue
    const left = found.left[at] ?? 0
    const probability = 1 / (1 + Math.exp(commonnessOf(left, agreeing[place] ?? [], fields, meanShare) - weight))
    if (probability >= reviewFrom) scored.push({ left, right: found.right[at] ?? 0, probability })
  }
  return scored.sort((a, b) => b.probability - a.probability || a.left - b.left || a.right - b.right)
}
