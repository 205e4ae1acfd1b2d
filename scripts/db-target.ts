// Which database a `db:` command works on: --uri, else MONGODB_URI, else the embedded one under the data folder, running or not.
import { join } from 'node:path'
import mongoose from 'mongoose'
import { readOwner, startEmbedded } from '../knowledge/store/embedded/index.js'
import { readConfig } from '../platform/config.js'

export const targetOptions = { uri: { type: 'string' }, dir: { type: 'string' } } as const
export const targetUsage = `  --uri URI   a MongoDB server (default: MONGODB_URI when it is set)
  --dir DIR   the folder of an embedded database (default: DATA_DIR/database)`

export interface TargetArguments {
  readonly uri?: string | undefined
  readonly dir?: string | undefined
}

/** The folder of the embedded database that is meant. */
export const directoryOf = (given: string | undefined): string =>
  given ?? join(readConfig(process.cwd()).DATA_DIR, 'database')

export interface Target {
  readonly client: mongoose.mongo.MongoClient
  /** What to call it in messages; without a password. */
  readonly name: string
  close(): Promise<void>
}

async function connect(uri: string, name: string, stop: () => Promise<void>): Promise<Target> {
  // Values keep their BSON types: an int stays an int, a double a double.
  const client = new mongoose.mongo.MongoClient(uri, {
    appName: 'kefu-db',
    serverSelectionTimeoutMS: 10_000,
    promoteValues: false,
    bsonRegExp: true,
    w: 'majority',
    retryWrites: false,
  })
  try {
    await client.connect()
  } catch (thrown) {
    await stop()
    throw new Error(`${name} does not answer: ${(thrown as Error).message}`, { cause: thrown })
  }
  const close = async (): Promise<void> => {
    await client.close()
    await stop()
  }
  return { client, name, close }
}

/** Opens what the arguments name. An embedded database that runs is used where it is; one that does not is started for the time. */
export async function openTarget({ uri, dir }: TargetArguments): Promise<Target> {
  const configured = uri ?? (dir === undefined ? readConfig(process.cwd()).MONGODB_URI : undefined)
  const nothing = async (): Promise<void> => undefined
  if (configured !== undefined) return connect(configured, configured.replace(/\/\/[^@/]*@/, '//'), nothing)
  const directory = directoryOf(dir)
  const owner = readOwner(directory)
  if (owner?.alive && owner.uri) return connect(owner.uri, directory, nothing)
  const server = await startEmbedded({ directory })
  return connect(server.uri, directory, () => server.stop())
}

/** Runs a command's work; an expected mistake becomes one sentence and exit code 1. */
export async function exitWith(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work()
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    console.error(thrown.message)
    process.exitCode = 1
  }
}
