// Runs the embedded database in a process of its own, so that it can be killed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll } from 'vitest'
import { readOwner } from '../../knowledge/store/embedded/index.js'
import { compile, type Compiled } from './compile.js'

export interface DatabaseProcess {
  readonly uri: string
  readonly pid: number
  readonly client: mongoose.mongo.MongoClient
  /** Kills it where it stands and waits until it is gone. */
  kill(): Promise<void>
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>
}

export interface ProcessOptions {
  /** A shell line that runs before the server, in the same shell: `ulimit -f 100`. */
  readonly before?: string
  /** A program that runs the server: `['strace', '-f']`. */
  readonly under?: readonly string[]
}
export type StartProcess = (directory: string, options?: ProcessOptions) => Promise<DatabaseProcess>

/** Compiles the server once for a test file (starting from TypeScript takes seconds); gives the function that starts it. */
export function withDatabaseProcess(): StartProcess {
  let compiled: Compiled | undefined
  beforeAll(async () => (compiled = await compile({ 'db-child': 'tests/faults/db-child.ts' })))
  afterAll(() => compiled?.remove())
  return (directory, options = {}) => start(join(compiled?.folder ?? '', 'db-child.js'), directory, options)
}

async function start(program: string, directory: string, options: ProcessOptions): Promise<DatabaseProcess> {
  const { before, under = [] } = options
  const shell = before === undefined ? [] : ['/bin/bash', '-c', `${before} && exec "$@"`, 'bash']
  const [file = '', ...args] = [...shell, ...under, process.execPath, program, directory]
  const running = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  running.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const exited = once(running, 'exit') as Promise<[number | null]>
  const uri = await new Promise<string>((resolve, reject) => {
    running.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    void exited.then(() => reject(new Error(`the database did not start: ${said}`)))
  })
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 10_000, retryWrites: false })
  await client.connect()
  // Not the child's own id: the server may run under another program.
  const pid = readOwner(directory)?.pid ?? 0
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    process.kill(pid, signal)
    const [code] = await exited
    await client.close(true)
    return code
  }
  return {
    uri,
    pid,
    client,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}
