// `npm run test:image`: does the Dockerfile's steps in a temporary folder, starts what they made as the image would, asks its health check,
// and stops it with SIGTERM. Needs no container runtime, so the base image's system is this machine's.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { toError } from '../../platform/errors.js'
import { parseDockerfile } from './dockerfile.js'
import { buildImage, type BuiltImage } from './image.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** A guard: what is not healthy by then never will be. */
const longestStartMs = 300_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const asImage = (image: BuiltImage, environment: Record<string, string | undefined>) => ({
  cwd: image.workdir,
  env: environment,
  ...(image.uid !== undefined && { uid: image.uid, gid: image.uid }),
})

/** Asks as the image's HEALTHCHECK does, until it is well. */
async function untilHealthy(image: BuiltImage, environment: Record<string, string | undefined>, server: ChildProcess) {
  const [program = '', ...args] = image.healthcheck
  const until = Date.now() + longestStartMs
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error('The server ended before it was well.')
    if (spawnSync(program, args, { ...asImage(image, environment), stdio: 'ignore' }).status === 0) return
    if (Date.now() > until) throw new Error('The health check never passed.')
    await pause(250)
  }
}

async function start(image: BuiltImage): Promise<void> {
  const port = await freePort()
  const environment = { ...image.environment, PATH: process.env.PATH, PORT: String(port) }
  const [program = '', ...args] = image.command
  const server = spawn(program, args, { ...asImage(image, environment), stdio: ['ignore', 'inherit', 'inherit'] })
  try {
    await untilHealthy(image, environment, server)
    const health = await fetch(`http://127.0.0.1:${String(port)}/healthz`)
    const who = image.uid === undefined ? 'this user' : `uid ${String(image.uid)}`
    say(`✓ ${image.command.join(' ')} runs as ${who} and answers /healthz with ${String(health.status)}`)
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
    if (server.exitCode !== 0) throw new Error(`After SIGTERM it ended with ${String(server.exitCode)}.`)
    say('✓ SIGTERM ends it with 0')
  } finally {
    server.kill('SIGKILL')
  }
}

const folder = mkdtempSync(join(tmpdir(), 'kefu-image-'))
try {
  const image = buildImage(parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8')), root, folder)
  say('✓ every step of the Dockerfile was done')
  await start(image)
} catch (error) {
  process.stderr.write(`The image does not work: ${toError(error).message}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
