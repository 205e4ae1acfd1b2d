// Which pairs are worth comparing: records that share a key of one or two fields. The rules are chosen for the table at hand.
import { seededRandom } from '../../learning/random.js'
import type { LinkField } from './field.js'

/** One part of a key: a field as it is, or its coarser form; `pair` is two name fields in either order. */
export type KeyPart = { kind: 'exact' | 'loose'; field: number } | { kind: 'pair'; fields: readonly [number, number] }

export interface BlockingRule {
  parts: readonly KeyPart[]
  /** Pairs that the rule is expected to bring, if the fields are independent. */
  expectedPairs: number
}

const fieldsOf = (part: KeyPart): readonly number[] => (part.kind === 'pair' ? part.fields : [part.field])

/** How likely two records share this part by chance; `undefined` when too few records have it. */
function collision(fields: readonly LinkField[], part: KeyPart, records: number): number {
  if (part.kind === 'pair')
    return part.fields.reduce((product, field) => product * collision(fields, { kind: 'exact', field }, records), 2)
  const field = fields[part.field]
  if (!field) return 1
  const sums = new Float64Array(part.kind === 'loose' ? field.looseCount : field.values.length)
  for (let value = 1; value < field.values.length; value += 1) {
    const key = part.kind === 'loose' ? (field.loose[value] ?? 0) : value
    if (key > 0) sums[key] = (sums[key] ?? 0) + (field.counts[value] ?? 0)
  }
  let total = 0
  for (const sum of sums) total += (sum / records) ** 2
  return total
}

const scenarios = 1_000
const damaged = 0.3
/** Of damages that the exact form does not survive, the coarser one survives so many. */
const looseSurvives = 0.5

/** Random damages to the fields: bit 1 = exact form usable, bit 2 = coarser form usable. */
function drawScenarios(fields: readonly LinkField[], records: number): Uint8Array[] {
  const random = seededRandom(7)
  return Array.from({ length: scenarios }, () =>
    Uint8Array.from(fields, (field) => {
      if (random() > field.filled / records) return 0
      if (random() >= damaged) return 3
      return random() < looseSurvives ? 2 : 0
    }),
  )
}

const survives = (scenario: Uint8Array, part: KeyPart): boolean =>
  fieldsOf(part).every((field) => ((scenario[field] ?? 0) & (part.kind === 'loose' ? 2 : 1)) !== 0)

function partsOf(fields: readonly LinkField[]): KeyPart[] {
  const parts = fields.flatMap((field, index): KeyPart[] => [
    { kind: 'exact', field: index },
    ...(field.kind === 'category' ? [] : [{ kind: 'loose' as const, field: index }]),
  ])
  const given = fields.findIndex(({ kind }) => kind === 'given-name')
  const family = fields.findIndex(({ kind }) => kind === 'family-name')
  return given < 0 || family < 0 ? parts : [...parts, { kind: 'pair', fields: [given, family] }]
}

/**
 * Up to `most` rules of one to three parts that together keep the most random damages survivable, without any one of them bringing more than
 * `pairsPerRecord` pairs a record (greedy weighted cover).
 */
export function chooseRules(
  fields: readonly LinkField[],
  records: number,
  { most = 14, pairsPerRecord = 3 }: { most?: number; pairsPerRecord?: number } = {},
): BlockingRule[] {
  const parts = partsOf(fields)
  const chances = parts.map((part) => collision(fields, part, records))
  const allPairs = (records * (records - 1)) / 2
  const budget = Math.max(pairsPerRecord * records, 2_000)
  const candidates: BlockingRule[] = []
  const extend = (from: number, chosen: readonly KeyPart[], chance: number): void => {
    if (chosen.length > 0) {
      const expectedPairs = chance * allPairs
      if (expectedPairs <= budget) {
        candidates.push({ parts: chosen, expectedPairs })
        return
      }
      if (chosen.length === 3) return
    }
    for (let next = from; next < parts.length; next += 1) {
      const part = parts[next]
      if (!part || fieldsOf(part).some((field) => chosen.some((one) => fieldsOf(one).includes(field)))) continue
      extend(next + 1, [...chosen, part], chance * (chances[next] ?? 1))
    }
  }
  extend(0, [], 1)
  return cover(candidates, drawScenarios(fields, records), budget, most)
}

function cover(candidates: BlockingRule[], drawn: Uint8Array[], budget: number, most: number): BlockingRule[] {
  const survivors = candidates.map(({ parts }) =>
    Uint32Array.from(drawn.flatMap((scenario, at) => (parts.every((part) => survives(scenario, part)) ? [at] : []))),
  )
  // A damage that is survived once is worth less the second time, not nothing: keys fail in ways that the drawing does not know.
  const worth = new Float64Array(drawn.length).fill(1)
  const chosen: BlockingRule[] = []
  const taken = new Set<number>()
  while (chosen.length < most) {
    let best = -1
    let bestGain = 0
    for (const [index, rule] of candidates.entries()) {
      if (taken.has(index)) continue
      let gain = 0
      for (const at of survivors[index] ?? []) gain += worth[at] ?? 0
      gain /= 1 + rule.expectedPairs / budget
      if (gain > bestGain) {
        best = index
        bestGain = gain
      }
    }
    const rule = candidates[best]
    if (!rule || bestGain < drawn.length * 0.001) break
    taken.add(best)
    chosen.push(rule)
    for (const at of survivors[best] ?? []) worth[at] = (worth[at] ?? 0) * 0.25
  }
  return chosen
}
