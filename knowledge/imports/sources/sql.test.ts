import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../platform/clock.js'
import { describeWith } from '../../../tests/support/skip.js'
import { startMariadb, startPostgres, type SqlServer } from '../../../tests/support/sql-servers.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { readDefinition } from './definition.js'
import { pullSource } from './pull.js'
import { importSources } from './sources.js'

const store = withStore()
let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'kefu-sql-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => emptyStore(store()))

const environment: Record<string, string> = {}
const pull = (name: string) => pullSource(name, { store: store(), clock: systemClock, folder, environment })
const customers = () => store().models.customers.find().sort({ number: 1 }).lean()

type Run = (sql: string) => Promise<unknown>

/** The same for every engine. */
function contract(
  engine: 'postgres' | 'mysql',
  mark: string,
  start: () => Promise<SqlServer>,
  client: (url: string) => Promise<{ run: Run; end: () => Promise<unknown> }>,
) {
  let server: SqlServer
  let run: Run
  let end: () => Promise<unknown>
  beforeAll(async () => {
    server = await start()
    environment['SHOP_DATABASE'] = server.url
    ;({ run, end } = await client(server.url))
    await run(
      'CREATE TABLE people (id VARCHAR(20) PRIMARY KEY, full_name VARCHAR(80), email VARCHAR(80), spent DECIMAL(20,2), born DATE, updated_at TIMESTAMP(3))',
    )
  })
  afterAll(async () => {
    await end()
    await server.stop()
  })
  const add = (more: object = {}) =>
    importSources(store(), systemClock).add({
      name: 'shop',
      kind: 'pull',
      definition: {
        kind: 'sql',
        engine,
        connection: { env: 'SHOP_DATABASE' },
        query: `SELECT id, full_name AS name, email, spent, born, updated_at FROM people WHERE updated_at >= ${mark} ORDER BY updated_at, id`,
        incremental: { column: 'updated_at', start: '2000-01-01 00:00:00' },
        ...more,
      },
    })

  it('imports all rows, then only those that changed', async () => {
    await run('DELETE FROM people')
    for (let from = 0; from < 2_500; from += 500)
      await run(
        `INSERT INTO people VALUES ${Array.from({ length: 500 }, (_, at) => `('C${String(10_000 + from + at)}', 'Ann ${String(from + at)}', 'p${String(from + at)}@a.example', 12345678901234.56, '1990-02-03', '2026-01-01 00:00:0${String(from / 500)}.123')`).join(',')}`,
      )
    await add()
    expect(await pull('shop')).toMatchObject({ kind: 'imported', records: 2_500, batch: { counts: { new: 2_500 } } })
    const [first] = await customers()
    expect(first).toMatchObject({ number: 'C10000', name: 'Ann 0', email: 'p0@a.example' })
    // As the server writes it: no time zone of this machine, no rounding.
    expect(first?.traits).toMatchObject([
      { name: 'spent', value: 12345678901234.56 },
      { name: 'born', value: '1990-02-03' },
      { name: 'updated_at', value: '2026-01-01' },
    ])
    await run("UPDATE people SET full_name = 'Bea', updated_at = '2026-02-01 00:00:00' WHERE id = 'C10007'")
    const again = await pull('shop')
    expect(again).toMatchObject({ kind: 'imported', batch: { counts: { new: 0 } } })
    // The rows of the last moment are read once more (`>=`), and the changed one.
    expect(again.kind === 'imported' && again.records).toBe(501)
    expect((await customers()).find(({ number }) => number === 'C10007')).toMatchObject({ name: 'Bea' })
    expect(await store().models.customers.countDocuments()).toBe(2_500)
  })

  it('tells what is wrong without telling the password', async () => {
    await add({ query: `SELECT nothing FROM nowhere WHERE 1 = ${mark}` })
    await expect(pull('shop')).rejects.toMatchObject({ code: 'source-failed', details: { engine } })
    environment['SHOP_DATABASE'] = server.url.replace('@', ':secret-word@').replace(/:\d+\//, ':1/')
    const failed = await pull('shop').catch((error: unknown) => error)
    environment['SHOP_DATABASE'] = server.url
    expect(failed).toMatchObject({ code: 'source-failed', retryable: true })
    expect(JSON.stringify([failed, (failed as Error).message])).not.toContain('secret-word')
    expect((await importSources(store(), systemClock).need('shop')).failure).toContain('cannot be read')
  })

  it('writes nothing to the database, whatever the query says', async () => {
    await run('DELETE FROM people')
    await run("INSERT INTO people VALUES ('C1', 'Ann', NULL, NULL, NULL, '2026-01-01 00:00:00')")
    const query =
      engine === 'postgres'
        ? 'WITH gone AS (DELETE FROM people WHERE updated_at >= $1 RETURNING id) SELECT * FROM gone'
        : "WITH gone AS (SELECT 1 AS id) SELECT id FROM gone WHERE id >= ? INTO OUTFILE '/tmp/kefu-must-not-exist'"
    await add({ query })
    await expect(pull('shop')).rejects.toMatchObject({ code: 'source-failed' })
  })
}

describe('a definition', () => {
  it.each([
    [{ kind: 'sql', engine: 'oracle', connection: 'x', query: 'SELECT 1' }, 'engine'],
    [{ kind: 'sql', engine: 'mysql', connection: 'x', query: 'DROP TABLE people' }, 'query'],
    [{ kind: 'rest', url: 'file:///etc/passwd' }, 'url'],
    [
      { kind: 'rest', url: 'https://a.example', auth: { in: 'header', value: { env: 'lower case' } } },
      'auth.value.env',
    ],
  ])('that is wrong is refused by field: %j', (definition, field) => {
    expect(() => readDefinition(definition)).toThrow(
      expect.objectContaining({ code: 'input-invalid', details: { field } }),
    )
  })
})

describeWith(['initdb', 'postgres'], 'PostgreSQL', () => {
  contract('postgres', '$1', startPostgres, async (url) => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    await client.connect()
    return { run: (sql) => client.query(sql), end: () => client.end() }
  })
})

describeWith(['mariadbd', 'mariadb-install-db'], 'MariaDB', () => {
  contract('mysql', '?', startMariadb, async (url) => {
    const client = await mysql.createConnection(url)
    return { run: (sql) => client.query(sql), end: () => client.end() }
  })
})
