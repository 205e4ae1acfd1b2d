// The other end of the inference worker: promises instead of messages.
import type { Worker } from 'node:worker_threads'
import { AppError } from '../../platform/errors.js'
import { openWorker } from '../../platform/open-worker.js'
import type { FromInference, ToInference } from './inference-worker.js'

interface Waiting {
  resolve: (message: FromInference) => void
  reject: (error: unknown) => void
}

type Request = ToInference extends infer T ? (T extends { id: number } ? Omit<T, 'id'> : never) : never

export interface InferenceThread {
  /** Rejects with `encoder-failed`. */
  ask(request: Request): Promise<Exclude<FromInference, { kind: 'failed' }>>
}

const failed = (reason: string, cause?: unknown): AppError =>
  new AppError('encoder-failed', `The sentence encoder does not run: ${reason}.`, { details: { reason }, cause })

let running: InferenceThread | undefined

/**
 * The one inference thread of this process, started when first asked for; it never keeps the process alive and ends with it. The native
 * runtime (onnxruntime-node 1.14) keeps static references into the environment that loaded it: a second thread, or one after the
 * first has ended, corrupts the heap. So there is one, nobody can end it, and this thread never loads the runtime itself.
 */
export function inferenceThread(): InferenceThread {
  running ??= start()
  return running
}

function start(): InferenceThread {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let dead: AppError | undefined
  const worker: Worker = openWorker(import.meta.url, './inference-worker', {})
  worker.unref()
  const die = (error: AppError): void => {
    dead ??= error
    for (const { reject } of waiting.values()) reject(dead)
    waiting.clear()
  }
  worker.on('message', (message: FromInference) => {
    const asker = waiting.get(message.id)
    waiting.delete(message.id)
    if (waiting.size === 0) worker.unref()
    asker?.resolve(message)
  })
  worker.on('error', (cause) => die(failed('its thread stopped', cause)))
  worker.on('exit', () => die(failed('its thread ended')))
  return {
    ask: async (request) => {
      if (dead !== undefined) throw dead
      const id = ++lastId
      const reply = await new Promise<FromInference>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker.ref()
        worker.postMessage({ ...request, id })
      })
      if (reply.kind === 'failed') throw failed(reply.reason)
      return reply
    },
  }
}
