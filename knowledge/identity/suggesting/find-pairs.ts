// Which records may be one person: equal keys by the rules, and likeness by the fitted model. Pure; runs in a thread of its own.
import type { Evidence } from '../../store/models/merge-model.js'
import type { IdentityRules } from '../../store/models/identity-rules-model.js'
import type { Column } from '../../imports/read/index.js'
import { foldValue } from '../linkage/normalize.js'
import { levelAt, recordComparer } from '../linkage/compare-records.js'
import { linkRecords, pairProbability, type Linkage } from '../linkage/link.js'

export interface PairInput {
  columns: readonly Column[]
  verified: Uint8Array
  createdAt: Float64Array
  rules: Pick<IdentityRules, 'keys' | 'blocked' | 'likeness'>
}

export interface FoundPair {
  /** Rows: the one that would live on, and the other. */
  keep: number
  gone: number
  probability: number
  evidence: Evidence
  /** The rules merge it without asking. */
  merges: boolean
}

/** Fewer records than this teach the model nothing. */
export const leastRecords = 50

/** An equal key is no proof: a shared address, a number that was given to somebody else. */
const keyProbability = 0.95

const levelNames = ['unknown', 'different', 'loosely', 'closely', 'swapped', 'same'] as const

const pairKey = (a: number, b: number): string => (a < b ? `${String(a)}:${String(b)}` : `${String(b)}:${String(a)}`)

/** A verified record lives on before one that is not; then the older one; then the first of the table. */
function ordered(a: number, b: number, { verified, createdAt }: PairInput): { keep: number; gone: number } {
  const better = (verified[b] ?? 0) - (verified[a] ?? 0) || (createdAt[a] ?? 0) - (createdAt[b] ?? 0) || a - b
  return better <= 0 ? { keep: a, gone: b } : { keep: b, gone: a }
}

type Score = (left: number, right: number) => number

/** @param score what all fields together say, where enough records are known. */
function* byKeys(input: PairInput, score: Score = () => 1): Generator<FoundPair> {
  const blocked = new Set(input.rules.blocked)
  for (const { field, mostRecords, merges } of input.rules.keys) {
    const column = input.columns.find(({ name }) => name === field)
    if (!column) continue
    const folded = column.values.map((value) => foldValue(field, value))
    const holders = new Map<string, number[]>()
    for (const [row, code] of column.codes.entries()) {
      const value = folded[code] ?? ''
      if (value === '' || blocked.has(value)) continue
      const rows = holders.get(value)
      if (rows) rows.push(row)
      else holders.set(value, [row])
    }
    for (const rows of holders.values()) {
      if (rows.length < 2 || rows.length > mostRecords) continue
      const [first = 0, ...others] = [...rows].sort((a, b) => (ordered(a, b, input).keep === a ? -1 : 1))
      for (const other of others) {
        const bothVerified = input.verified[first] === 1 && input.verified[other] === 1
        yield {
          ...ordered(first, other, input),
          // Everything else may speak against it, which lowers it but hides nothing that a rule finds.
          probability: Math.min(keyProbability, Math.max(input.rules.likeness.hideBelow, score(first, other))),
          evidence: { kind: 'rule', key: field },
          merges: merges && bothVerified,
        }
      }
    }
  }
}

/** Undefined where there are too few records to learn from. */
function linkageOf(input: PairInput): Linkage | undefined {
  const blocked = new Set(input.rules.blocked)
  // What says nothing is not compared either.
  const columns = input.columns.map((column) => ({
    ...column,
    values: column.values.map((value) =>
      (column.name === 'email' || column.name === 'phone') && blocked.has(foldValue(column.name, value)) ? '' : value,
    ),
  }))
  if ((columns[0]?.codes.length ?? 0) < leastRecords) return undefined
  const { likelyFrom, hideBelow } = input.rules.likeness
  return linkRecords(columns, { threshold: likelyFrom, reviewFrom: hideBelow })
}

function* byLikeness(input: PairInput, linkage: Linkage): Generator<FoundPair> {
  const comparer = recordComparer(linkage.fields)
  for (const { left, right, probability } of [...linkage.matches, ...linkage.review]) {
    const pattern = comparer.pattern(left, right)
    const fields = linkage.fields.map(({ name }, at) => ({
      field: name,
      level: levelNames[levelAt(pattern, at)] ?? 'unknown',
    }))
    yield {
      ...ordered(left, right, input),
      probability,
      evidence: { kind: 'likeness', probability, fields },
      merges: false,
    }
  }
}

/** Each pair once, most probable first; of a pair that several find, the key of highest priority stands as evidence. Deterministic. */
export function findPairs(input: PairInput): FoundPair[] {
  const found = new Map<string, FoundPair>()
  const linkage = linkageOf(input)
  const alike = linkage ? [...byLikeness(input, linkage)] : []
  for (const pair of [...byKeys(input, linkage && pairProbability(linkage)), ...alike]) {
    const key = pairKey(pair.keep, pair.gone)
    const earlier = found.get(key)
    if (!earlier) found.set(key, pair)
    else
      found.set(key, {
        ...earlier,
        probability: Math.max(earlier.probability, pair.probability),
        evidence: { ...pair.evidence, ...earlier.evidence },
        merges: earlier.merges || pair.merges,
      })
  }
  return [...found.values()].sort((a, b) => b.probability - a.probability || a.keep - b.keep || a.gone - b.gone)
}
