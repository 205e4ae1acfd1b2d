import { describe, expect, it } from 'vitest'
import { sharedData } from '../../../tests/support/shared-data.js'
import { readTable, type Column } from '../../imports/read/index.js'
import { seededRandom } from '../../learning/random.js'
import { makePeople, peopleColumns, type People } from '../bench/people.js'
import { scoreGroups } from './evaluate.js'
import { guessFieldKind } from './field-kind.js'
import { linkRecords } from './link.js'
import { foldDate, foldValue, soundOf } from './normalize.js'

const columnsOf = (names: readonly string[], rows: readonly (readonly string[])[]): Column[] =>
  names.map((name, at) => {
    const values = [...new Set(rows.map((row) => row[at] ?? ''))]
    return { name, values, codes: Int32Array.from(rows, (row) => values.indexOf(row[at] ?? '')) }
  })

/** All pairs of rows with the same label. */
function pairsOf(labels: readonly (string | number)[]): [number, number][] {
  const pairs: [number, number][] = []
  const rows = new Map<string | number, number[]>()
  for (const [row, label] of labels.entries()) {
    const earlier = rows.get(label) ?? []
    pairs.push(...earlier.map((other): [number, number] => [other, row]))
    rows.set(label, [...earlier, row])
  }
  return pairs
}

function linkMadeUp(kind: People, records: number) {
  const people = [...makePeople(kind, records)]
  const linkage = linkRecords(
    columnsOf(
      peopleColumns,
      people.map(({ cells }) => cells),
    ),
  )
  return { linkage, score: scoreGroups(linkage.groups, pairsOf(people.map(({ person }) => person))) }
}

describe('finding doubles without labels', () => {
  it.each(['western', 'chinese'] as const)('finds nearly all of them and nearly nothing else: %s', (kind) => {
    const { score, linkage } = linkMadeUp(kind, 3_000)
    expect(score.f1).toBeGreaterThan(0.985)
    expect(score.precision).toBeGreaterThan(0.98)
    expect(linkage.review.every(({ probability }) => probability < 0.5)).toBe(true)
  })

  it('gives the same groups each time', () => {
    expect(linkMadeUp('western', 800).linkage.groups).toEqual(linkMadeUp('western', 800).linkage.groups)
  })

  it('finds none where there are none', () => {
    const people = [...makePeople('western', 2_000)].filter(
      ({ person }, at, all) => all.findIndex((other) => other.person === person) === at,
    )
    const { groups } = linkRecords(
      columnsOf(
        peopleColumns,
        people.map(({ cells }) => cells),
      ),
    )
    expect(scoreGroups(groups, []).foundPairs).toBeLessThanOrEqual(2)
  })

  it('is not misled by a town and its postal code where there are hardly any', () => {
    const given = ['Ann', 'Bob', 'Carl', 'Dora', 'Emil', 'Fay', 'Gus', 'Hal', 'Ida', 'Jon', 'Kim', 'Lea', 'Max', 'Nia']
    const family = ['Smith', 'Brown', 'Clark', 'Lewis', 'Young', 'Allen', 'Wright', 'Scott', 'Green', 'Baker', 'Adams']
    const streets = ['Canyon Road', 'Quarry Street', 'Harbor Street', 'Granite Way', 'Summit Drive']
    const random = seededRandom(1)
    const draw = (most: number): number => Math.floor(random() * most)
    const one = (row: number): string[] => {
      const [first, last] = [given[draw(given.length)] ?? '', family[draw(family.length)] ?? '']
      const town = String(draw(20))
      return [
        `${first} ${last}`,
        `${first}.${last}${String(1000 + row)}@shop.example`,
        `+1 ${String(200 + draw(600))} 555 ${String(1000 + draw(9000))}`,
        `${String(draw(980))} ${streets[draw(streets.length)] ?? ''}`,
        `Town${town}`,
        `P${town} 5N`,
      ]
    }
    const rows = Array.from({ length: 500 }, (_, row) => one(row))
    rows.push(...[40, 250].map((row) => (rows[row] ?? []).with(1, `other${String(row)}@mail.example`)))
    const columns = columnsOf(['name', 'email', 'phone', 'line1', 'city', 'postalCode'], rows)
    const { matches, review } = linkRecords(columns, { threshold: 0.9, reviewFrom: 0.5 })
    expect(matches.map(({ left, right }) => [left, right]).sort()).toEqual([
      [250, 501],
      [40, 500],
    ])
    expect(review.length).toBeLessThanOrEqual(2)
  })

  it('never makes a person of more records than the limit', () => {
    const rows = Array.from({ length: 400 }, (_, row) => [
      row < 40 ? 'Anna' : `Name${String(row)}`,
      row < 40 ? '1980-01-01' : `19${String(10 + (row % 80))}-0${String(1 + (row % 9))}-1${String(row % 9)}`,
      row < 40 ? 'a@b.example' : `p${String(row)}@b.example`,
    ])
    const { groups } = linkRecords(columnsOf(['name', 'born', 'email'], rows), { largestGroup: 5 })
    const sizes = [...groups].map((group) => groups.filter((other) => other === group).length)
    expect(Math.max(...sizes)).toBe(5)
  })

  it('takes columns that are empty or all the same for what they are: nothing', () => {
    const people = [...makePeople('western', 500)]
    const rows = people.map(({ cells }) => [...cells, '', 'shop'])
    const { fields } = linkRecords(columnsOf([...peopleColumns, 'empty', 'source'], rows))
    expect(fields.map(({ name }) => name)).toEqual(peopleColumns)
  })
})

describe('public records (shared data)', () => {
  const folder = sharedData('febrl')
  it.skipIf(folder === undefined).each([1, 2, 3])(
    'FEBRL %i: F1 of at least .998, and .99 without the id number',
    async (set) => {
      const { columns } = await readTable(`${folder ?? ''}/dataset${String(set)}.csv`)
      const [ids, ...features] = columns
      const truth = pairsOf([...(ids?.codes ?? [])].map((code) => ids?.values[code]?.split('-')[1] ?? ''))
      const withoutId = features.filter(({ name }) => name !== 'soc_sec_id')
      expect(scoreGroups(linkRecords(features).groups, truth).f1).toBeGreaterThanOrEqual(0.998)
      expect(scoreGroups(linkRecords(withoutId).groups, truth).f1).toBeGreaterThanOrEqual(0.99)
    },
    240_000,
  )
})

describe('one spelling', () => {
  it.each([
    ['email', ' Ann@Example.COM', 'ann@example.com'],
    ['phone', '+44 (0)7911 123456', '7911123456'],
    ['phone', '07911 123456', '7911123456'],
    ['family-name', 'O’Brien-García', 'o brien garcia'],
    ['name', 'ＪＯＨＮ', 'john'],
  ] as const)('%s %s → %s', (kind, value, folded) => {
    expect(foldValue(kind, value)).toBe(folded)
  })

  it('reads the parts of a date in three orders', () => {
    expect(['1999-2-3', '1999/02/03', '3.2.1999', '19990203'].map(foldDate)).toEqual(Array(4).fill('19990203'))
  })

  it('hears Chinese homophones and Western spellings alike', () => {
    expect(soundOf('伟')).toBe(soundOf('维'))
    expect(soundOf('catherine')).not.toBe(soundOf('barbara'))
    expect(soundOf('smith')).toBe(soundOf('smyth'))
  })

  it('guesses what a column holds', () => {
    const many = (make: (at: number) => string) => Array.from({ length: 100 }, (_, at) => [make(at)])
    const kindOf = (name: string, make: (at: number) => string) => guessFieldKind(columnsOf([name], many(make))[0]!)
    expect(kindOf('x', (at) => `p${String(at)}@mail.example`)).toBe('email')
    expect(kindOf('geboren', (at) => `19${String(10 + (at % 80))}-03-1${String(at % 9)}`)).toBe('date')
    expect(kindOf('手机号', (at) => `1380000${String(1000 + at)}`)).toBe('phone')
    expect(kindOf('state', (at) => ['nsw', 'vic', 'qld'][at % 3] ?? '')).toBe('category')
    expect(kindOf('ref', (at) => `A-${String(at)}`)).toBe('code')
    expect(kindOf('address', (at) => `Oak Street ${String(at)}`)).toBe('text')
  })
})
