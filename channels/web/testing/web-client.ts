// A bare client of the protocol, without the widget: what a program that speaks it sees.
import { io } from 'socket.io-client'
import { socketPath } from '../limits.js'
import type { Ack, ConnectProblem, Handshake, RequestName, Standing, WireMessage } from '../protocol.js'

type Entry = { event: string; payload: unknown }

export function connectWebClient(
  url: string,
  auth: Partial<Handshake> = {},
  headers: Record<string, string> = {},
  autoConnect = true,
) {
  const socket = io(url, {
    path: socketPath,
    transports: ['websocket'],
    auth: { site: 'shop', ...auth },
    extraHeaders: headers,
    reconnection: false,
    forceNew: true,
    autoConnect,
  })
  const events: Entry[] = []
  socket.onAny((event: string, payload: unknown) => void events.push({ event, payload }))
  const of = <T>(event: string): T[] =>
    events.filter((entry) => entry.event === event).map((entry) => entry.payload as T)
  return {
    socket,
    events,
    of,
    /** Resolves with the first standing, rejects with what the server said at the door. */
    welcome: () =>
      new Promise<Standing>((resolve, reject) => {
        socket.once('welcome', resolve)
        socket.once('connect_error', (error: Error & { data?: ConnectProblem }) =>
          reject(Object.assign(error, error.data)),
        )
      }),
    ask: <Name extends RequestName>(name: Name, payload: unknown): Promise<Ack<Name>> =>
      socket.timeout(25_000).emitWithAck(name, payload) as Promise<Ack<Name>>,
    /** Messages by seq, as the widget orders them. */
    messages: () => {
      const bySeq = new Map(of<{ message: WireMessage }>('message').map(({ message }) => [message.seq, message]))
      return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
    },
    close: () => socket.close(),
  }
}

export type WebClient = ReturnType<typeof connectWebClient>
