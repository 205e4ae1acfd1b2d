// Who of the records that were linked is this? One more record against all of them, by the rules and the model that were fitted: in the time of a
// few comparisons, whatever the number of records.
import { recordComparer } from './compare-records.js'
import type { BlockingRule } from './blocking.js'
import { looseKey, type LinkField } from './field.js'
import { commonNumbers, mix, mostRecords, ruleKeys } from './keys.js'
import { agreeingFields, commonness, priorWeight, type Linkage } from './link.js'
import { patternWeight } from './model.js'
import { foldValue, romanized } from './normalize.js'
import { characterMask } from './similarity.js'
import { firstNotBelow, textIndex } from './text-index.js'

export interface FoundRecord {
  record: number
  probability: number
}

export interface LookupOptions {
  /** Less likely records are left out. */
  from?: number
  /** A key that more records share says too little. */
  largestBlock?: number
}

/** Best first. @param values by the names of the columns; what is missing is not known */
export type Lookup = (values: ReadonlyMap<string, string>) => FoundRecord[]

/** A field with what finding values in it needs. */
interface Searchable {
  field: LinkField
  placeOf: (text: string) => number
  looseOf: (value: string) => number
}

function searchable(field: LinkField): Searchable {
  const { kind, values, latin, loose } = field
  const keyAt = (place: number): string => looseKey(kind, values[place] ?? '', latin[place] ?? '')
  const byKey = textIndex(values.length, keyAt)
  return {
    field,
    placeOf: textIndex(values.length, (place) => values[place] ?? ''),
    looseOf: (value) => (value === '' ? 0 : (loose[byKey(looseKey(kind, value, romanized(value)))] ?? 0)),
  }
}

/** The key that a new record would have under the rule; 0 where no record has its values. */
function keyFinder(rule: BlockingRule, all: readonly Searchable[]): (values: readonly string[]) => number {
  const parts = rule.parts.map((part): ((values: readonly string[]) => number[]) => {
    if (part.kind !== 'pair') {
      const one = all[part.field]
      return (values) => {
        const value = values[part.field] ?? ''
        return [(part.kind === 'loose' ? one?.looseOf(value) : one?.placeOf(value)) ?? 0]
      }
    }
    const [a, b] = [all[part.fields[0]], all[part.fields[1]]]
    if (!a || !b) return () => []
    const [, numbers] = commonNumbers(a.field, b.field)
    const numberOf = (text: string): number => a.placeOf(text) || (numbers[b.placeOf(text)] ?? 0)
    return (values) => part.fields.map((field) => numberOf(values[field] ?? '')).sort((x, y) => x - y)
  })
  return (values) => {
    let key = 1
    for (const part of parts) {
      const numbers = part(values)
      if (numbers.includes(0)) return 0
      for (const value of numbers) key = mix(key, value)
      key ||= 1
    }
    return key
  }
}

/** The fields of a few records and, as the last row, the new one. */
function smallField({ field }: Searchable, records: readonly number[], value: string): LinkField {
  const [values, latin, codes] = [[''], [''], new Int32Array(records.length + 1)]
  const places = new Map<number, number>([[0, 0]])
  for (const [row, record] of records.entries()) {
    const code = field.codes[record] as number
    let place = places.get(code)
    if (place === undefined) {
      place = values.length
      places.set(code, place)
      values.push(field.values[code] ?? '')
      latin.push(field.latin[code] ?? '')
    }
    codes[row] = place
  }
  const known = values.indexOf(value)
  codes[records.length] = known >= 0 ? known : values.push(value) - 1
  if (known < 0) latin.push(romanized(value))
  return { ...field, codes, values, latin, masks: Int32Array.from(latin, characterMask) }
}

/** Takes seconds for a million records; each look-up after it much less than a millisecond. */
export function openLookup(linkage: Linkage, { from = 0.05, largestBlock = 300 }: LookupOptions = {}): Lookup {
  const { fields, rules, model, sameByChance } = linkage
  const all = fields.map(searchable)
  const blocks = rules.map((rule) => {
    const entries = Float64Array.from(
      ruleKeys(fields, rule, linkage.groups.length),
      (key, record) => key * mostRecords + record,
    ).sort()
    return { keyOf: keyFinder(rule, all), entries }
  })
  const prior = priorWeight(model)

  const candidates = (values: readonly string[]): number[] => {
    const found = new Set<number>()
    for (const { keyOf, entries } of blocks) {
      const key = keyOf(values)
      if (key === 0) continue
      const first = firstNotBelow(entries, key * mostRecords)
      const end = (key + 1) * mostRecords
      if ((entries[first + largestBlock] ?? Infinity) < end) continue
      for (let at = first; at < entries.length && (entries[at] as number) < end; at += 1)
        found.add((entries[at] as number) - key * mostRecords)
    }
    return [...found]
  }

  return (given) => {
    const values = fields.map(({ name, kind }) => foldValue(kind, given.get(name) ?? ''))
    const records = candidates(values)
    if (records.length === 0) return []
    const comparer = recordComparer(all.map((one, index) => smallField(one, records, values[index] ?? '')))
    const found: FoundRecord[] = []
    for (const [row, record] of records.entries()) {
      const pattern = comparer.pattern(records.length, row)
      let weight = prior + patternWeight(pattern, model)
      for (const index of agreeingFields(pattern, fields)) {
        const field = fields[index] as LinkField
        const others = field.counts[field.codes[record] ?? 0] ?? 1
        weight -= commonness(field, others, sameByChance[index] ?? 0)
      }
      const probability = 1 / (1 + Math.exp(-weight))
      if (probability >= from) found.push({ record, probability })
    }
    return found.sort((a, b) => b.probability - a.probability || a.record - b.record)
  }
}
