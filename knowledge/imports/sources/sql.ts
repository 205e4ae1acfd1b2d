// Rows of a query, a thousand at a time: PostgreSQL through a cursor in a read-only transaction, MySQL and MariaDB as a stream.
import { AppError, toError } from '../../../platform/errors.js'
import { reveal, type Environment, type Page, type SqlDefinition } from './definition.js'

const pageRows = 1_000

type Row = Record<string, unknown>

/** Connection strings hold passwords, and so do messages of drivers: only their code is told. */
function fault(engine: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const code = (thrown as { code?: unknown } | null)?.code
  const shown = typeof code === 'string' || typeof code === 'number' ? String(code) : 'unknown'
  const isAway = /^(?:E[A-Z]+|PROTOCOL_CONNECTION_LOST|08...|57...|53...)$/.test(shown)
  return new AppError('source-failed', `The ${engine} source cannot be read (${shown}).`, {
    details: { engine, code: shown },
    retryable: isAway,
    cause: toError(thrown),
  })
}

async function* postgresRows(connection: string, query: string, values: readonly string[]): AsyncGenerator<Row[]> {
  const { default: pg } = await import('pg')
  // Every value as the server writes it: dates without this machine's time zone, numbers without rounding.
  const types = { getTypeParser: () => (value: unknown) => (Buffer.isBuffer(value) ? value.toString() : value) }
  const client = new pg.Client({ connectionString: connection, types: types, connectionTimeoutMillis: 15_000 })
  // The connection may break while nobody asks; the next question tells.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('BEGIN READ ONLY')
    await client.query({ text: `DECLARE kefu NO SCROLL CURSOR FOR ${query.replace(/;\s*$/, '')}`, values: [...values] })
    for (;;) {
      const { rows } = await client.query<Row>(`FETCH ${String(pageRows)} FROM kefu`)
      if (rows.length > 0) yield rows
      if (rows.length < pageRows) return
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function* mysqlRows(connection: string, query: string, values: readonly string[]): AsyncGenerator<Row[]> {
  const { default: mysql } = await import('mysql2')
  const client = mysql.createConnection({
    uri: connection,
    dateStrings: true,
    decimalNumbers: false,
    supportBigNumbers: true,
    bigNumberStrings: true,
    connectTimeout: 15_000,
  })
  client.on('error', () => undefined)
  try {
    await new Promise<void>((resolve, reject) => {
      client.query('SET SESSION TRANSACTION READ ONLY', (error) => {
        if (error) reject(error)
        else resolve()
      })
    })
    let page: Row[] = []
    for await (const row of client.query(query, [...values]).stream({ highWaterMark: pageRows })) {
      page.push(row as Row)
      if (page.length < pageRows) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  } finally {
    client.destroy()
  }
}

/**
 * Pages in the order of the query. A run that was cut short is begun again from `since`: a database keeps no place.
 * Rejects with `source-failed`.
 */
export async function* pullSql(
  definition: SqlDefinition,
  since: string | undefined,
  environment: Environment,
): AsyncGenerator<Page> {
  const { engine, query, incremental } = definition
  const values = incremental ? [since ?? incremental.start] : []
  const rows = engine === 'postgres' ? postgresRows : mysqlRows
  let cursor = since
  try {
    for await (const page of rows(reveal(definition.connection, environment), query, values)) {
      if (incremental) {
        const last = page.at(-1)?.[incremental.column]
        if (last === undefined)
          throw new AppError('source-failed', `The query gives no column "${incremental.column}".`, {
            details: { field: 'incremental.column' },
          })
        if (last !== null) cursor = typeof last === 'string' ? last : JSON.stringify(last)
      }
      yield { records: page, position: undefined, cursor }
    }
  } catch (thrown) {
    throw fault(engine, thrown)
  }
}
