// The same random query with and without indexes gives the same documents, in the same order where one was asked for.
import * as fc from 'fast-check'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../../../tests/support/test-store.js'

const { Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } = mongoose.mongo.BSON
type Document = mongoose.mongo.Document

const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 6 }).map((n) => new Int32(n)) },
  { weight: 2, arbitrary: fc.constantFrom(0.5, -0, 1, 2.5, NaN, Infinity, -Infinity).map((n) => new Double(n)) },
  { weight: 1, arbitrary: fc.constantFrom('1', '2', '9007199254740993').map((n) => Long.fromString(n)) },
  { weight: 1, arbitrary: fc.constantFrom('1.0', '0.5', 'NaN', '-1E-3').map((n) => Decimal128.fromString(n)) },
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'ab', 'b', 'é', '中', 'z'.repeat(2100), `${'z'.repeat(2100)}y`) },
  { weight: 3, arbitrary: fc.constantFrom(null, true, false) },
  { weight: 1, arbitrary: fc.constantFrom(new Date(0), new Date(-1), new Date(5)) },
  { weight: 1, arbitrary: fc.constantFrom(new ObjectId('0'.repeat(24)), new MinKey(), new MaxKey()) },
)
const inner = fc.record({ x: scalar, y: scalar }, { requiredKeys: [] })
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 3, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }) },
  { weight: 2, arbitrary: inner },
  { weight: 2, arbitrary: fc.array(fc.oneof(inner, scalar), { maxLength: 3 }) },
)
const document = fc.record(
  { a: value, b: scalar, c: fc.oneof(inner, fc.array(inner, { maxLength: 3 }), scalar) },
  { requiredKeys: [] },
)

const path = fc.constantFrom('a', 'b', 'c', 'a.x', 'a.0', 'a.0.x', 'c.x', 'c.y')
const bound = fc
  .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq', '$ne'), fc.oneof(scalar, value))
  .map(([op, v]) => ({ [op]: v }))
const regex = fc.constantFrom('^a', '^z', 'b', '^').map((pattern) => ({ $regex: pattern }))
const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: value },
  { weight: 6, arbitrary: bound },
  { weight: 4, arbitrary: fc.tuple(bound, bound).map(([x, y]) => ({ ...x, ...y })) },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 4 }).map((list) => ({ $in: list })) },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }).map((list) => ({ $nin: list })) },
  { weight: 1, arbitrary: fc.array(scalar, { minLength: 1, maxLength: 2 }).map((list) => ({ $all: list })) },
  { weight: 2, arbitrary: bound.map((each) => ({ $elemMatch: each })) },
  { weight: 1, arbitrary: fc.tuple(bound, bound).map(([x, y]) => ({ $elemMatch: { x, y } })) },
  { weight: 1, arbitrary: bound.map((each) => ({ $not: each })) },
  { weight: 1, arbitrary: fc.constantFrom({ $exists: true }, { $exists: false }, { $type: 'number' }, { $size: 2 }) },
  { weight: 1, arbitrary: regex },
)
const clause = fc.dictionary(path, condition, { minKeys: 1, maxKeys: 3, noNullPrototype: true })
const filter: fc.Arbitrary<Document> = fc.oneof(
  { weight: 5, arbitrary: clause },
  { weight: 1, arbitrary: fc.array(clause, { minLength: 1, maxLength: 3 }).map((list) => ({ $or: list })) },
  { weight: 1, arbitrary: fc.array(clause, { minLength: 1, maxLength: 2 }).map((list) => ({ $and: list })) },
  { weight: 1, arbitrary: fc.constant({}) },
)
const sort = fc.option(
  fc.dictionary(path, fc.constantFrom(1 as const, -1 as const), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
)

const indexes = [
  [{ key: { a: 1 } }, { key: { b: -1 } }, { key: { 'c.x': 1 } }],
  [{ key: { a: 1, b: -1 } }, { key: { b: 1, 'c.y': 1 } }],
  [
    { key: { 'a.x': 1 }, sparse: true },
    { key: { b: 1 }, partialFilterExpression: { b: { $gt: 0 } } },
  ],
  [{ key: { b: 1, a: 1 } }, { key: { 'c.x': 1, 'c.y': -1 } }, { key: { 'a.0': 1 } }],
].map((specs) => specs.map((spec) => ({ ...spec, name: JSON.stringify(spec.key) })))

let server: Awaited<ReturnType<typeof startTestServer>>
let client: mongoose.mongo.MongoClient
beforeAll(async () => {
  server = await startTestServer()
  client = await mongoose.mongo.MongoClient.connect(server.uri, { promoteValues: false })
})
afterAll(async () => {
  await client.db(`differential_${process.pid}`).dropDatabase()
  await client.close()
  await server.stop()
})

/** A range on the field after one whose key is longer than the store's keys may be. */
const behindLongKey = {
  documents: [{ b: 'z'.repeat(2100), c: { y: new Int32(2) } }, { b: 'z'.repeat(2100), c: { y: new Int32(0) } }, {}],
  specs: [{ key: { b: 1, 'c.y': 1 }, name: 'b_c.y' }],
  queries: ['$gt', '$gte', '$lt', '$lte'].map((op): [Document, null] => [
    { b: 'z'.repeat(2100), 'c.y': { [op]: new Int32(1) } },
    null,
  ]),
  early: true,
}

const runs = Number(process.env['KEFU_FAULT_ROUNDS'] ?? 10)

it('gives the same answer with and without indexes', async () => {
  const db = client.db(`differential_${process.pid}`)
  const [plain, indexed] = [db.collection('plain'), db.collection('indexed')]
  const world = fc.record({
    documents: fc.array(document, { minLength: 1, maxLength: 30 }),
    specs: fc.constantFrom(...indexes),
    queries: fc.array(fc.tuple(filter, sort), { minLength: 20, maxLength: 40 }),
    early: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(world, async ({ documents, specs, queries, early }) => {
      await Promise.all([plain.drop(), indexed.drop()])
      const rows = documents.map((d, i) => ({ _id: i as never, ...d }))
      const build = (): Promise<unknown> => db.command({ createIndexes: 'indexed', indexes: specs })
      if (early) await build()
      await plain.insertMany(rows)
      await indexed.insertMany(rows)
      if (!early) await build()
      for (const [query, order] of queries) {
        // The last key makes the order whole: ties may come either way.
        const by = order ? { ...order, _id: 1 as const } : { _id: 1 as const }
        const ids = async (of: typeof plain): Promise<unknown[]> =>
          (await of.find(query).sort(by).toArray()).map((d) => Number(d._id))
        const unordered = async (of: typeof plain): Promise<unknown[]> =>
          (await of.find(query).toArray()).map((d) => Number(d._id)).sort((x, y) => x - y)
        expect(await ids(indexed), `sorted ${JSON.stringify([query, by])}`).toEqual(await ids(plain))
        expect(await unordered(indexed), `found ${JSON.stringify(query)}`).toEqual(await unordered(plain))
        expect(await indexed.countDocuments(query)).toEqual(await plain.countDocuments(query))
      }
      expect(await db.command({ validate: 'indexed' })).toMatchObject({ valid: true })
    }),
    { numRuns: runs, examples: [[behindLongKey]] },
  )
}, 600_000)
