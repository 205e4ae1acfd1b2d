import { describe, expect, it } from 'vitest'
import { checkRows, type CheckedRow } from './check.js'
import { convert, type ConvertOptions, type ValueType } from './convert/field.js'
import { readMapping, suggestMapping, type ColumnRule } from './mapping.js'
import { openSource } from './read/index.js'

const rules: ColumnRule[] = [
  { kind: 'field', column: 'id', field: 'number' },
  { kind: 'field', column: 'mail', field: 'email' },
  { kind: 'trait', column: 'born', trait: 'birthday', type: 'date' },
]

async function check(text: string, options: ConvertOptions = {}, mapping = rules): Promise<CheckedRow[]> {
  const verdicts: CheckedRow[] = []
  for await (const row of checkRows(openSource([Buffer.from(text)]).rows, mapping, options)) verdicts.push(row)
  return verdicts
}

describe('a dry run', () => {
  it('tells each row: good, invalid with field, value, reason and suggestion, or a duplicate of an earlier one', async () => {
    const rows = await check(
      'id,mail,born\nC1,a@b.example,1990-02-03\nC2,x@gmial.com,1990-02-30\nC1,a@b.example,\nC3,"open,\n',
    )
    expect(rows).toMatchObject([
      { kind: 'good', row: 1, line: 2 },
      {
        kind: 'invalid',
        row: 2,
        problems: [
          { field: 'email', value: 'x@gmial.com', suggestion: 'x@gmail.com' },
          { field: 'trait birthday', value: '1990-02-30', reason: 'is a date that does not exist' },
        ],
      },
      { kind: 'duplicate', row: 3, of: 1, key: 'number' },
      { kind: 'invalid', row: 4, line: 5, problems: [{ field: 'row', value: 'quote-open' }] },
    ])
  })

  it('keeps what is needed to repair a row', async () => {
    const [row] = await check('id,mail,born\nC1,nobody,\n')
    expect(row).toMatchObject({ kind: 'invalid', raw: '{"id":"C1","mail":"nobody","born":""}' })
  })

  it('takes a row without any value for what it is', async () => {
    expect(await check('id,mail,born\n-,n/a,\n')).toMatchObject([{ kind: 'invalid', problems: [{ field: 'row' }] }])
  })

  it('loses no row, whatever the file holds', async () => {
    const lines = ['C1,a@b.example,', '"x', 'C2,,', '=cmd|calc,c@d.example,', 'C3,a@b.example,1/2/2003,extra', ',,']
    expect(await check(`id,mail,born\n${lines.join('\n')}\n`)).toHaveLength(lines.length)
  })
})

describe('a suggested mapping', () => {
  it('goes by names and content, and takes each field once', () => {
    const sample = new Map([
      ['Customer ID', ['1', '2']],
      ['客户姓名', ['王小明', '李雷']],
      ['contact', ['a@b.example', 'c@d.example']],
      ['手机', ['13800138000', '13900139000']],
      ['E-mail sent', ['2026-01-01', '2026-01-02']],
      ['spent', ['1,200.50', '80']],
      ['postcode', ['01234', '99999']],
      ['vip', ['yes', 'no']],
      ['empty', ['', ' ']],
    ])
    expect(suggestMapping(sample)).toEqual([
      { kind: 'field', column: 'Customer ID', field: 'number' },
      { kind: 'field', column: '客户姓名', field: 'name' },
      { kind: 'field', column: 'contact', field: 'email' },
      { kind: 'field', column: '手机', field: 'phone' },
      { kind: 'trait', column: 'E-mail sent', trait: 'E-mail sent', type: 'date' },
      { kind: 'trait', column: 'spent', trait: 'spent', type: 'number' },
      { kind: 'trait', column: 'postcode', trait: 'postcode', type: 'text' },
      { kind: 'trait', column: 'vip', trait: 'vip', type: 'boolean' },
      { kind: 'ignored', column: 'empty' },
    ])
  })

  it('finds money that names its currency, or has a column for it', () => {
    expect(suggestMapping(new Map([['paid', ['€5', '7.50 EUR']]]))).toMatchObject([{ type: 'money' }])
    const sample = new Map([
      ['amount', ['5', '7.50']],
      ['currency', ['EUR', 'jpy']],
    ])
    expect(suggestMapping(sample)).toMatchObject([
      { type: 'money', currency: { column: 'currency' } },
      { type: 'text' },
    ])
  })

  it('refuses rules that send two columns to one place', () => {
    const twice = ['a', 'b'].map((column) => ({ kind: 'field', column, field: 'email' }))
    expect(() => readMapping(twice)).toThrow('two columns become email')
    expect(() => readMapping([{ kind: 'field', column: 'a', field: 'shoe' }])).toThrow(/mapping is wrong at 0\.field/)
  })
})

describe('money', () => {
  const mapping: ColumnRule[] = [
    { kind: 'field', column: 'id', field: 'number' },
    { kind: 'trait', column: 'paid', trait: 'paid', type: 'money', currency: { column: 'in' } },
  ]

  it('becomes minor units with the currency beside them', async () => {
    const rows = await check('id,paid,in\nC1,"1,234.50",EUR\nC2,1200,JPY\nC3,,EUR\nC4,5,\nC5,£5,EUR\n', {}, mapping)
    expect(rows.map((row) => (row.kind === 'good' ? Object.fromEntries(row.values) : row.kind))).toEqual([
      { number: 'C1', 'trait paid': 123450, 'trait paid currency': 'EUR' },
      { number: 'C2', 'trait paid': 1200, 'trait paid currency': 'JPY' },
      { number: 'C3' },
      'invalid',
      'invalid',
    ])
  })

  it('has a place for its currency, which no other rule may write to, and is never made up', () => {
    const [, paid] = mapping
    const other = { kind: 'trait', column: 'x', trait: 'paid currency', type: 'text' }
    expect(() => readMapping([paid, other])).toThrow('two columns become trait paid currency')
    const filled = { ...paid, missing: { kind: 'impute', method: 'median' } }
    expect(() => readMapping([filled])).toThrow('never filled in')
    expect(() => readMapping([{ ...paid, currency: { code: 'XYZ' } }])).toThrow(/currency/)
    expect(() => readMapping([{ ...paid, type: 'number' }])).toThrow('number has no currency')
  })
})

describe('cells', () => {
  it.each<[ValueType, string, unknown, ConvertOptions?]>([
    ['number', '1,234.5', 1234.5],
    ['number', '1.234,5', 1234.5],
    ['number', '￥１２００', 1200],
    ['number', '3.5万', 35000],
    ['boolean', '是', true],
    ['boolean', 'No', false],
    ['date', '2026年3月4日', '2026-03-04'],
    ['date', '03/04/2026', '2026-03-04'],
    ['date', '03/04/2026', '2026-04-03', { dayFirst: true }],
    ['date', '31/12/2026', '2026-12-31'],
    ['date', '4 Mar 2026', '2026-03-04'],
    ['phone', '138 0013 8000', '+8613800138000', { country: 'CN' }],
    ['phone', '+44 20 7946 0958', '+442079460958'],
    ['email', 'Ann@Example.COM', 'ann@example.com'],
    ['name', 'LIN, MEI', 'Mei Lin'],
    ['name', '王 小明', '王小明'],
    ['locale', 'zh-CN', 'zh'],
    ['money', '€12.50', 1250],
    ['list', 'a; b，c', ['a', 'b', 'c']],
  ])('%s %s → %j', (type, cell, value, options) => {
    expect(convert(cell, type, options)).toEqual({ kind: 'value', value })
  })

  it.each<[ValueType, string]>([
    ['number', 'twelve'],
    ['date', '2026-02-30'],
    ['date', 'soon'],
    ['boolean', 'maybe'],
    ['phone', '12345'],
    ['email', 'a@b'],
    ['name', '123'],
    ['locale', 'fr'],
  ])('%s %s is told as invalid', (type, cell) => {
    expect(convert(cell, type)).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/\w/) as string })
  })
})
