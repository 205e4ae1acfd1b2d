// One record more, looked up among those that were linked.
import { describe, expect, it } from 'vitest'
import type { Column } from '../../imports/read/index.js'
import { makePeople, peopleColumns } from '../bench/people.js'
import { linkRecords } from './link.js'
import { openLookup } from './lookup.js'

const columnsOf = (rows: readonly (readonly string[])[]): Column[] =>
  peopleColumns.map((name, at) => {
    const values = [...new Set(rows.map((row) => row[at] ?? ''))]
    const places = new Map(values.map((value, place) => [value, place]))
    return { name, values, codes: Int32Array.from(rows, (row) => places.get(row[at] ?? '') ?? 0) }
  })
const valuesOf = (cells: readonly string[]) => new Map(peopleColumns.map((name, at) => [name, cells[at] ?? '']))

describe('a look-up among linked records', () => {
  it.each(['western', 'chinese'] as const)('finds who somebody is, and nobody for a stranger: %s', (kind) => {
    const people = [...makePeople(kind, 2_000)]
    // Every fifth record is new; its doubles, if it has any, are among the others.
    const [known, later] = [people.filter((_, at) => at % 5 > 0), people.filter((_, at) => at % 5 === 0)]
    const find = openLookup(linkRecords(columnsOf(known.map(({ cells }) => cells))))
    const there = new Set(known.map(({ person }) => person))
    const counts = { right: 0, wrong: 0, missed: 0 }
    for (const { person, cells } of later) {
      const [best] = find(valuesOf(cells)).filter(({ probability }) => probability >= 0.5)
      if (best && known[best.record]?.person === person) counts.right += 1
      else if (best) counts.wrong += 1
      else if (there.has(person)) counts.missed += 1
    }
    expect(counts.right).toBeGreaterThan(50)
    expect(counts.wrong / counts.right).toBeLessThan(0.03)
    expect(counts.missed / counts.right).toBeLessThan(0.03)
  })

  it('finds a record by its own values first, and nothing without any', () => {
    const people = [...makePeople('western', 500)]
    const find = openLookup(linkRecords(columnsOf(people.map(({ cells }) => cells))))
    for (const [row, { cells, person }] of people.slice(0, 50).entries()) {
      const found = find(valuesOf(cells))
      expect(found.map(({ record }) => record)).toContain(row)
      expect(people[found[0]?.record ?? -1]?.person).toBe(person)
    }
    expect(find(new Map())).toEqual([])
    expect(find(new Map([['no such column', 'x']]))).toEqual([])
  })
})
