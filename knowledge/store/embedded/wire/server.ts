// One listener, many connections; the commands of a connection run one after another.
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { ServerError } from '../server-error.js'
import { doc } from '../bson/value.js'
import { errorReply, findByKey, mostMessageBytes, runCommand, type Engine, type Reply } from '../commands/index.js'
import { EmbeddedError } from '../embedded-error.js'
import { Framer } from './framing.js'
import { readKeyFind } from './key-find.js'
import { addHeader, formatReply, parseMessage, type Incoming } from './message.js'

export interface Listening {
  readonly uri: string
  /** Closes the listener and every connection; commands that run are finished first. */
  close(): Promise<void>
}
export type Place = { kind: 'socket'; path: string } | { kind: 'port'; port: number }

class Connection {
  private readonly framer = new Framer(mostMessageBytes + 16_384)
  private last: Promise<void> = Promise.resolve()
  /** Messages that wait for `last`. */
  private waiting = 0

  constructor(
    private readonly socket: Socket,
    private readonly id: number,
    private readonly engine: Engine,
  ) {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
  }

  /** Resolves when no command of this connection runs. */
  async end(): Promise<void> {
    this.socket.pause()
    await this.last
    this.socket.destroy()
  }

  private receive(chunk: Buffer): void {
    try {
      for (const message of this.framer.push(chunk)) this.take(message)
    } catch {
      this.socket.destroy()
    }
  }

  /** Answers at once when nothing is before it and nothing has to be waited for: a read costs no promise. */
  private take(message: Buffer): void {
    const running = this.waiting > 0 ? this.last.then(() => this.handle(message)) : this.handle(message)
    if (!running) return
    this.waiting++
    this.last = running.then(() => void this.waiting--)
  }

  private handle(message: Buffer): Promise<void> | undefined {
    if (this.socket.destroyed) return undefined
    const found = this.find(message)
    if (found) {
      this.socket.write(addHeader(found, message.readInt32LE(4)))
      return undefined
    }
    let incoming: Incoming
    try {
      incoming = parseMessage(message)
    } catch (thrown) {
      // Bytes that are no request: a request id may still be answered when only the document in it is wrong.
      if (thrown instanceof ServerError && message.length >= 16) this.refuse(message.readInt32LE(4), thrown)
      else this.socket.destroy()
      return undefined
    }
    const { database, command, sequences } = incoming
    const reply = runCommand({ database, command, sequences, connection: this.id }, this.engine)
    if (reply instanceof Promise) return reply.then((late) => this.answer(late, incoming))
    this.answer(reply, incoming)
    return undefined
  }

  /** The reply to a find by a unique key; undefined for anything else, and for what is wrong with one: the long way says what. */
  private find(message: Buffer): Buffer | undefined {
    try {
      const asked = readKeyFind(message)
      return asked && findByKey(asked, this.engine.store)
    } catch {
      return undefined
    }
  }

  private answer(reply: Reply, to: Incoming): void {
    if (to.wantsReply && !this.socket.destroyed) this.socket.write(this.format(reply, to))
  }

  /** A reply that cannot be written down becomes an error: the connection and the server go on. */
  private format(reply: Reply, to: Incoming): Buffer {
    try {
      return formatReply(reply, to)
    } catch (thrown) {
      return formatReply(errorReply(thrown), to)
    }
  }

  private refuse(id: number, error: ServerError): void {
    const reply = doc({ ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName })
    const to: Incoming = { id, legacy: false, wantsReply: true, database: '', command: new Map(), sequences: new Map() }
    this.socket.write(formatReply(reply, to))
  }
}

/** Throws `port-taken`. */
export async function listen(engine: Engine, place: Place): Promise<Listening> {
  let connectionId = 0
  const connections = new Map<Socket, Connection>()
  const server = createServer((socket) => {
    connections.set(socket, new Connection(socket, ++connectionId, engine))
    socket.on('close', () => connections.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new EmbeddedError('port-taken', 'The port is in use by another program.', {}, error)
          : error,
      ),
    )
    if (place.kind === 'socket') server.listen(place.path, resolve)
    else server.listen(place.port, '127.0.0.1', resolve)
  })
  const uri =
    place.kind === 'socket'
      ? `mongodb://${encodeURIComponent(place.path)}`
      : `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    uri,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.all([...connections.values()].map((connection) => connection.end()))
      await closed
    },
  }
}
