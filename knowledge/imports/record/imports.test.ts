import { beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { systemClock } from '../../../platform/clock.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import { imports, openSource, type ColumnRule, type ImportRequest } from '../index.js'

const store = withStore()
beforeEach(() => emptyStore(store()))

const rules: ColumnRule[] = [
  { kind: 'field', column: 'id', field: 'number' },
  { kind: 'field', column: 'name', field: 'name' },
  { kind: 'field', column: 'mail', field: 'email' },
  { kind: 'trait', column: 'city', trait: 'city', type: 'text' },
  { kind: 'trait', column: 'spent', trait: 'spent', type: 'number' },
]

const request = (text: string, more: Partial<ImportRequest> = {}): ImportRequest => ({
  key: text,
  source: { kind: 'file', name: 'people.csv' },
  content: text,
  rules,
  options: {},
  by: 'ann',
  rows: () => openSource([Buffer.from(text)], { format: 'csv', delimiter: ',', header: true }).rows,
  ...more,
})
const header = 'id,name,mail,city,spent\n'
const people = () => store().models.customers.find().sort({ number: 1, email: 1 }).lean<StoredCustomer[]>()
const opened = () => imports(store(), systemClock)

describe('an import', () => {
  it('counts new, updated, duplicate and invalid rows, and keeps what it could not take', async () => {
    await opened().run(request(`${header}C1,Ann,ann@a.example,Rome,10\n`))
    const batch = await opened().run(
      request(`${header}C1,Ann B,,Oslo,\nC2,Bob,bob@a.example,,3\nC2,Bob,,,4\nC3,Eve,nobody,,5\n`),
    )
    expect(batch).toMatchObject({ state: 'done', counts: { rows: 4, new: 1, updated: 1, duplicate: 1, invalid: 1 } })
    expect(await people()).toMatchObject([
      { number: 'C1', name: 'Ann B', email: 'ann@a.example', traits: [{ name: 'city', value: 'Oslo' }, { value: 10 }] },
      { number: 'C2', traits: [{ name: 'spent', value: 3, confidence: 1 }] },
    ])
    expect(await opened().letters.list({ batch: batch.id, limit: 10 })).toMatchObject([
      {
        row: 3,
        kind: 'duplicate',
        cells: [
          ['id', 'C2'],
          ['name', 'Bob'],
          ['mail', ''],
          ['city', ''],
          ['spent', '4'],
        ],
      },
      { row: 4, kind: 'invalid', problems: [{ field: 'email', value: 'nobody' }] },
    ])
  })

  it('that stored rows without noting it ends the same, though addresses lead elsewhere by now', async () => {
    await opened().run(request(`${header}C1,Ann,ann@a.example,,\n`))
    const second = request(`${header},Ann,ann@a.example,Rome,\nC2,Bob,ann@a.example,Oslo,\n`)
    const batch = await opened().run(second)
    const before = await people()
    await store().models.importBatches.updateOne(
      { _id: batch.id },
      { $set: { state: 'running', checkpoint: 0, 'counts.rows': 0, 'counts.new': 0, 'counts.updated': 0 } },
    )
    expect((await opened().run(second)).counts).toEqual(batch.counts)
    expect(await people()).toEqual(before)
  })

  it('is the same import under the same key, and refuses the key for anything else', async () => {
    const first = await opened().run(request(`${header}C1,Ann,,,\n`, { key: 'k' }))
    expect(await opened().run(request(`${header}C1,Ann,,,\n`, { key: 'k' }))).toEqual(first)
    await expect(opened().run(request(`${header}C9,Ann,,,\n`, { key: 'k' }))).rejects.toMatchObject({
      code: 'conflict',
      details: { field: 'key' },
    })
    expect(await people()).toHaveLength(1)
  })

  it('goes on after a source that failed, without doubling anything', async () => {
    const text = `${header}${Array.from({ length: 4_500 }, (_, at) => `C${String(at)},P${String(at)},,,\n`).join('')}`
    const broken = async function* () {
      let rows = 0
      for await (const row of request(text).rows()) {
        if ((rows += 1) > 4_100) throw new Error('the line broke')
        yield row
      }
    }
    const failing = { key: 'k', rules: rules.filter((rule) => rule.kind === 'field') }
    await expect(opened().run(request(text, { ...failing, rows: broken }))).rejects.toThrow('the line broke')
    expect((await opened().batches.list(1))[0]).toMatchObject({ state: 'failed', checkpoint: 4_000 })
    const batch = await opened().run(request(text, failing))
    expect(batch).toMatchObject({ state: 'done', counts: { rows: 4_500, new: 4_500, updated: 0 } })
    expect(await store().models.customers.countDocuments()).toBe(4_500)
  })

  it('meets by their address whom rows long before it have just made', async () => {
    const before = Array.from({ length: 2_000 }, (_, i) => `C${String(i)},Ann,a${String(i)}@a.example,,\n`).join('')
    const batch = await opened().run(request(`${header}${before},Bob,a1999@a.example,Oslo,\n`))
    expect(batch.counts).toMatchObject({ rows: 2_001, new: 2_000, updated: 1 })
    expect(await store().models.customers.countDocuments({ email: 'a1999@a.example', name: 'Bob' })).toBe(1)
  })

  it('never meets a stranger by the address that they claimed', async () => {
    const stranger = { _id: 'cus_stranger', email: 'ann@a.example', traits: [], counters: {} }
    await store().models.customers.collection.insertOne({
      ...stranger,
      createdAt: new Date(),
      updatedAt: new Date(),
    } as never)
    await opened().run(request(`${header},Ann,ann@a.example,Rome,\n`))
    expect(await people()).toMatchObject([{ _id: 'cus_stranger', traits: [] }, { name: 'Ann' }])
  })

  it('joins rows of one chunk that are about one customer', async () => {
    const batch = await opened().run(request(`${header},Ann,ann@a.example,,\nC1,,ann@a.example,Rome,\n`))
    expect(batch.counts).toMatchObject({ new: 1, updated: 1 })
    expect(await people()).toMatchObject([{ number: 'C1', name: 'Ann', email: 'ann@a.example' }])
  })

  it('asks which of two customers is meant', async () => {
    await opened().run(request(`${header}C1,Ann,a@a.example,,\nC2,Bob,a@a.example,,\n`))
    const batch = await opened().run(request(`${header},Eve,a@a.example,,\n`))
    expect(batch.counts).toMatchObject({ invalid: 1, new: 0 })
    expect(await opened().letters.list({ batch: batch.id, limit: 9 })).toMatchObject([
      { problems: [{ field: 'email', reason: expect.stringContaining('2 customers') as string }] },
    ])
  })
})

describe('a dead letter', () => {
  it('is repaired, played again, and then closed', async () => {
    const { id: batch } = await opened().run(request(`${header}C1,Ann,nobody,,x\n`))
    const [letter] = await opened().letters.list({ batch, limit: 9 })
    const id = letter?.id ?? ''
    expect(await opened().replay(id, { mail: 'ann@a.example' })).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'trait spent' }],
    })
    expect(await opened().replay(id, { spent: '7' })).toMatchObject({ kind: 'new' })
    expect(await opened().replay(id)).toMatchObject({ kind: 'closed', state: 'replayed' })
    expect(await people()).toMatchObject([{ number: 'C1', email: 'ann@a.example', traits: [{ value: 7 }] }])
    expect(await opened().letters.count(batch)).toMatchObject({ open: 0, replayed: 1 })
    await opened().undo(batch, 'ann')
    expect(await people()).toEqual([])
  })

  it('refuses a column that the import does not have', async () => {
    const { id: batch } = await opened().run(request(`${header}C1,Ann,nobody,,\n`))
    const [letter] = await opened().letters.list({ batch, limit: 9 })
    await expect(opened().replay(letter?.id ?? '', { shoe: '9' })).rejects.toMatchObject({ details: { field: 'shoe' } })
  })
})

describe('undoing', () => {
  it('restores what stood there, removes who was made, and lists what was edited since', async () => {
    await opened().run(request(`${header}C1,Ann,ann@a.example,Rome,10\n`))
    const before = await people()
    const { id } = await opened().run(request(`${header}C1,Anna,,Oslo,20\nC2,Bob,,,\nC3,Eve,,,\n`))
    await store().models.customers.updateOne({ number: 'C1' }, { $set: { name: 'Annika' } })
    await store().models.customers.updateOne({ number: 'C3' }, { $set: { locale: 'zh' } })
    const batch = await opened().undo(id, 'ann')
    expect(batch).toMatchObject({ state: 'undone', undo: { customers: 3, kept: 1 } })
    const now = await people()
    expect(now).toMatchObject([
      { ...before[0], name: 'Annika', updatedAt: expect.any(Date) as Date },
      { number: 'C3', locale: 'zh' },
    ])
    expect(now[1]).not.toHaveProperty('name')
    expect(await opened().letters.list({ batch: id, kind: 'later-edit', limit: 9 })).toMatchObject([
      { row: 1, problems: [{ field: 'name', reason: 'edited since' }] },
    ])
    expect(await opened().undo(id, 'bob')).toEqual(batch)
  })

  it('keeps the number of a customer who has written to us', async () => {
    const { id } = await opened().run(request(`${header}C1,Ann,,,\n`))
    const [customer] = await people()
    const event = { type: 'product.viewed', customerId: customer?._id, data: {}, at: new Date() }
    await store().models.events.insertMany([{ _id: 'evt_1', ...event }] as never)
    await opened().undo(id, 'ann')
    expect(await people()).toMatchObject([{ number: 'C1', traits: [] }])
  })
})

describe('undoing beside merges', () => {
  it('keeps a record that another was merged into, and the pointer of one that was merged away', async () => {
    const { id } = await opened().run(request(`${header}C1,Ann,,,\nC2,Anne,,,\n`))
    const [keep] = await people()
    await store().models.customers.updateOne({ number: 'C2' }, { $set: { mergedInto: keep?._id ?? '' } })
    await opened().undo(id, 'ann')
    expect(await people()).toMatchObject([{ number: 'C1' }, { number: 'C2', mergedInto: keep?._id }])
  })
})

describe('lineage', () => {
  it('names source, row, rule and time of every value', async () => {
    const { id } = await opened().run(request(`${header}C1,Ann,,Rome,\n`))
    await store().models.customers.updateOne(
      { number: 'C1' },
      { $push: { traits: { name: 'effort', value: 'low', source: 'enrich:effort', at: new Date(), confidence: 0.5 } } },
    )
    const lineage = await opened().lineage('C1')
    const from = { kind: 'import', batch: id, source: 'people.csv', row: 1, line: 2, made: 'given' }
    expect(lineage).toMatchObject([
      { target: 'number', origin: { ...from, rule: { column: 'id' } } },
      { target: 'name', origin: { ...from, rule: { column: 'name' } } },
      {
        target: 'trait city',
        origin: { ...from, rule: { column: 'city', type: 'text' }, at: expect.any(Date) as Date },
      },
      { target: 'trait effort', confidence: 0.5, origin: { kind: 'other', source: 'enrich:effort', rule: 'effort' } },
    ])
  })

  it('is summed up in a dictionary', async () => {
    await opened().run(request(`${header}C1,Ann,,Rome,3\nC2,Bob,,Rome,4\nC3,Eve,,,4\nC4,Dan,,,\n`))
    await opened().setOwner('trait spent', 'finance')
    const { customers, entries } = await opened().dictionary()
    expect(customers).toBe(4)
    expect(entries.filter(({ filled }) => filled > 0)).toMatchObject([
      { name: 'number', fillRate: 1, distinct: 4 },
      { name: 'name', types: { text: 1 }, sources: [{ source: 'people.csv', values: 4 }] },
      { name: 'trait city', filled: 2, fillRate: 0.5, distinct: 1, types: { text: 1 }, owner: 'ann' },
      { name: 'trait spent', distinct: 2, types: { number: 1 }, owner: 'finance', newest: expect.any(Date) as Date },
    ])
  })
})

describe('missing values', () => {
  const filling: ColumnRule[] = [
    { kind: 'field', column: 'id', field: 'number' },
    { kind: 'trait', column: 'city', trait: 'city', type: 'text', missing: { kind: 'impute', method: 'mode' } },
    { kind: 'trait', column: 'spent', trait: 'spent', type: 'number', missing: { kind: 'impute', method: 'median' } },
    { kind: 'trait', column: 'tier', trait: 'tier', type: 'text', missing: { kind: 'default', value: 'basic' } },
  ]
  const text = 'id,city,spent,tier\nC1,Rome,1,gold\nC2,Rome,3,gold\nC3,Oslo,8,gold\nC4,,,\n'

  it('are filled in as told, and say so', async () => {
    const batch = await opened().run(request(text, { rules: filling }))
    expect(batch.counts.filled).toBe(3)
    const [, , , last] = await people()
    const source = `import:${batch.id}:4`
    expect(last?.traits).toMatchObject([
      { name: 'city', value: 'Rome', source: `${source}:imputed-mode`, confidence: 0.3 },
      { name: 'spent', value: 3, source: `${source}:imputed-median`, confidence: 0.3 },
      { name: 'tier', value: 'basic', source: `${source}:default`, confidence: 0.5 },
    ])
    expect((await opened().dictionary()).entries.find(({ name }) => name === 'trait tier')).toMatchObject({ madeUp: 1 })
  })

  it('never replace what is known, and give way to it', async () => {
    await opened().run(request('id,city,spent,tier\nC4,Bern,,\n', { rules: filling, key: 'first' }))
    await opened().run(request(text, { rules: filling }))
    await opened().run(request('id,city,spent,tier\nC4,,9,\n', { rules: filling, key: 'third' }))
    const [, , , last] = await people()
    const facts = Object.fromEntries(
      (last?.traits ?? []).map(({ name, value, confidence }) => [name, [value, confidence]]),
    )
    expect(facts).toEqual({ city: ['Bern', 1], tier: ['basic', 0.5], spent: [9, 1] })
  })

  it('a model learns from the other columns', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => `C${String(at)},${String(at)},${String(at * 2 + 5)}`)
    const learning: ColumnRule[] = [
      { kind: 'field', column: 'id', field: 'number' },
      { kind: 'trait', column: 'visits', trait: 'visits', type: 'number' },
      { kind: 'trait', column: 'spent', trait: 'spent', type: 'number', missing: { kind: 'impute', method: 'model' } },
    ]
    await opened().run(request(`id,visits,spent\n${rows.join('\n')}\nX,30,\n`, { rules: learning }))
    const guessed = (await people()).find(({ number }) => number === 'X')?.traits.find(({ name }) => name === 'spent')
    expect(guessed).toMatchObject({ confidence: 0.4, source: expect.stringContaining('imputed-model') as string })
    expect(Math.abs(Number(guessed?.value) - 65)).toBeLessThan(3)
  })

  it('a value far from what is usual is taken and flagged', async () => {
    const rows = Array.from({ length: 80 }, (_, at) => `C${String(at)},P,,,${String(20 + (at % 10))}`)
    const batch = await opened().run(request(`${header}${rows.join('\n')}\nX,P,,,2000000\n`))
    expect(batch.counts).toMatchObject({ new: 81, outliers: 1 })
    expect(await opened().letters.list({ batch: batch.id, limit: 9 })).toMatchObject([
      { kind: 'outlier', state: 'noted', row: 81, problems: [{ field: 'trait spent', value: '2000000' }] },
    ])
  })
})
