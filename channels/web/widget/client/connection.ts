// The line to the server: kept open, opened again after a failure, asked with a time limit.
import { socketPath } from '../../limits.js'
import type { Ack, ConnectProblem, Handshake, RequestName, ServerEvents } from '../../protocol.js'
import { openSocket, type SocketIo } from './socket-io.js'

export interface ConnectionOptions {
  /** Origin of the server. */
  server: string
  /** Called at each connection. `undefined` when it cannot be told now; the connection is tried again later. */
  auth(): Promise<Handshake | undefined>
  events: Pick<ServerEvents, 'welcome' | 'message' | 'typing' | 'delivery' | 'owner' | 'rating'>
  /** The connection is gone; it is being opened again. */
  onOffline(): void
  /** Refused at the door. True when it is worth trying again. */
  onRefused(problem: ConnectProblem): boolean
  memory: {
    /** A WebSocket got through before, so a failure is more likely an outage than a network that blocks it. */
    readonly socketWorked: boolean
    rememberSocket(): void
  }
  /** This one alone, for tests. */
  transport?: 'websocket' | 'polling'
  WebSocket?: typeof WebSocket
}

export interface Connection {
  connect(): void
  /** Closes and connects anew. */
  reset(): void
  close(): void
  readonly online: boolean
  /** Resolves with the server's answer; rejects when there was none in time, so that nothing is known about what became of it. */
  ask<Name extends RequestName>(name: Name, payload: object, timeoutMs?: number): Promise<Ack<Name>>
}

const answerWithinMs = 10_000
const firstDelayMs = 400
const longestDelayMs = 8000

export function createConnection(options: ConnectionOptions): Connection {
  const url = `${options.server}${socketPath}/`
  let socket: SocketIo | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wanted = false
  let failures = 0
  /** Set by a refusal that says when to come back, and by a server that is going away. */
  let pauseMs: number | undefined

  /** Some networks let no WebSocket through: every third try is by polling, every eighth where a WebSocket worked before. */
  const nextTransport = () => {
    if (options.transport) return options.transport
    const every = options.memory.socketWorked ? 8 : 3
    return failures % every === every - 1 ? 'polling' : 'websocket'
  }

  function open(): void {
    clearTimeout(timer)
    if (socket || !wanted) return
    const transport = nextTransport()
    let mine: SocketIo | undefined = undefined
    const current = () => mine !== undefined && mine === socket
    mine = openSocket({
      url,
      transport,
      ...(options.WebSocket && { WebSocket: options.WebSocket }),
      auth: () => options.auth(),
      onConnect() {
        failures = 0
        if (transport === 'websocket') options.memory.rememberSocket()
      },
      onEvent(name, [payload]) {
        if (!current()) return
        if (name === 'restart') pauseMs = Math.random() * (payload as { inMs: number }).inMs
        const listener = Object.hasOwn(options.events, name)
          ? options.events[name as keyof typeof options.events]
          : undefined
        if (listener) (listener as (payload: unknown) => void)(payload)
      },
      onRefused(message, data) {
        if (!current()) return
        const problem = (data as ConnectProblem | undefined) ?? { code: 'internal', message, retryable: true }
        if (options.onRefused(problem)) pauseMs = problem.retryAfterMs
        else wanted = false
      },
      onClose() {
        if (!current()) return
        socket = undefined
        failures += 1
        options.onOffline()
        const delayMs = pauseMs ?? Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs)
        pauseMs = undefined
        timer = setTimeout(open, delayMs * (0.5 + Math.random()))
      },
    })
    socket = mine
  }

  const connect = () => {
    wanted = true
    failures = 0
    open()
  }

  const close = () => {
    wanted = false
    clearTimeout(timer)
    const old = socket
    socket = undefined
    old?.close()
    options.onOffline()
  }

  return {
    connect,
    close,
    reset: () => {
      close()
      connect()
    },
    get online() {
      return socket?.connected ?? false
    },
    ask(name, payload, timeoutMs = answerWithinMs) {
      return (socket?.ask(name, payload, timeoutMs) ?? Promise.reject(new Error('offline'))) as Promise<never>
    },
  }
}
