// The least that the driver takes for a server: `node bench-db-canned.js SOCKET ANSWER`, where ANSWER is the Extended JSON of one document.
// It looks for nothing and answers every find with that document, so what it reaches is the limit of the driver on this machine.
import { createServer, type Socket } from 'node:net'
import mongoose from 'mongoose'

const { Double, EJSON, Long, serialize } = mongoose.mongo.BSON
const [opReply, opMessage] = [1, 2013]
const commandAt = 26

function framed(op: number, headerLength: number, body: object): Buffer {
  const b = Buffer.concat([Buffer.alloc(headerLength), serialize({ ...body, ok: new Double(1) })])
  b.writeInt32LE(b.length, 0)
  b.writeInt32LE(op, 12)
  // The first hello of a connection is asked, and answered, the old way: it counts its documents.
  if (op === opReply) b.writeInt32LE(1, 32)
  return b
}

const hello = {
  ismaster: true,
  isWritablePrimary: true,
  helloOk: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 25,
  readOnly: false,
}
const [path = '', answer = '{}'] = process.argv.slice(2)
const firstBatch = [EJSON.parse(answer, { relaxed: false }) as object]
const found = framed(opMessage, 21, { cursor: { firstBatch, id: Long.ZERO, ns: 'bench.rows' } })
const greeting = framed(opMessage, 21, hello)
const firstGreeting = framed(opReply, 36, hello)

function answerTo(message: Buffer): Buffer {
  const isFind = message.latin1Slice(commandAt, commandAt + 5) === 'find\0'
  const reply = message.readInt32LE(12) !== opMessage ? firstGreeting : isFind ? found : greeting
  const made = Buffer.from(reply)
  made.writeInt32LE(message.readInt32LE(4), 8)
  return made
}

function serve(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0)
      socket.write(answerTo(rest.subarray(0, length)))
      rest = rest.subarray(length)
    }
  })
}

createServer(serve).listen(path, () => process.stdout.write('ready\n'))
process.once('SIGTERM', () => process.exit(0))
