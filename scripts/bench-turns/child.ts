// A server under measurement in a process of its own, so that its time and memory are its own.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export interface ServerChild {
  url: string
  /** Milliseconds of processor time so far, all threads. */
  cpuMs(): number
  /** Bytes of memory that are resident now. */
  residentBytes(): number
  stop(): Promise<void>
}

const ready = z.object({ url: z.string() })
/** USER_HZ, which Linux fixes at 100 for everything that a program reads. */
const tickMs = 10

function cpuMs(pid: number): number {
  const line = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
  // After the name, which may hold anything, in brackets: state, ppid, … utime and stime are the 12th and 13th from there.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))
  return Number(found?.[1] ?? 0) * 1024
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/**
 * Starts a module that stands beside this one (by its name without ending) and calls `process.send({ url })` when it listens. Rejects when
 * it ends before.
 */
export async function startChild(name: string, environment: Record<string, string> = {}): Promise<ServerChild> {
  const file = fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))
  const child = fork(file, [], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(ready.parse(message).url))
    child.once('exit', (code) => reject(new Error(`${name} ended with ${String(code)}`)))
  })
  const pid = child.pid ?? 0
  return { url, cpuMs: () => cpuMs(pid), residentBytes: () => residentBytes(pid), stop: () => endOf(child) }
}

/** What a measured module calls once it listens. `stop` runs at SIGTERM. */
export function listening(url: string, stop: () => Promise<void>): void {
  process.once('SIGTERM', () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
  process.once('disconnect', () => process.exit(1))
  process.send?.({ url })
}
