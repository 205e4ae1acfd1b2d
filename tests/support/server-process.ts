// The real server as a process of its own, as `npm start` runs it, on a port of the system's choice and a temporary data folder.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { runningInstance } from '../../platform/data-folder.js'

const startScript = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))
const root = fileURLToPath(new URL('../../', import.meta.url))

export interface ServerProcess {
  url: string
  consoleToken: string
  pid: number
  /** Everything printed so far. */
  output(): string
  /** Resolves with the exit code (null when killed). */
  signal(name: NodeJS.Signals): Promise<number | null>
  /** Resolves when it has ended, however that came about. */
  ended: Promise<number | null>
}

interface Ended {
  code: number | null
  output: string
}

function launch(dataDir: string, settings: Record<string, string>, nodeArgs: readonly string[] = []) {
  const child = spawn(process.execPath, [...nodeArgs, startScript], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { child, output: () => output }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

const exitOf = async (child: ChildProcess): Promise<number | null> => {
  if (!hasEnded(child)) await once(child, 'exit')
  return child.exitCode
}

/**
 * Resolves when the server says that it is ready; rejects with what it printed when it ends before.
 * @param nodeArgs options of Node itself, before the program
 */
export async function startServer(
  dataDir: string,
  settings: Record<string, string> = {},
  nodeArgs: readonly string[] = [],
): Promise<ServerProcess> {
  const { child, output } = launch(dataDir, settings, nodeArgs)
  while (!output().includes('Kefu is ready')) {
    if (hasEnded(child))
      throw new Error(`the server ended with ${String(child.exitCode ?? child.signalCode)}:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const instance = runningInstance(dataDir)
  if (instance === undefined) throw new Error('the server left no note of where it listens')
  return {
    ...instance,
    output,
    ended: exitOf(child),
    signal: async (name) => {
      child.kill(name)
      return exitOf(child)
    },
  }
}

/** Runs a start that is expected to be refused. */
export async function refusedStart(dataDir: string, settings: Record<string, string>): Promise<Ended> {
  const { child, output } = launch(dataDir, settings)
  const code = await exitOf(child)
  return { code, output: output() }
}

/** One message through the console route. */
export async function say(
  server: ServerProcess,
  request: { text: string; conversationKey: string; customerNumber?: string },
) {
  const response = await fetch(`${server.url}/console`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.consoleToken}` },
    body: JSON.stringify(request),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
