// MongoDB's unified specification tests, read from the folder that KEFU_MONGO_SPECS names (a checkout of mongodb/specifications, or its source/).
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { startTestServer } from '../../../tests/support/test-store.js'
import { fieldsOf, listOf, NotApplicable, textOf, type Fields } from './fixtures/unified/entities.js'
import { runTest, type Server } from './fixtures/unified/run-test.js'

const { EJSON } = mongoose.mongo.BSON

/** The suites that apply to a standalone, by a part of their path. */
const suites = [
  'crud',
  'index-management',
  'collection-management',
  'read-write-concern',
  'command-logging-and-monitoring',
  'command-monitoring',
  'run-command',
]

/** Test → why it cannot pass; see the file. */
const exceptions = new Map(
  (
    parse(readFileSync(new URL('./fixtures/unified/exceptions.yaml', import.meta.url), 'utf8')) as {
      reason: string
      tests: string[]
    }[]
  ).flatMap(({ reason, tests }) => tests.map((test) => [test, reason] as const)),
)

interface File {
  readonly name: string
  readonly content: Fields
}
function filesOf(folder: string): File[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return all.flatMap((path) => {
    const inSuite = suites.some((suite) => path.split(/[\\/]/).includes(suite) || folder.endsWith(suite))
    const other = path.endsWith('.yml') && all.includes(path.replace(/yml$/, 'json'))
    if (!inSuite || !/\.(json|yml)$/.test(path) || other) return []
    const text = readFileSync(join(folder, path), 'utf8')
    const json = path.endsWith('.json') ? text : JSON.stringify(parse(text, { merge: true }))
    const content = fieldsOf(EJSON.parse(json, { relaxed: true }))
    return content['schemaVersion'] !== undefined && Array.isArray(content['tests']) ? [{ name: path, content }] : []
  })
}

const folder = process.env['KEFU_MONGO_SPECS']
const present = folder !== undefined && existsSync(folder)
if (!present)
  process.stderr.write(
    'skipped: unified specification tests (KEFU_MONGO_SPECS names no folder of mongodb/specifications)\n',
  )

describe.skipIf(!present)('unified specification tests (shared data)', () => {
  let stop: () => Promise<void>
  let server: Server
  beforeAll(async () => {
    const started = await startTestServer()
    const admin = await mongoose.mongo.MongoClient.connect(started.uri)
    const { version } = await admin.db('admin').command({ buildInfo: 1 })
    server = { uri: started.uri, admin, version: textOf(version) }
    stop = async () => {
      await admin.close()
      await started.stop()
    }
  })
  afterAll(() => stop())

  const files = present ? filesOf(folder) : []
  it('finds tests in the folder', () => expect(files).not.toEqual([]))
  for (const { name, content } of files)
    describe(name, () => {
      for (const test of listOf(content['tests'])) {
        const title = textOf(test['description'])
        const reason = exceptions.get(`${textOf(content['description'])}: ${title}`)
        it(
          reason === undefined ? title : `${title} (fails: ${reason})`,
          { fails: reason !== undefined },
          async (context) => {
            try {
              await runTest(server, content, test)
            } catch (thrown) {
              if (thrown instanceof NotApplicable) context.skip(thrown.message)
              throw thrown
            }
          },
        )
      }
    })
})
