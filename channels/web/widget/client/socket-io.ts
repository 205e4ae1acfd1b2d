// One connection of the Socket.IO protocol (v5 over Engine.IO v4), over WebSocket or long polling. A third of the size of the official
// client, because the widget needs neither binary data, namespaces, upgrades nor its reconnection (connection.ts has our own).
// https://socket.io/docs/v4/socket-io-protocol/ and https://socket.io/docs/v4/engine-io-protocol/

export interface SocketListeners {
  /** Sent with the request to join. `undefined` gives the connection up. */
  auth(): Promise<object | undefined>
  onConnect(): void
  onEvent(name: string, args: readonly unknown[]): void
  /** The server's middleware said no. `data` is what it told. */
  onRefused(message: string, data: unknown): void
  /** Exactly once, last. */
  onClose(): void
}

export interface SocketOptions extends SocketListeners {
  /** `https://host/path/` of the server. */
  url: string
  transport: 'websocket' | 'polling'
  /** For programs without a WebSocket of their own. */
  WebSocket?: typeof WebSocket
}

export interface SocketIo {
  readonly connected: boolean
  /** Resolves with the answer; rejects when none came in time or the connection ended. */
  ask(name: string, payload: object, timeoutMs: number): Promise<unknown>
  close(): void
}

interface Transport {
  send(packet: string): void
  close(): void
}

interface TransportListeners {
  onPacket(packet: string): void
  onEnd(): void
}

const openWithinMs = 15_000

function overWebSocket(
  { url, WebSocket: Socket = WebSocket }: SocketOptions,
  { onPacket, onEnd }: TransportListeners,
): Transport {
  const socket = new Socket(`${url.replace(/^http/, 'ws')}?EIO=4&transport=websocket`)
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') onPacket(event.data)
  }
  socket.onclose = onEnd
  return { send: (packet) => socket.send(packet), close: () => socket.close() }
}

/** One GET waits for packets at all times; what is to be sent goes in one POST at a time, which keeps its order. */
function overPolling({ url }: SocketOptions, { onPacket, onEnd }: TransportListeners): Transport {
  const abort = new AbortController()
  const queue: string[] = []
  let session = ''
  let posting = false

  const request = async (body?: string): Promise<string> => {
    const response = await fetch(`${url}?EIO=4&transport=polling&t=${Date.now().toString(36)}${session}`, {
      signal: abort.signal,
      cache: 'no-store',
      ...(body !== undefined && { method: 'POST', body }),
    })
    if (!response.ok) throw new Error(`status ${String(response.status)}`)
    return response.text()
  }
  const receive = async (): Promise<void> => {
    while (!abort.signal.aborted)
      for (const packet of (await request()).split('\x1e')) {
        if (packet.startsWith('0'))
          session = `&sid=${encodeURIComponent((JSON.parse(packet.slice(1)) as { sid: string }).sid)}`
        onPacket(packet)
      }
  }
  const post = async (): Promise<void> => {
    if (posting) return
    posting = true
    while (queue.length > 0) await request(queue.splice(0).join('\x1e'))
    posting = false
  }
  receive().catch(onEnd)
  return {
    send(packet) {
      queue.push(packet)
      post().catch(onEnd)
    },
    close() {
      abort.abort()
    },
  }
}

/** `2["name",…]`, `37["answer"]`, `0{…}`: type, id, data. Other namespaces and binary data are never used here. */
const packetForm = /^(\d)(\d*)([^]*)$/

export function openSocket(options: SocketOptions): SocketIo {
  const asked = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>()
  let nextId = 0
  let connected = false
  let ended = false
  let patience = openWithinMs
  let watchdog: ReturnType<typeof setTimeout> | undefined

  const end = () => {
    if (ended) return
    ended = true
    connected = false
    clearTimeout(watchdog)
    transport.close()
    for (const { reject } of asked.values()) reject(new Error('connection lost'))
    asked.clear()
    options.onClose()
  }

  /** The server pings; when it is silent for longer than it promised, the line is dead. */
  const alive = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(end, patience)
  }

  function joined(type: string, id: string, data: string): void {
    const value: unknown = data === '' ? undefined : JSON.parse(data)
    if (type === '0') {
      connected = true
      options.onConnect()
    } else if (type === '1') end()
    else if (type === '2') {
      const [name, ...args] = value as [string, ...unknown[]]
      options.onEvent(name, args)
    } else if (type === '3') {
      asked.get(Number(id))?.resolve((value as unknown[])[0])
      asked.delete(Number(id))
    } else if (type === '4') {
      const { message, data: told } = value as { message: string; data?: unknown }
      options.onRefused(message, told)
      end()
    }
  }

  function receive(packet: string): void {
    if (ended) return
    alive()
    const body = packet.slice(1)
    if (packet.startsWith('0')) {
      const { pingInterval, pingTimeout } = JSON.parse(body) as { pingInterval: number; pingTimeout: number }
      patience = pingInterval + pingTimeout
      void options.auth().then((auth) => {
        if (auth && !ended) transport.send(`40${JSON.stringify(auth)}`)
        else end()
      })
    } else if (packet.startsWith('1')) end()
    else if (packet === '2') transport.send('3')
    else if (packet.startsWith('4')) {
      const [, type = '', id = '', data = ''] = packetForm.exec(body) ?? []
      joined(type, id, data)
    }
  }

  alive()
  const transport: Transport = (options.transport === 'websocket' ? overWebSocket : overPolling)(options, {
    onPacket: receive,
    onEnd: () => end(),
  })

  return {
    get connected() {
      return connected
    },
    ask(name, payload, timeoutMs) {
      const id = (nextId += 1)
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => settle(() => reject(new Error('no answer'))), timeoutMs)
        const settle = (how: () => void) => {
          clearTimeout(timer)
          asked.delete(id)
          how()
        }
        if (!connected) {
          settle(() => reject(new Error('offline')))
          return
        }
        asked.set(id, {
          resolve: (answer) => settle(() => resolve(answer)),
          reject: (error) => settle(() => reject(error)),
        })
        transport.send(`42${String(id)}${JSON.stringify([name, payload])}`)
      })
    },
    close: () => {
      if (connected) transport.send('41')
      end()
    },
  }
}
