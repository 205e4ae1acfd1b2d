// Whatever is wrong with a file: each row is told, none is lost, and the good ones are taken.
import { describe, expect, it } from 'vitest'
import { checkRows, type CheckedRow } from './check.js'
import { malformed, type MalformedCase } from './malformed.cases.js'
import type { ColumnRule } from './mapping.js'
import { openSource } from './read/index.js'

const rules: ColumnRule[] = [
  { kind: 'field', column: 'id', field: 'number' },
  { kind: 'field', column: 'name', field: 'name' },
  { kind: 'field', column: 'mail', field: 'email' },
  { kind: 'trait', column: 'born', trait: 'born', type: 'date' },
  { kind: 'trait', column: 'spent', trait: 'spent', type: 'number' },
]

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function check({ file, longestRow }: MalformedCase, size: number): Promise<CheckedRow[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const source = openSource(pieces(bytes, size), {
    ...(/^[[{]/.test(Buffer.from(bytes.subarray(0, 1)).toString()) ? {} : { header: true }),
    ...(longestRow !== undefined && { longestRow }),
  })
  const told: CheckedRow[] = []
  for await (const row of checkRows(source.rows, rules)) told.push(row)
  return told
}

const words = (row: CheckedRow): string => {
  switch (row.kind) {
    case 'good':
      return 'good'
    case 'duplicate':
      return `${String(row.line)} ${row.key}: stands in row ${String(row.of)}`
    case 'invalid':
      return `${String(row.line)} ${row.problems.map(({ field, reason }) => `${field}: ${reason}`).join('; ')}`
  }
}

/** `line field: words` matches when the words stand in the reason of that field. */
function matches(said: string, expected: string): boolean {
  const parts = expected.split('; ')
  const told = said.split('; ')
  return (
    parts.length === told.length &&
    parts.every((part, at) => {
      const [, place = '', reason = ''] = /^(.*?)(?:: (.*))?$/.exec(part) ?? []
      const one = told[at] ?? ''
      return one.startsWith(place) && one.includes(reason)
    })
  )
}

describe(`${String(malformed.length)} malformed files`, () => {
  it.each(malformed.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    for (const size of [7, 100_000]) {
      const said = (await check(one, size)).map(words)
      expect(said).toHaveLength(one.told.length)
      for (const [at, line] of said.entries())
        expect(matches(line, one.told[at] ?? ''), `"${line}" should be "${one.told[at] ?? ''}"`).toBe(true)
    }
  })

  it('every row that is not taken keeps its cells or its text', async () => {
    for (const one of malformed)
      for (const row of await check(one, 64)) {
        if (row.kind === 'good') continue
        const kept = row.kind === 'duplicate' || row.cells !== undefined || row.raw !== ''
        const tooLong = row.kind === 'invalid' && row.problems[0]?.value === 'line-too-long'
        expect(kept || tooLong, `${one.name}: ${words(row)}`).toBe(true)
      }
  })
})
