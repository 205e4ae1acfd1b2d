import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { bind } from './bind.js'

const servers: Server[] = []
const newServer = () => {
  const server = createServer()
  servers.push(server)
  return server
}
afterEach(() => servers.splice(0).forEach((server) => server.close()))

describe('bind', () => {
  it('says where it listens', async () => {
    const url = await bind(newServer(), 0, '127.0.0.1')
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('says in one sentence that the port is taken', async () => {
    const port = Number(new URL(await bind(newServer(), 0, '127.0.0.1')).port)
    await expect(bind(newServer(), port, '127.0.0.1')).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${String(port)} is in use by another program; stop it or set PORT to another one.`,
    })
  })

  it('names HOST when the address is not ours', async () => {
    await expect(bind(newServer(), 0, '192.0.2.1')).rejects.toMatchObject({ code: 'config-invalid', message: /HOST/ })
  })
})
