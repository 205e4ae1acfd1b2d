// The Socket.IO server of the web channel: connections, rooms, events out.
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import { Server, type ServerOptions, type Socket } from 'socket.io'
import { AppError } from '../../platform/errors.js'
import { createInFlight } from '../in-flight.js'
import type { ChannelLog, ChannelMetrics } from '../observe.js'
import type { Admitted } from './admission.js'
import { standingOf, type CommandParts, type Connection } from './commands.js'
import { createDispatch } from './dispatch.js'
import { maxFrameBytes, socketPath } from './limits.js'
import type { ServerEvents } from './protocol.js'
import type { RateLimits } from './rate-limits.js'
import { refusalOf } from './refusal.js'
import { channelName, isRoom, roomOf, threadOf, type Session } from './session.js'
import type { Sites } from './sites.js'

type KefuSocket = Socket<Record<string, never>, ServerEvents>
export type KefuServer = Server<Record<string, never>, ServerEvents>

export interface SocketServerParts {
  httpServer: HttpServer
  sites: Sites
  rates: RateLimits
  log: ChannelLog
  metrics: ChannelMetrics
  admit: (auth: unknown, request: Socket['request']) => Promise<Admitted>
  commandParts: () => CommandParts | undefined
  /** For several nodes: a Socket.IO adapter that reaches all of them. */
  adapter?: ServerOptions['adapter']
}

const enterWithinMs = 10_000

/** Clients come back spread over this time. */
const comeBackWithinMs = 3000

const closed = () =>
  new AppError('shutting-down', 'The server is starting or stopping; please come back.', { retryable: true })

const connectProblem = (error: unknown): Error => {
  const { ok: _ok, ...data } = refusalOf(error)
  return Object.assign(new Error(data.code), { data })
}

/** What `ws` says of a frame above `maxHttpBufferSize` comes wrapped by Engine.IO; there is nobody left to answer then. */
const wasFrameTooLarge = (description: unknown): boolean =>
  description instanceof Error && description.message.includes('Max payload size exceeded')

export function createSocketServer(parts: SocketServerParts) {
  const { sites, log, metrics, admit, commandParts } = parts
  const inFlight = createInFlight()
  const countTooLarge = () => metrics.count('refused', { channel: channelName, code: 'message-too-long' })
  // Beside the socket and not in `socket.data`, which adapters may write elsewhere.
  const admitted = new WeakMap<KefuSocket, Admitted>()
  const io: KefuServer = new Server(parts.httpServer, {
    path: socketPath,
    serveClient: false,
    maxHttpBufferSize: maxFrameBytes,
    // Whoever is not let in, or never asks, holds no connection for long.
    connectTimeout: enterWithinMs,
    // Which page may connect is decided by `allowRequest` and, site by site, at the door.
    cors: { origin: true },
    allowRequest: (request, done) => done(null, sites.knowsOrigin(request)),
    ...(parts.adapter && { adapter: parts.adapter }),
  })

  // By polling it is the request that is refused, and the connection stays.
  io.engine.use((_request: IncomingMessage, response: ServerResponse, next: () => void) => {
    response.once('finish', () => {
      if (response.statusCode === 413) countTooLarge()
    })
    next()
  })

  io.use((socket, next) => {
    const open = commandParts() ? admit(socket.handshake.auth, socket.request) : Promise.reject(closed())
    open.then(
      (entry) => {
        admitted.set(socket, entry)
        next()
      },
      (error: unknown) => {
        const problem = refusalOf(error)
        metrics.count('refused', { channel: channelName, code: problem.code })
        if (problem.code === 'internal') log.error({ err: error }, 'web connection failed')
        next(connectProblem(error))
      },
    )
  })

  const connectionOf = (socket: KefuSocket, session: Session): Connection => ({
    session,
    async moveToThread() {
      const room = roomOf(threadOf(session))
      for (const old of socket.rooms) if (isRoom(old) && old !== room) await socket.leave(old)
      await socket.join(room)
    },
    toOthers(event, ...args) {
      socket.to(roomOf(threadOf(session))).emit(event, ...args)
    },
  })

  const welcome = async (socket: KefuSocket, { session, token }: Admitted, connection: Connection): Promise<void> => {
    // In the room first: a message that comes between is shown twice at worst, never missed.
    await connection.moveToThread()
    const command = commandParts()
    if (command) socket.emit('welcome', await standingOf(command, session, token))
    else socket.conn.close()
  }

  io.on('connection', (socket) => {
    const entry = admitted.get(socket)
    if (!entry) return
    metrics.count('connections', { channel: channelName, event: 'opened' })
    const connection = connectionOf(socket, entry.session)
    const dispatch = createDispatch(parts, connection)
    socket.onAny((event: unknown, ...args: unknown[]) => {
      void inFlight.run(() => dispatch(String(event), args, (refusal) => void socket.emit('problem', refusal)))
    })
    socket.on('disconnect', (_reason: string, description: unknown) => {
      metrics.count('connections', { channel: channelName, event: 'closed' })
      if (wasFrameTooLarge(description)) countTooLarge()
    })
    inFlight
      .run(() => welcome(socket, entry, connection))
      .catch((error: unknown) => {
        log.error({ err: error }, 'web welcome failed')
        socket.conn.close()
      })
  })

  const comeBack = (): void => {
    io.local.emit('restart', { inMs: comeBackWithinMs })
    for (const socket of io.sockets.sockets.values()) socket.conn.close()
  }

  return {
    io,
    /** Closes the connections and tells everybody to come back, which gives them what they may have missed. */
    comeBack,
    /** Waits for the answers under way, tells everybody to come back and closes the connections, not the HTTP server. */
    async stop(): Promise<void> {
      await inFlight.drained()
      comeBack()
    },
  }
}
