// Customers at their browsers, played over real sockets.
import { io, type Socket } from 'socket.io-client'
import { socketPath } from '../../channels/web/limits.js'
import type { WireMessage } from '../../channels/web/protocol.js'

export interface Visitor {
  /** Resolves when the first answer to this message is on the screen. Rejects when the message was refused. */
  say(text: string): Promise<void>
  close(): void
}

/** Opens the connection of the `n`-th visitor. */
export type Connect = (url: string, n: number) => Promise<Visitor>

/** Longer than any answer takes: a silent server ends the run instead of hanging it. */
const patienceMs = 60_000

interface Answer {
  ok: boolean
  code?: string
}

function talk(socket: Socket, isReply: (payload: { message?: WireMessage }) => boolean): Visitor {
  let count = 0
  return {
    say: (text) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no answer came')), patienceMs)
        const heard = (payload: { message?: WireMessage }) => {
          if (!isReply(payload)) return
          clearTimeout(timer)
          socket.off('message', heard)
          resolve()
        }
        socket.on('message', heard)
        count += 1
        socket.emit('send', { id: `message-${String(count)}`, text }, (answer: Answer) => {
          if (answer.ok) return
          clearTimeout(timer)
          reject(new Error(`the message was refused: ${answer.code ?? ''}`))
        })
      }),
    close: () => void socket.close(),
  }
}

const opened = (socket: Socket, event: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, () => resolve())
    socket.once('connect_error', reject)
  })

const options = { transports: ['websocket'], reconnection: false, forceNew: true, timeout: patienceMs }

export const connectPlainly: Connect = async (url) => {
  const socket = io(url, options)
  await opened(socket, 'connect')
  return talk(socket, () => true)
}

/** Each visitor has an address of its own, as a proxy in front would tell, so that limits work as they do in production. */
const addressOf = (n: number) => `10.${String((n >> 16) & 255)}.${String((n >> 8) & 255)}.${String(n & 255)}`

export const connectToKefu: Connect = async (url, n) => {
  const socket = io(url, {
    ...options,
    path: socketPath,
    auth: { site: 'demo' },
    extraHeaders: { 'x-forwarded-for': addressOf(n) },
  })
  await opened(socket, 'welcome')
  return talk(socket, ({ message }) => message?.direction === 'out')
}
