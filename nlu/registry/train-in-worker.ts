// Training off the server's thread: the event loop stays free, and cancelling stops it at once.
import { AppError } from '../../platform/errors.js'
import type { TrainingSet } from '../dataset/training-set.js'
import { openWorker } from './open-worker.js'
import type { TrainOptions } from './train-model.js'
import type { FromTrainWorker, TrainTask } from './train-worker.js'
import { deserializeModel, type TrainedModel } from './trained-model.js'

/**
 * Same result and errors as `trainModel`. `bytes` are what a `ModelStore` keeps. Aborting the signal ends the worker and rejects with the
 * signal's reason; a worker that dies rejects with `internal`.
 */
export function trainInWorker(
  set: TrainingSet,
  { signal, onProgress, ...options }: TrainOptions = {},
): Promise<{ model: TrainedModel; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error)
      return
    }
    const worker = openWorker(import.meta.url, './train-worker', {
      workerData: { set, ...options } satisfies TrainTask,
    })
    const finish = (settle: () => void): void => {
      signal?.removeEventListener('abort', onAbort)
      worker.removeAllListeners()
      // A worker that still fails while it is being ended has nobody left to tell.
      worker.on('error', () => undefined)
      void worker.terminate()
      settle()
    }
    const onAbort = (): void => finish(() => reject(signal?.reason as Error))
    signal?.addEventListener('abort', onAbort, { once: true })
    worker.on('message', (message: FromTrainWorker) => {
      if (message.kind === 'progress') onProgress?.(message.done, message.what)
      else if (message.kind === 'failed')
        finish(() => reject(new AppError(message.code, message.message, { details: message.details })))
      else
        finish(() => {
          const bytes = Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength)
          resolve({ model: deserializeModel(bytes), bytes })
        })
    })
    worker.on('error', (cause) =>
      finish(() => reject(new AppError('internal', 'The training worker failed.', { cause }))),
    )
    worker.on('exit', () => finish(() => reject(new AppError('internal', 'The training worker ended early.'))))
  })
}
