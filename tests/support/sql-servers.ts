// Real SQL servers of one test: loopback, a port of their own, a temporary folder, ended by their process id.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.js'
import { programFile } from './program-file.js'

export interface SqlServer {
  /** Without a password: it listens on loopback alone. */
  readonly url: string
  /** As a power cut would. */
  kill(): Promise<void>
  stop(): Promise<void>
}

const need = (name: string): string => {
  const file = programFile(name)
  if (file === undefined) throw new Error(`${name} is not installed`)
  return file
}

/** PostgreSQL refuses to run as root; the account `nobody` owns nothing. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

function run(file: string, args: readonly string[], options: object = {}): void {
  const { status, stderr, error } = spawnSync(file, args, { encoding: 'utf8', ...options })
  if (status !== 0) throw new Error(`${file} failed: ${error?.message ?? stderr}`)
}

async function server(
  folder: string,
  url: string,
  child: ChildProcess,
  answers: () => Promise<unknown>,
): Promise<SqlServer> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the SQL server ended with ${String(child.exitCode)}`)
    if (
      await answers().then(
        () => true,
        () => false,
      )
    )
      break
    await pause(50)
  }
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return {
    url,
    kill,
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Running and answering when it resolves. */
export async function startPostgres(): Promise<SqlServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-postgres-'))
  if (unprivileged.uid !== undefined) chownSync(folder, unprivileged.uid, unprivileged.gid)
  const data = join(folder, 'data')
  const as = { ...unprivileged, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } }
  run(need('initdb'), ['-D', data, '-U', 'kefu', '--auth=trust', '--no-sync', '-E', 'UTF8'], as)
  const port = await freePort()
  const settings = [
    `port=${String(port)}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
  ]
  const child = spawn(need('postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...as,
    stdio: 'ignore',
  })
  const url = `postgres://kefu@127.0.0.1:${String(port)}/postgres`
  const { default: pg } = await import('pg')
  return server(folder, url, child, async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
    } finally {
      await client.end().catch(() => undefined)
    }
  })
}

/** Running and answering when it resolves. */
export async function startMariadb(): Promise<SqlServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-mariadb-'))
  const data = join(folder, 'data')
  const base = ['--no-defaults', `--datadir=${data}`]
  const account = process.getuid?.() === 0 ? ['--user=root'] : []
  run(need('mariadb-install-db'), [...base, ...account, '--auth-root-authentication-method=normal', '--skip-test-db'], {
    cwd: folder,
  })
  const port = await freePort()
  const child = spawn(
    need('mariadbd'),
    [
      ...base,
      ...account,
      '--bind-address=127.0.0.1',
      `--port=${String(port)}`,
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
      '--innodb-flush-method=nosync',
    ],
    { stdio: 'ignore', cwd: folder },
  )
  const url = `mysql://root@127.0.0.1:${String(port)}/mysql`
  const { default: mysql } = await import('mysql2/promise')
  return server(folder, url, child, async () => (await mysql.createConnection(url)).end())
}
