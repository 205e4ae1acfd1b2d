// Conformance cases as data (fixtures/*.yaml), on this server or, with KEFU_TEST_MONGODB_URI, on any other: the same cases check both.
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer } from '../../../tests/support/test-store.js'
import { ExpectedError, Missing, readCases, type Fields } from './fixtures/read-cases.js'

const { EJSON } = mongoose.mongo.BSON
type Document = mongoose.mongo.Document

let server: Awaited<ReturnType<typeof startTestServer>>
let client: mongoose.mongo.MongoClient
let db: mongoose.mongo.Db
beforeAll(async () => {
  server = await startTestServer()
  client = await mongoose.mongo.MongoClient.connect(server.uri, { promoteValues: false, bsonRegExp: true })
  db = client.db(`conformance_${process.pid}`)
})
afterAll(async () => {
  await db.dropDatabase()
  await client.close()
  await server.stop()
})

/** Exact to the type: 1 and 1.0 differ here. */
const exact = (value: unknown): unknown => JSON.parse(EJSON.stringify(plain(value), { relaxed: false }))
function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, v]) => [name as string, plain(v)]))
  return Array.isArray(value) ? value.map(plain) : value
}
const show = (value: unknown): string =>
  value instanceof ExpectedError ? `error ${value.code}` : JSON.stringify(plain(value))

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const nothing: Fields = new Map()
const fields = (value: unknown): Fields => (value instanceof Map ? (value as Fields) : nothing)

let number = 0
async function collectionOf(documents: readonly unknown[], indexes: unknown): Promise<string> {
  const name = `c${++number}`
  if (documents.length > 0) await db.command({ insert: name, documents })
  else await db.command({ create: name })
  if (Array.isArray(indexes)) await db.command({ createIndexes: name, indexes })
  return name
}

/** One collection for all cases of a group that change nothing. */
const shared = new Map<Fields, Promise<string>>()
function sharedCollection(group: Fields, documents: readonly unknown[]): Promise<string> {
  const known = shared.get(group)
  if (known) return known
  const made = collectionOf(documents, group.get('indexes'))
  shared.set(group, made)
  return made
}

async function codeOf(work: Promise<unknown>): Promise<number> {
  try {
    await work
  } catch (thrown) {
    return Number((thrown as { code?: unknown }).code)
  }
  return 0
}
/** Runs a command; write errors count as errors. */
async function run(command: Document): Promise<Document> {
  const reply = await db.command(command, { promoteValues: false, bsonRegExp: true })
  const [first] = (reply.writeErrors ?? []) as Document[]
  if (first) throw Object.assign(new Error(String(first.errmsg)), { code: Number(first.code) })
  return reply
}
const firstBatch = (reply: Document): Document[] => (reply.cursor as { firstBatch: Document[] }).firstBatch

async function check(command: Document, expected: unknown, actual: (reply: Document) => unknown): Promise<void> {
  if (expected instanceof ExpectedError) expect(await codeOf(run(command))).toBe(expected.code)
  else expect(exact(await actual(await run(command)))).toEqual(exact(expected))
}

/** The groups of a kind's files; each has a title, perhaps documents, and pairs of what is asked and what comes. */
function groups(kind: string, each: (group: Fields, one: unknown[]) => Promise<void>): void {
  const files = kind === 'command' ? [kind] : [kind, `${kind}-edges`]
  describe(kind, () => {
    for (const group of files.flatMap(readCases))
      describe(String(group.get('title')), () => {
        for (const one of list(group.get('cases'))) {
          const [asked, ...rest] = list(one)
          it(`${show(asked)} → ${rest.map(show).join(', ')}`, () => each(group, list(one)))
        }
      })
  })
}

// [filter, ids | error]
groups('query', async (group, [filter, ids]) => {
  const name = await sharedCollection(group, list(group.get('documents')))
  const command = { find: name, filter, sort: { _id: 1 }, ...Object.fromEntries(fields(group.get('options'))) }
  await check(command, ids, (reply) => firstBatch(reply).map((d) => d._id as unknown))
})

// [document, update, document after | error, {filter, options of the statement}?]
groups('update', async (_, [before, update, after, given]) => {
  const name = await collectionOf(before === null ? [] : [before], undefined)
  const { filter, ...options } = Object.fromEntries(fields(given))
  const statement = { q: filter ?? {}, u: update, ...options }
  await check({ update: name, updates: [statement] }, after, async () => firstBatch(await run({ find: name }))[0])
})

// [projection, document | error, {filter, options}?]
groups('projection', async (group, [projection, expected, given]) => {
  const name = await sharedCollection(group, [group.get('document')])
  const command = { find: name, filter: {}, ...Object.fromEntries(fields(given)), projection }
  await check(command, expected, (reply) => firstBatch(reply)[0])
})

// [pipeline, documents | error]
groups('stage', async (group, [pipeline, expected]) => {
  const name = await sharedCollection(group, list(group.get('documents')))
  const command = { aggregate: name, pipeline, cursor: {} }
  await check(command, expected, firstBatch)
})

// [expression, value | missing | error]
groups('expression', async (group, [expression, expected]) => {
  const name = await sharedCollection(group, [group.get('document') ?? { _id: 1 }])
  const command = { aggregate: name, pipeline: [{ $project: { _id: 0, value: expression } }], cursor: {} }
  const wanted = expected instanceof Missing ? {} : expected instanceof ExpectedError ? expected : { value: expected }
  await check(command, wanted, (reply) => firstBatch(reply)[0])
})

// [command with the collection as its value null, part of the reply | error]
groups('command', async (group, [command, expected]) => {
  const name = await collectionOf(list(group.get('documents')), group.get('indexes'))
  const filled = Object.fromEntries([...fields(command)].map(([key, v], i) => [key, i === 0 && v === null ? name : v]))
  if (expected instanceof ExpectedError) expect(await codeOf(run(filled))).toBe(expected.code)
  else expect(exact(await run(filled))).toMatchObject(exact(expected) as object)
})
