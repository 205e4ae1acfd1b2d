// Customers at their browsers, played over real sockets.
import { setTimeout as pause } from 'node:timers/promises'
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

async function kefuSocket(url: string, n: number): Promise<Socket> {
  const socket = io(url, {
    ...options,
    path: socketPath,
    auth: { site: 'demo' },
    extraHeaders: { 'x-forwarded-for': addressOf(n) },
  })
  await opened(socket, 'welcome')
  return socket
}

export const connectToKefu: Connect = async (url, n) =>
  talk(await kefuSocket(url, n), ({ message }) => message?.direction === 'out')

export interface Flooded {
  sent: number
  accepted: number
  /** How many were refused, by the code of the answer. */
  refused: ReadonlyMap<string, number>
}

/**
 * A visitor who writes `messages` messages without waiting for any answer, spread evenly over `ms`. Resolves when all are answered; a
 * connection that the server closes is opened again, and what it had no answer for counts as `closed`.
 */
export async function flood(url: string, n: number, messages: number, ms: number): Promise<Flooded> {
  let socket = await kefuSocket(url, n)
  let accepted = 0
  let answered = 0
  const refused = new Map<string, number>()
  const refuse = (code: string, count = 1): void => {
    answered += count
    refused.set(code, (refused.get(code) ?? 0) + count)
  }
  const send = (index: number): void => {
    socket.emit(
      'send',
      { id: `flood-message-${String(index)}`, text: `Where is my order ${String(index)}?` },
      (answer: Answer) => {
        if (!answer.ok) return refuse(answer.code ?? 'unknown')
        answered += 1
        accepted += 1
      },
    )
  }
  const began = performance.now()
  let sent = 0
  while (sent < messages) {
    const due = Math.min(messages, Math.ceil(((performance.now() - began) / ms) * messages))
    if (!socket.connected) {
      refuse('closed', sent - answered)
      socket.close()
      socket = await kefuSocket(url, n)
    }
    for (; sent < due; sent += 1) send(sent)
    await pause(5)
  }
  const patience = performance.now() + patienceMs
  while (answered < sent && socket.connected && performance.now() < patience) await pause(20)
  if (answered < sent) refuse('closed', sent - answered)
  socket.close()
  return { sent, accepted, refused }
}
