// From whatever arrived on a socket to one command and one answer; nothing that a client sends can throw past this point.
import { AppError } from '../../platform/errors.js'
import type { ChannelLog, ChannelMetrics } from '../observe.js'
import { commands, type Command, type CommandParts, type Connection } from './commands.js'
import { requests, type Refusal, type RequestName } from './protocol.js'
import type { RateLimits } from './rate-limits.js'
import { refusalOf } from './refusal.js'
import { channelName, subjectOf, threadOf } from './session.js'

const known = new Map(Object.keys(requests).map((name) => [name, name as RequestName]))

/** These change who is speaking or what is stored: one at a time in the order they came. */
const ordered = new Set<RequestName>(['send', 'identify', 'logout', 'rate'])

const containsBytes = (value: unknown): boolean =>
  value instanceof Uint8Array ||
  value instanceof ArrayBuffer ||
  (typeof value === 'object' && value !== null && Object.values(value).some(containsBytes))

function parsed(name: RequestName, args: readonly unknown[]): unknown {
  const [payload = {}, ...others] = args
  if (containsBytes(args)) throw new AppError('message-malformed', 'Binary data is not taken here.')
  const read = requests[name].safeParse(payload)
  const issue = read.success ? undefined : read.error.issues[0]
  if (issue || others.length > 0) {
    const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.')
    throw new AppError(
      'input-invalid',
      `The field ${field === undefined || field === '' ? 'payload' : field} is wrong.`,
      {
        details: { field: field ?? 'payload', reason: issue?.code ?? 'too-many-arguments' },
      },
    )
  }
  return read.data
}

export interface DispatchParts {
  /** `undefined` while no messages are taken. */
  commandParts: () => CommandParts | undefined
  rates: RateLimits
  log: ChannelLog
  metrics: ChannelMetrics
}

/** Handles the events of one connection. The promise resolves when the answer was given; it never rejects. */
export function createDispatch({ commandParts, rates, log, metrics }: DispatchParts, connection: Connection) {
  let tail: Promise<unknown> = Promise.resolve()

  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = tail.then(work, work)
    tail = next
    return next
  }

  const run = async (event: string, args: readonly unknown[]): Promise<object> => {
    const { session } = connection
    const name = known.get(event)
    if (name === 'send')
      await rates.message({ visitor: threadOf(session), address: session.address, site: session.site.key })
    else await rates.command(subjectOf(session).subject)
    if (name === 'rate') await rates.rating(threadOf(session))
    if (name === undefined) throw new AppError('event-unknown', 'This event is not known.')
    const parts = commandParts()
    if (!parts) throw new AppError('shutting-down', 'The server is restarting; please try again.', { retryable: true })
    const request = parsed(name, args)
    // One table entry's parameter type cannot be narrowed by its key; `parsed` used the same key's schema.
    const command = commands[name] as Command<RequestName>
    const work = () => command(parts, connection, request as never)
    return ordered.has(name) ? inOrder(work) : work()
  }

  return async (event: string, args: readonly unknown[], refuse: (refusal: Refusal) => void): Promise<void> => {
    const last = args.at(-1)
    const ack = typeof last === 'function' ? (last as (answer: object) => void) : undefined
    try {
      const answer = await run(event, ack ? args.slice(0, -1) : args)
      if (event === 'send')
        metrics.count('messages', {
          channel: channelName,
          result: 'duplicate' in answer && answer.duplicate ? 'duplicate' : 'stored',
        })
      ack?.({ ok: true, ...answer })
    } catch (error) {
      const refusal = refusalOf(error)
      metrics.count('refused', { channel: channelName, code: refusal.code })
      if (refusal.code === 'internal')
        log.error({ err: error, event: known.get(event) ?? 'unknown' }, 'web command failed')
      if (ack) ack(refusal)
      else refuse(refusal)
    }
  }
}
