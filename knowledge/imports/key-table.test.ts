import { describe, expect, it } from 'vitest'
import { KeyTable } from './key-table.js'

describe('a table of keys', () => {
  it('tells the row that had a key first, however often it grew', () => {
    const table = new KeyTable()
    const keys = Array.from({ length: 50_000 }, (_, at) => `email p${String(at)}@a.example`)
    expect(keys.filter((key, at) => table.firstRowOf(key, at + 1) !== undefined)).toEqual([])
    expect(keys.map((key) => table.firstRowOf(key, 99_999))).toEqual(keys.map((_, at) => at + 1))
    expect(table.firstRowOf('email new@a.example', 50_001)).toBeUndefined()
  })
})
