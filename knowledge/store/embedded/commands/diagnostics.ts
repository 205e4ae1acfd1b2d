// Handshake, sessions and what tools ask a server about itself.
import { Binary } from 'bson'
import { randomBytes } from 'node:crypto'
import { doc, type Value } from '../bson/value.js'
import { double } from '../bson/numbers.js'
import { ServerError } from '../server-error.js'
import type { Engine, Handler, Request } from './command.js'

/** The MongoDB version whose behaviour this server follows, and its wire version. */
export const serverVersion = '8.0.0'
export const wireVersion = 25
export const mostDocumentBytes = 16 * 1024 * 1024
export const mostMessageBytes = 48_000_000

const hello: Handler = (request) =>
  doc({
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: mostDocumentBytes,
    maxMessageSizeBytes: mostMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: request.connection,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
    ok: 1,
  })
const buildInfo: Handler = () =>
  doc({
    version: serverVersion,
    gitVersion: 'kefu-embedded',
    modules: [],
    versionArray: [...serverVersion.split('.').map(Number), 0],
    bits: 64,
    debug: false,
    maxBsonObjectSize: mostDocumentBytes,
    storageEngines: ['lmdb'],
    ok: 1,
  })
const serverStatus = (_: Request, engine: Engine): ReturnType<Handler> =>
  doc({
    host: 'embedded',
    version: serverVersion,
    process: 'mongod',
    pid: BigInt(process.pid),
    uptime: double((Date.now() - engine.startedAt) / 1000),
    localTime: new Date(),
    metrics: doc({ cursor: doc({ open: doc({ total: BigInt(engine.cursors.size) }) }) }),
    storageEngine: doc({ name: 'lmdb', persistent: true }),
    ok: 1,
  })
const parameters = (request: Request): ReturnType<Handler> => {
  const wanted = [...request.command.keys()]
  if (!wanted.includes('featureCompatibilityVersion')) throw new ServerError(72, 'no option found to get')
  return doc({ featureCompatibilityVersion: doc({ version: '8.0' }), ok: 1 })
}
const noTransactions: Handler = () => {
  throw new ServerError(20, 'Transaction numbers are only allowed on a replica set member or mongos')
}
const answer =
  (fields: Record<string, Value> = {}): Handler =>
  () =>
    doc({ ...fields, ok: 1 })

export const diagnosticCommands = new Map<string, Handler>([
  ['hello', hello],
  ['ismaster', hello],
  ['isMaster', hello],
  ['ping', answer()],
  ['buildInfo', buildInfo],
  ['buildinfo', buildInfo],
  ['serverStatus', serverStatus],
  ['getParameter', parameters],
  ['startSession', () => doc({ id: doc({ id: new Binary(randomBytes(16), 4) }), timeoutMinutes: 30, ok: 1 })],
  ['endSessions', answer()],
  ['refreshSessions', answer()],
  ['killSessions', answer()],
  ['killAllSessions', answer()],
  ['killAllSessionsByPattern', answer()],
  ['commitTransaction', noTransactions],
  ['abortTransaction', noTransactions],
  ['connectionStatus', answer({ authInfo: doc({ authenticatedUsers: [], authenticatedUserRoles: [] }) })],
  ['whatsmyuri', answer({ you: '127.0.0.1:0' })],
  ['getLog', answer({ totalLinesWritten: 0, log: [] })],
  ['getCmdLineOpts', answer({ argv: ['kefu-embedded'], parsed: doc({}) })],
  ['hostInfo', answer({ system: doc({ hostname: 'embedded' }) })],
  ['getFreeMonitoringStatus', answer({ state: 'disabled' })],
])
