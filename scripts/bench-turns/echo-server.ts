// The limit of the wire: a bare Socket.IO server that answers each message with itself and keeps nothing.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { listening } from './child.js'

const httpServer = createServer()
const io = new Server(httpServer)
io.on('connection', (socket) => {
  socket.on('send', ({ text }: { text: string }, ack: (answer: object) => void) => {
    ack({ ok: true })
    socket.emit('message', { text })
  })
})
httpServer.listen(0, '127.0.0.1', () => {
  listening(`http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}`, () => io.close())
})
