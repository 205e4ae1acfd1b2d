// Live pages over Socket.IO: admits who is signed in, lets them listen to what their role may read, and cuts them off
// when their session ends.
import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { SessionCookie } from '../../platform/auth/cookie.js'
import { comesFromOurPages, type Origins } from '../../platform/auth/csrf.js'
import type { Sessions } from '../../platform/auth/sessions.js'
import type { User } from '../../platform/auth/stores.js'
import { may } from './policy.js'
import { roomOf, socketPath, subscription, topics, type ChangedMessage, type TypingMessage } from './topics.js'

export interface LiveDeps {
  sessions: Sessions
  cookie: SessionCookie
  origins: Origins
  /** Told, whenever it changes, which people who may answer customers have a page of this process open. */
  onPresence(people: readonly string[]): void
}

/** An ended session is noticed at most so late where nobody says so. */
const checkEveryMs = 30_000
/** A page listens to a handful of topics; more is a fault or an attack. */
const mostRooms = 50
/** Pages send the names of topics. */
const maxFrameBytes = 10_000

export interface Live {
  /** Call before anything else listens for the requests of the server, or after what does has been wrapped. */
  attach(httpServer: HttpServer): void
  changed(message: ChangedMessage): void
  /** Cuts every socket of the user; pages that are still signed in connect again. */
  cutOff(userId: string): void
  /** How many pages of this process are connected. */
  pages(): number
  /** The customer of a conversation is typing, for so long unless it is said again. */
  typing(id: string, ms: number): void
  /** Ends every connection. */
  close(): void
}

export function createLive(deps: LiveDeps): Live {
  let io: Server | undefined
  const present = new Map<string, User>()
  let timer: NodeJS.Timeout | undefined
  let told = ''
  let closed = false

  const tellPresence = () => {
    const able = [...present.values()].filter(({ role }) => may(role, 'conversations.answer'))
    const people = [...new Set(able.map(({ id }) => id))].sort()
    if (closed || told === people.join()) return
    told = people.join()
    deps.onPresence(people)
  }

  const whose = async (socket: Socket) => {
    const token = deps.cookie.read(socket.handshake.headers.cookie)
    const known = token === undefined ? undefined : await deps.sessions.whose(token)
    return known === undefined || known.user.mustChangePassword ? undefined : known.user
  }

  const admit = async (socket: Socket): Promise<Error | undefined> => {
    const user = await whose(socket)
    if (user === undefined) return new Error('token-missing')
    await socket.join(userRoom(user.id))
    present.set(socket.id, user)
    tellPresence()
    socket.on('disconnect', () => {
      present.delete(socket.id)
      tellPresence()
    })
    return undefined
  }

  const subscribe = async (
    socket: Socket,
    given: unknown,
  ): Promise<{ kind: 'done' } | { kind: 'refused'; code: string }> => {
    const parsed = subscription.safeParse(given)
    if (!parsed.success || socket.rooms.size > mostRooms) return { kind: 'refused', code: 'input-invalid' }
    const user = await whose(socket)
    if (user === undefined) return { kind: 'refused', code: 'token-expired' }
    if (!may(user.role, topics[parsed.data.topic])) return { kind: 'refused', code: 'not-allowed' }
    await socket.join(roomOf(parsed.data))
    return { kind: 'done' }
  }

  const unsubscribe = async (socket: Socket, given: unknown) => {
    const parsed = subscription.safeParse(given)
    if (!parsed.success) return { kind: 'refused', code: 'input-invalid' } as const
    await socket.leave(roomOf(parsed.data))
    return { kind: 'done' } as const
  }

  /** The acknowledgement is the client's function, when it asked for one. */
  const answering =
    (socket: Socket, work: (socket: Socket, given: unknown) => Promise<unknown>) =>
    (given: unknown, answer?: unknown) => {
      void work(socket, given)
        .catch(() => ({ kind: 'refused', code: 'internal' }))
        .then((outcome) => {
          if (typeof answer === 'function') (answer as (outcome: unknown) => void)(outcome)
        })
    }

  const checkAll = async () => {
    for (const socket of io?.sockets.sockets.values() ?? [])
      if ((await whose(socket)) === undefined) socket.disconnect(true)
  }

  return {
    attach(httpServer) {
      io = new Server(httpServer, {
        path: socketPath,
        serveClient: false,
        maxHttpBufferSize: maxFrameBytes,
        allowRequest: (request, done) => done(null, comesFromOurPages(request.headers, deps.origins)),
      })
      io.use((socket, next) => {
        admit(socket).then(
          (refusal) => (refusal === undefined ? next() : next(refusal)),
          () => next(new Error('internal')),
        )
      })
      io.on('connection', (socket) => {
        socket.on('subscribe', answering(socket, subscribe))
        socket.on('unsubscribe', answering(socket, unsubscribe))
      })
      timer = setInterval(() => void checkAll().catch(() => undefined), checkEveryMs)
      timer.unref()
    },
    changed(message) {
      io?.to(message.topic === 'conversation' ? roomOf(message) : message.topic).emit('changed', message)
    },
    cutOff(userId) {
      io?.in(userRoom(userId)).disconnectSockets(true)
    },
    pages: () => io?.sockets.sockets.size ?? 0,
    typing(id, ms) {
      const message: TypingMessage = { id, ms }
      io?.to(roomOf({ topic: 'conversation', id })).emit('typing', message)
    },
    close() {
      closed = true
      clearInterval(timer)
      io?.disconnectSockets(true)
      io?.engine.close()
    },
  }
}

const userRoom = (id: string): string => `user:${id}`
