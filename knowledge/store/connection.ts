// The connection to the database: one of our own (never mongoose's global one), with every index in place before anything reads.
import mongoose, { type Connection } from 'mongoose'
import { AppError } from '../../platform/errors.js'
import { compileModels, type Models } from './models/index.js'

export interface Store {
  readonly connection: Connection
  readonly models: Models
  /** Resolves when the database answers; rejects with `database-unreachable`. For readiness checks. */
  ping(): Promise<void>
  /** Waits for operations under way, then closes every socket. Idempotent. */
  close(): Promise<void>
}

export interface StoreOptions {
  uri: string
  /** Shown in the server's log. */
  appName: string
  /** Database name; default: the one in the URI, else `kefu`. */
  database?: string
  /** How long an unreachable server is waited for; default 10 000. */
  timeoutMs?: number
}

/** The address without its password. */
function withoutCredentials(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//')
}

function unreachable(uri: string, cause: unknown): AppError {
  const where = withoutCredentials(uri)
  return new AppError('database-unreachable', `The database at ${where} does not answer; check MONGODB_URI.`, {
    details: { variable: 'MONGODB_URI', where },
    retryable: true,
    cause,
  })
}

/** The database named in a connection string, if any. */
function databaseOf(uri: string): string | undefined {
  return /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(uri)?.[1]
}

/**
 * Connects and creates missing indexes. Writes are acknowledged by a majority and journalled, reads see only what a majority has:
 * an acknowledged message survives the loss of any one server. Rejects with `database-unreachable` after `timeoutMs`.
 */
export async function connectStore(options: StoreOptions): Promise<Store> {
  const { uri, appName, timeoutMs = 10_000 } = options
  const connection = mongoose.createConnection()
  try {
    await connection.openUri(uri, {
      appName,
      dbName: options.database ?? databaseOf(uri) ?? 'kefu',
      serverSelectionTimeoutMS: timeoutMs,
      writeConcern: { w: 'majority', journal: true },
      readConcernLevel: 'majority',
      ignoreUndefined: true,
      autoCreate: false,
      autoIndex: false,
      // An operation issued while disconnected fails at the driver's deadline instead of waiting in mongoose's own buffer.
      bufferCommands: false,
    })
  } catch (cause) {
    await connection.close().catch(() => undefined)
    if (cause instanceof mongoose.Error.MongooseServerSelectionError || isNetworkFault(cause))
      throw unreachable(uri, cause)
    throw new AppError('config-invalid', `MONGODB_URI cannot be used: ${describe(cause)}`, {
      details: { variable: 'MONGODB_URI' },
      cause,
    })
  }
  const models = compileModels(connection)
  try {
    await checkVersion(connection, uri)
    for (const model of Object.values(connection.models)) await model.createIndexes()
  } catch (cause) {
    await connection.close()
    throw cause
  }
  return {
    connection,
    models,
    ping: async () => {
      try {
        await connection.getClient().db().command({ ping: 1 })
      } catch (cause) {
        throw unreachable(uri, cause)
      }
    },
    close: () => connection.close(),
  }
}

/** Of MongoDB 8.0, the first with `bulkWrite` over several collections. */
const neededWireVersion = 25

async function checkVersion(connection: Connection, uri: string): Promise<void> {
  const hello = await connection.getClient().db('admin').command({ hello: 1 })
  if (Number(hello['maxWireVersion']) >= neededWireVersion) return
  throw new AppError('config-invalid', 'MONGODB_URI: MongoDB 8.0 or newer is needed; the server there is older.', {
    details: { variable: 'MONGODB_URI', where: withoutCredentials(uri) },
  })
}

const describe = (thrown: unknown): string =>
  thrown instanceof Error ? withoutCredentials(thrown.message) : String(thrown)

const isNetworkFault = (thrown: unknown): boolean =>
  thrown instanceof Error && /^Mongo(Network|ServerSelection|Topology)/.test(thrown.name)
