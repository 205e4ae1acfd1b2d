// A real redis-server of one test: loopback, a port of its own, a temporary folder, ended by its process id.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from './free-port.js'
import { programFile } from './program-file.js'

export interface TestRedis {
  readonly url: string
  /** As a power cut would: SIGKILL, nothing saved. */
  kill(): Promise<void>
  /** On the same port, empty. */
  start(): Promise<void>
  flush(): Promise<void>
  /** Ends the server and removes its folder. */
  stop(): Promise<void>
}

/** Running and answering when it resolves. Its `url` holds no password. */
export async function startRedis({ password }: { password?: string } = {}): Promise<TestRedis> {
  const program = programFile('redis-server')
  if (program === undefined) throw new Error('redis-server is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'kefu-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${String(port)}`
  let server: ChildProcess | undefined

  const ask = async <T>(question: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(url, {
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      ...(password !== undefined && { password }),
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return await question(client)
    } finally {
      client.disconnect()
    }
  }
  const kill = async (): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  const start = async (): Promise<void> => {
    const settings = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
      ...(password === undefined ? [] : ['--requirepass', password]),
    ]
    server = spawn(program, [...settings, '--daemonize', 'no'], { stdio: 'ignore' })
    for (;;) {
      if (server.exitCode !== null) throw new Error(`redis-server ended with ${String(server.exitCode)}`)
      const pong = await ask((client) => client.ping()).catch(() => undefined)
      if (pong === 'PONG') return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  await start()
  return {
    url,
    kill,
    start,
    async flush() {
      await ask((client) => client.flushall())
    },
    async stop() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
