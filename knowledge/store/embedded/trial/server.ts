// @ts-nocheck
/* eslint-disable */
// MongoDB wire protocol: OP_MSG (kinds 0 and 1), OP_QUERY for the legacy hello; one listener on TCP loopback or a Unix socket.
import net from 'node:net'
import { Double } from 'bson'
import { decode, encode, type Doc } from './bson.js'
import { Store } from './store.js'
import { Commands, type Req } from './commands.js'

const OP_REPLY = 1,
  OP_QUERY = 2004,
  OP_MSG = 2013,
  MAX = 48000000
export type Options = { path: string; port?: number; host?: string; socket?: string; ttlSeconds?: number; lmdb?: Doc }
export async function start(o: Options) {
  const store = new Store(o.path, o.lmdb)
  const cmds = new Commands(store)
  let conns = 0
  const socks = new Set<net.Socket>()
  const srv = net.createServer((s) => {
    s.setNoDelay(true)
    socks.add(s)
    s.on('close', () => socks.delete(s))
    s.on('error', () => s.destroy())
    const conn = { id: ++conns }
    let chunks: Buffer[] = [],
      have = 0,
      need = 16,
      busy: Promise<void> = Promise.resolve()
    s.on('data', (d: Buffer) => {
      chunks.push(d)
      have += d.length
      while (have >= need) {
        let b = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, have)
        const len = b.readInt32LE(0)
        if (len < 16 || len > MAX + 16384) {
          s.destroy()
          return
        }
        if (b.length < len) {
          chunks = [b]
          need = len
          return
        }
        const msg = b.subarray(0, len)
        b = b.subarray(len)
        chunks = b.length ? [b] : []
        have = b.length
        need = 16
        busy = busy
          .then(() => message(s, conn, msg))
          .catch((e) => {
            if (process.env.DEBUG) console.error(e)
            s.destroy()
          })
      }
    })
  })
  async function message(s: net.Socket, conn: { id: number }, b: Buffer) {
    const reqId = b.readInt32LE(4),
      op = b.readInt32LE(12)
    if (op === OP_QUERY) {
      // only the handshake
      let p = 20
      while (b[p] !== 0) p++
      const db = b.toString('utf8', 20, p).split('.')[0]
      const cmd = decode(b, p + 9, true)
      const r = await cmds.handle({ db, cmd: cmd.$query ?? cmd, raw: new Map(), conn })
      const body = Buffer.isBuffer(r) ? r : encode(r)
      const h = Buffer.alloc(36)
      h.writeInt32LE(36 + body.length, 0)
      h.writeInt32LE(reqId, 8)
      h.writeInt32LE(OP_REPLY, 12)
      h.writeInt32LE(8, 16)
      h.writeInt32LE(1, 32)
      s.write(Buffer.concat([h, body]))
      return
    }
    if (op !== OP_MSG) {
      s.destroy()
      return
    }
    const flags = b.readUInt32LE(16)
    const end = b.length - (flags & 1 ? 4 : 0)
    let p = 20
    let cmd: Doc | null = null
    const raw = new Map<string, Buffer[]>()
    let bodyAt = 0
    while (p < end) {
      const kind = b[p++]
      if (kind === 0) {
        bodyAt = p
        p += b.readInt32LE(p)
      } else if (kind === 1) {
        const stop = p + b.readInt32LE(p)
        let q = p + 4
        while (b[q] !== 0) q++
        const name = b.latin1Slice(p + 4, q)
        const l: Buffer[] = []
        q++
        while (q < stop) {
          const n = b.readInt32LE(q)
          l.push(b.subarray(q, q + n))
          q += n
        }
        raw.set(name, l)
        p = stop
      } else {
        s.destroy()
        return
      }
    }
    cmd = commandDoc(b, bodyAt, raw)
    for (const [k, l] of raw) if (k !== 'documents' && k !== 'ops' && k !== 'nsInfo') cmd[k] = l.map((x) => decode(x))
    const r = await cmds.handle({ db: cmd.$db, cmd, raw, conn })
    if (flags & 2) return // moreToCome: no reply
    if (!Buffer.isBuffer(r) && typeof r.ok === 'number') r.ok = new Double(r.ok)
    const body = Buffer.isBuffer(r) ? r : encode(r)
    const h = Buffer.allocUnsafe(21)
    h.writeInt32LE(21 + body.length, 0)
    h.writeInt32LE(0, 4)
    h.writeInt32LE(reqId, 8)
    h.writeInt32LE(OP_MSG, 12)
    h.writeInt32LE(0, 16)
    h[20] = 0
    if (s.destroyed) return
    if (body.length < 65536) s.write(Buffer.concat([h, body]))
    else {
      s.cork()
      s.write(h)
      s.write(body)
      s.uncork()
    }
  }
  /** body section; arrays of documents that an insert carries in the body stay raw */
  function commandDoc(b: Buffer, at: number, raw: Map<string, Buffer[]>): Doc {
    const d = decode(b, at)
    for (const k of ['documents', 'ops', 'nsInfo'])
      if (Array.isArray(d[k]) && !raw.has(k)) {
        raw.set(
          k,
          d[k].map((x: Doc) => encode(x)),
        )
      }
    return d
  }
  await new Promise<void>((ok, no) => {
    srv.once('error', no)
    if (o.socket) srv.listen(o.socket, ok)
    else srv.listen(o.port ?? 0, o.host ?? '127.0.0.1', ok)
  })
  const ttl = setInterval(
    () => {
      cmds.ttl().catch(() => {})
      cmds.reap()
    },
    (o.ttlSeconds ?? 60) * 1000,
  )
  ttl.unref()
  const port = o.socket ? 0 : (srv.address() as net.AddressInfo).port
  return {
    port,
    store,
    cmds,
    uri: o.socket ? `mongodb://${encodeURIComponent(o.socket)}` : `mongodb://127.0.0.1:${port}`,
    close: async () => {
      clearInterval(ttl)
      for (const s of socks) s.destroy()
      await new Promise<void>((r) => srv.close(() => r()))
      await store.close()
    },
  }
}
