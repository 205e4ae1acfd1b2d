// The door of commands: one request in, one reply out, errors as MongoDB sends them.
import { doc, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { withDeadline } from '../time-limit.js'
import { aggregateCommands } from './aggregate.js'
import { bulkCommands } from './bulk-write.js'
import { collectionCommands } from './collections.js'
import {
  checkWriteConcern,
  commandName,
  deadlineOf,
  type Engine,
  type Handler,
  type Reply,
  type Request,
} from './command.js'
import { diagnosticCommands } from './diagnostics.js'
import { explain } from './explain.js'
import { queryCommands } from './find.js'
import { indexCommands } from './indexes.js'
import { writeCommands } from './writes.js'

export { reportingStages } from './aggregate.js'
export { headerRoom } from './cursor-reply.js'
export { Cursors } from './cursors.js'
export { mostMessageBytes } from './diagnostics.js'
export { deleteExpired } from './expiry.js'
export { findByKey, type KeyFind } from './find-by-key.js'
export type { Engine, Reply, Request } from './command.js'

export const commands: ReadonlyMap<string, Handler> = new Map([
  ...diagnosticCommands,
  ['explain', explain] as const,
  ...queryCommands,
  ...aggregateCommands,
  ...writeCommands,
  ...bulkCommands,
  ...collectionCommands,
  ...indexCommands,
])

/** What a client is told of a fault or a refusal. */
export function errorReply(thrown: unknown): Document {
  const error =
    thrown instanceof ServerError
      ? thrown
      : new ServerError(1, thrown instanceof Error ? thrown.message : String(thrown))
  const extra: Record<string, Value> = error.extra
  return doc({ ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...extra })
}

/** The reply at once where the command has nothing to wait for, as every read has; what is thrown becomes a reply too. */
export function runCommand(request: Request, engine: Engine): Reply | Promise<Reply> {
  try {
    const name = commandName(request)
    const handler = commands.get(name)
    if (!handler) throw new ServerError(59, `no such command: '${name}'`)
    if (
      request.command.has('startTransaction') ||
      request.command.get('autocommit') === false ||
      request.command.has('txnNumber')
    )
      throw new ServerError(20, 'Transaction numbers are only allowed on a replica set member or mongos')
    checkWriteConcern(request.command)
    const reply = withDeadline(deadlineOf(request), () => handler(request, engine))
    return reply instanceof Promise ? reply.catch(errorReply) : reply
  } catch (thrown) {
    return errorReply(thrown)
  }
}
