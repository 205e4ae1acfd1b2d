// The store by itself: what a fault leaves behind, and what is found again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { encode } from '../bson/encode.js'
import { doc, type Document, type Value } from '../bson/value.js'
import { deleteExpired } from '../commands/index.js'
import { ServerError } from '../server-error.js'
import { checkCollection, Store, type Collection } from './index.js'

let directory: string
let store: Store
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kefu-store-'))
  store = new Store({ file: join(directory, 'data.mdb') })
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

const insert = (c: Collection, d: Document): number => store.insert(c, encode(d), d)
const filled = (...documents: Document[]): Promise<Collection> =>
  store.write(() => {
    const c = store.create('test.things')
    for (const d of documents) insert(c, d)
    store.saveCount(c)
    return c
  })
const current = (): Collection => {
  const c = store.get('test.things')
  if (!c) throw new Error('the collection is gone')
  return c
}
const expectWhole = (documents: number): void =>
  expect(checkCollection(store, current())).toMatchObject({ documents, errors: [] })

it('undoes all of a command that a fault ends, in memory and on disk', async () => {
  const c = await filled(doc({ _id: 1 }))
  const faulty = store.write(() => {
    insert(c, doc({ _id: 2 }))
    store.create('test.others')
    throw new TypeError('a fault')
  })
  await expect(faulty).rejects.toThrow('a fault')
  expectWhole(1)
  expect(store.get('test.others')).toBeUndefined()
  await store.write(() => insert(current(), doc({ _id: 2 })))
  expect(current().count).toBe(2)
})

it('keeps what came before a refusal, as an ordered insert does', async () => {
  const c = await filled(doc({ _id: 1 }))
  const refused = store.write(() => {
    insert(c, doc({ _id: 2 }))
    store.saveCount(c)
    throw new ServerError(2, 'refused')
  })
  await expect(refused).rejects.toMatchObject({ code: 2 })
  expectWhole(2)
})

it('finds everything again when it is opened again', async () => {
  const c = await filled(...Array.from({ length: 100 }, (_, i) => doc({ _id: i, tags: [`a${i}`, 'b'] })))
  await store.write(() => store.addIndex(c, doc({ v: 2, key: doc({ tags: 1 }), name: 'tags_1' })))
  await store.close()
  store = new Store({ file: join(directory, 'data.mdb') })
  expectWhole(100)
  expect(current().indexes.map(({ name, multikey }) => [name, multikey])).toEqual([
    ['_id_', false],
    ['tags_1', true],
  ])
  await store.write(() => insert(current(), doc({ _id: 100 })))
  expect(current().count).toBe(101)
})

it('deletes what expired, unless a partial index leaves it out', async () => {
  const at = (ms: number, kind: string): Record<string, Value> => ({ at: new Date(ms), kind })
  const c = await filled(
    doc({ _id: 1, ...at(0, 'a') }),
    doc({ _id: 2, ...at(0, 'b') }),
    doc({ _id: 3, ...at(50_000, 'a') }),
    doc({ _id: 4, kind: 'a' }),
    doc({ _id: 5, at: [new Date(0), new Date(90_000)], kind: 'a' }),
  )
  const partialFilterExpression = doc({ kind: 'a' })
  const spec = doc({ v: 2, key: doc({ at: 1 }), name: 'at_1', expireAfterSeconds: 10, partialFilterExpression })
  await store.write(() => store.addIndex(c, spec))
  expect(await deleteExpired(store, 20_000)).toBe(2)
  expectWhole(3)
  expect(store.recordById(current(), 2)).toBeDefined()
})

it('refuses to write a document that it could not read again', () => {
  let deep: Document = doc({ end: 1 })
  for (let i = 0; i < 200; i++) deep = doc({ a: deep })
  expect(encode(deep).length).toBeGreaterThan(200)
  expect(() => encode(doc({ a: deep }))).toThrow(/nested object depth/)
})
