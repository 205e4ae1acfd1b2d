// How a long-running program begins and ends.
import type { Server } from 'node:http'
import { AppError, toError } from './errors.js'
import type { Log } from './log.js'

export interface Undo {
  /** What to do at the end; the last pushed is done first. */
  push(...steps: (() => unknown)[]): void
  /** Does every step once, also when one fails; rejects with the first failure. Idempotent. */
  run(): Promise<void>
}

export function createUndo(): Undo {
  const steps: (() => unknown)[] = []
  let running: Promise<void> | undefined
  const runAll = async () => {
    let failure: Error | undefined
    for (const step of steps.reverse()) {
      try {
        await step()
      } catch (error) {
        failure ??= toError(error)
      }
    }
    if (failure !== undefined) throw failure
  }
  return {
    push: (...more) => void steps.push(...more),
    run: () => (running ??= runAll()),
  }
}

/** Stops listening and ends idle and open connections. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}

/** Runs `work` again and again, never twice at once, until the returned function is called. Failures are logged and tried again. */
export function every(ms: number, work: () => Promise<unknown>, log: Pick<Log, 'warn'>): () => void {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    work()
      .catch((error: unknown) => {
        log.warn({ err: toError(error) }, 'a periodic task failed')
      })
      .finally(() => {
        busy = false
      })
  }, ms)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}

/**
 * Starts a program and stops it at SIGTERM or SIGINT; a second signal ends at once. A start that fails with an `AppError` prints its
 * one sentence on stderr and exits with 1.
 */
export async function runUntilSignal(start: () => Promise<{ stop(): Promise<void> }>): Promise<void> {
  let stopping = false
  let program: { stop(): Promise<void> } | undefined
  const end = () => {
    if (stopping || program === undefined) process.exit(1)
    stopping = true
    program.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${toError(error).message}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  try {
    program = await start()
  } catch (error) {
    process.stderr.write(error instanceof AppError ? `${error.message}\n` : `${toError(error).stack ?? ''}\n`)
    process.exit(1)
  }
}
