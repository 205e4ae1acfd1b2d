// One piece of heavy work in a thread of its own: the event loop stays free, and the memory goes with the thread.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, type ErrorCode } from './errors.js'
import { openWorker } from './open-worker.js'

interface Failure {
  code: ErrorCode
  message: string
  details: Readonly<Record<string, unknown>>
}

type Answer<Output> = { kind: 'done'; output: Output } | { kind: 'failed'; failure: Failure }

/**
 * Runs the module in a new thread with `input` (copied) and resolves with what its work returned. An `AppError` of the work comes back
 * as one; any other fault, and a thread that dies, rejects as it is.
 * @param from the caller's `import.meta.url` @param name of the module, without extension, relative to the caller
 */
export async function inWorker<Input, Output>(from: string, name: string, input: Input): Promise<Output> {
  const worker = openWorker(from, name, { workerData: input })
  try {
    const answer = await new Promise<Answer<Output>>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => {
        reject(new Error(`The worker ${name} ended with ${String(code)} before it answered.`))
      })
    })
    if (answer.kind === 'done') return answer.output
    const { code, message, details } = answer.failure
    throw new AppError(code, message, { details: { ...details } })
  } finally {
    await worker.terminate()
  }
}

/** For the module that `inWorker` names: does the work of this thread. */
export async function answerFromWorker<Input, Output>(work: (input: Input) => Output | Promise<Output>): Promise<void> {
  try {
    const output = await work(workerData as Input)
    parentPort?.postMessage({ kind: 'done', output } satisfies Answer<Output>)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, message, details } = error
    parentPort?.postMessage({ kind: 'failed', failure: { code, message, details } } satisfies Answer<Output>)
  }
}
