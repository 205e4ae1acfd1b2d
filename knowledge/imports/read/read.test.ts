import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSource, type SourceOptions, type SourceRow } from './index.js'

const utf16 = (text: string, order: 'le' | 'be'): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

/** Bytes handed over in pieces of `size`, so that characters, line ends and quotes are cut anywhere. */
function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(input: string | Uint8Array, options: SourceOptions = {}, size = 7): Promise<SourceRow[]> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const rows: SourceRow[] = []
  for await (const row of openSource(pieces(bytes, size), options).rows) rows.push(row)
  return rows
}

const told = (rows: readonly SourceRow[]) =>
  rows.map((row) =>
    row.kind === 'row' ? [...row.values.values()].join('|') : `${String(row.line)} ${row.problem.code}`,
  )

describe('well-formed files', () => {
  it.each([
    ['commas', 'a,b\n1,2\n', ['1|2']],
    ['semicolons', 'a;b\n1,5;2\n', ['1,5|2']],
    ['tabs', 'a\tb\n1\t2\n', ['1|2']],
    ['bars', 'a|b\n1|2\n', ['1|2']],
    ['Windows line ends', 'a,b\r\n1,2\r\n3,4\r\n', ['1|2', '3|4']],
    ['old Mac line ends', 'a,b\r1,2\r3,4', ['1|2', '3|4']],
    ['mixed line ends', 'a,b\r\n1,2\n3,4\r5,6', ['1|2', '3|4', '5|6']],
    ['no line end at the end', 'a,b\n1,2', ['1|2']],
    ['empty lines', 'a,b\n\n1,2\n  \n3,4\n\n', ['1|2', '3|4']],
    ['quotes around delimiters', 'a,b\n"1,5",2\n', ['1,5|2']],
    ['quotes inside quotes', 'a,b\n"say ""hi""",2\n', ['say "hi"|2']],
    ['a line break inside quotes', 'a,b\n"one\ntwo",2\n3,4\n', ['one\ntwo|2', '3|4']],
    ['a Windows line break inside quotes', 'a,b\r\n"one\r\ntwo",2\r\n', ['one\ntwo|2']],
    ['an empty quoted cell', 'a,b\n"",2\n', ['|2']],
    ['a quote in the middle of a cell', 'a,b\n5" pipe,2\n', ['5" pipe|2']],
    ['empty cells', 'a,b\n,\n', ['|']],
    ['empty cells beyond the header', 'a,b\n1,2,,\n', ['1|2']],
    ['no header', 'x@y.example,3\nz@y.example,4\n', ['x@y.example|3', 'z@y.example|4']],
    ['the same header twice', 'a,a\n1,2\n', ['1|2']],
    ['a header without names', 'a,,\n1,2,3\n', ['1|2|3']],
    ['one column', 'name\nAnn\nBob\n', ['Ann', 'Bob']],
    ['a formula', 'a,b\n=1+1,2\n', ['=1+1|2']],
    ['full-width and Chinese', '姓名,电话\n王小明,１３８\n', ['王小明|１３８']],
    ['emoji', 'a,b\n👩‍👩‍👧,2\n', ['👩‍👩‍👧|2']],
  ])('%s', async (_, text, rows) => {
    for (const size of [1, 7, 1_000]) expect(told(await read(text, {}, size))).toEqual(rows)
  })

  it.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFFname,city\n李,北京\n')],
    ['UTF-16 little-endian', utf16('name,city\n李,北京\n', 'le')],
    ['UTF-16 big-endian', utf16('name,city\n李,北京\n', 'be')],
    // "李,北京" in GB18030.
    ['GB18030', Buffer.from([...Buffer.from('name,city\n'), 0xc0, 0xee, 0x2c, 0xb1, 0xb1, 0xbe, 0xa9, 0x0a])],
  ])('%s', async (_, bytes) => {
    for (const size of [1, 5, 1_000]) {
      const rows = await read(bytes, {}, size)
      expect(rows.map((row) => (row.kind === 'row' ? Object.fromEntries(row.values) : row))).toEqual([
        { name: '李', city: '北京' },
      ])
    }
  })

  it('names columns that have no name or a name twice', async () => {
    const [row] = await read('a,a,\n1,2,3\n')
    expect(row?.kind === 'row' && [...row.values.keys()]).toEqual(['a', 'a (2)', 'column 3'])
  })

  it.each([
    ['one object a line', '{"a":1}\n{"a":2}\n', ['1', '2']],
    ['an array', '[{"a":1},\n {"a":2}]', ['1', '2']],
    ['an array on one line', '[{"a":"x,]}"},{"a":"\\"{"}]', ['x,]}', '"{']],
    ['objects inside objects', '{"a":{"b":{"c":1}},"d":[1,2]}', ['1|1; 2']],
    ['nulls', '{"a":null,"b":2}', ['2']],
  ])('JSON: %s', async (_, text, rows) => {
    for (const size of [1, 6, 1_000]) expect(told(await read(text, {}, size))).toEqual(rows)
  })
})

describe('malformed files', () => {
  it.each([
    ['a quote never closed', 'a,b\n"1,2\n3,4\n', ['2 quote-open', '3|4']],
    ['a quote never closed in the last row', 'a,b\n1,2\n"3,4', ['1|2', '3 quote-open']],
    ['text behind a closing quote', 'a,b\n"1"x,2\n3,4\n', ['2 quote-stray', '3|4']],
    ['too few cells', 'a,b\n1\n3,4\n', ['2 ragged', '3|4']],
    ['too many cells', 'a,b\n1,2,3\n3,4\n', ['2 ragged', '3|4']],
    ['a zero byte', 'a,b\n1\0,2\n3,4\n', ['2 damaged-text', '3|4']],
    ['JSON cut off', '{"a":1}\n{"a":', ['1', '2 not-json']],
    ['JSON that holds no object', '[1,2]\n{"a":1}', ['1 not-json', '1']],
    ['JSON with a line break inside a string', '{"a":"x\ny"}\n{"a":2}', ['1 not-json', '2 not-json', '2']],
    ['JSON with words between objects', '{"a":1} hello\n{"a":2}', ['1', '1 not-json', '2']],
  ])('%s: the row is told, the next one is read', async (_, text, rows) => {
    for (const size of [1, 7, 1_000]) expect(told(await read(text, {}, size))).toEqual(rows)
  })

  it('bytes that are no text in the encoding of the file', async () => {
    const bytes = Buffer.from([...Buffer.from('a,b\nx,'), 0xff, 0xfe, ...Buffer.from('\n3,4\n')])
    expect(told(await read(bytes, { encoding: 'utf-8' }))).toEqual(['2 damaged-text', '3|4'])
  })

  it.each(['csv', 'json'] as const)('a line longer than the limit is not kept in memory: %s', async (format) => {
    const long = 'x'.repeat(50_000)
    const text = format === 'csv' ? `a,b\n${long},1\n3,4\n` : `{"a":"${long}"}\n{"a":3,"b":4}\n`
    const line = format === 'csv' ? 2 : 1
    expect(told(await read(text, { format, longestRow: 1_000 }, 100))).toEqual([`${String(line)} line-too-long`, '3|4'])
  })

  it.each(['', ' \n \n', '\uFEFF'])('an empty file is refused: %j', async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'input-invalid', message: 'The file is empty.' })
  })

  it('a quote that is opened in a long file costs one row', async () => {
    const body = Array.from({ length: 1_000 }, (_, at) => `${String(at)},v`).join('\n')
    const rows = await read(`a,b\n"oops,1\n${body}\n`)
    expect(rows.filter(({ kind }) => kind === 'unreadable')).toHaveLength(1)
    expect(rows).toHaveLength(1_001)
  })
})

it('reads back whatever cells were written, in pieces of any size', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', '\n', '中', ';', '=', '1'), maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      async (written, size) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const text = ['left,right', ...written.map((row) => row.map(quoted).join(','))].join('\n')
        const rows = await read(text, { delimiter: ',', header: true }, size)
        expect(rows.map((row) => (row.kind === 'row' ? [...row.values.values()] : row))).toEqual(written)
      },
    ),
    { numRuns: 60 },
  )
})
