// Two columns in one number give the sums that they would give apart.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.js'
import { mostReach, PackedRows } from './packed-rows.js'

const columns = 7
const random = seededRandom(3)
const plain = Array.from({ length: 40 }, () => Array.from({ length: columns }, () => Math.round(random() * 254) - 127))

function packed(): PackedRows {
  const rows = new PackedRows(columns, 1)
  for (const row of plain) {
    rows.addSparse(
      rows.append(),
      1,
      { columns: Uint16Array.from(row.keys()), numbers: Int8Array.from(row) },
      0,
      columns,
    )
  }
  return rows
}

const taken = (rows: PackedRows, share = 1): number[] => {
  const sums = new Float64Array(columns)
  rows.take(share, sums)
  return [...sums]
}

describe('packed rows', () => {
  it.each([3, -3, 200_000, -200_000])('add up exactly, each %d times', (times) => {
    const rows = packed()
    plain.forEach((_, row) => rows.collect(row, times, Math.abs(times) * 127))
    const sums = plain[0]?.map((_, column) => times * plain.reduce((sum, row) => sum + (row[column] ?? 0), 0))
    expect(taken(rows)).toEqual(sums)
    expect(taken(rows)).toEqual(Array<number>(columns).fill(0))
  })

  it('bear the largest reach on either side of a pair', () => {
    const rows = new PackedRows(2, 1)
    const entries = { columns: Uint16Array.of(0, 1), numbers: Int8Array.of(1, -1) }
    rows.addSparse(rows.append(), mostReach - 1, entries, 0, 2)
    rows.collect(0, 1, mostReach - 1)
    const sums = new Float64Array(2)
    rows.take(0.5, sums)
    expect([...sums]).toEqual([(mostReach - 1) / 2, (1 - mostReach) / 2])
  })

  it('take numbers of one column, and rows made of others', () => {
    const rows = packed()
    const sum = rows.append()
    rows.addRow(sum, 0, 2)
    rows.addRow(sum, 1, 5)
    rows.collect(sum, 1, 7 * 127)
    rows.collectOne(3, 1000)
    expect(taken(rows)).toEqual(
      plain[0]?.map((value, column) => 2 * value + 5 * (plain[1]?.[column] ?? 0) + (column === 3 ? 1000 : 0)),
    )
  })

  it('forget rows, not what was collected of them', () => {
    const rows = packed()
    rows.collect(39, 1, 127)
    rows.keep(39)
    expect(rows.append()).toBe(39)
    rows.collect(39, 1, 127)
    expect(taken(rows)).toEqual(plain[39])
  })
})
