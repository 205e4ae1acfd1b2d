// Training off the server's thread: the event loop stays free, and cancelling stops it at once.
import { AppError } from '../../platform/errors.js'
import type { TrainingSet } from '../dataset/training-set.js'
import { labelledRows } from '../dataset/labelled-rows.js'
import type { Encoders } from '../encoder/encoder.js'
import { encodeTexts, type VectorTables } from '../semantic/vector-table.js'
import { openWorker } from '../../platform/open-worker.js'
import { checkTrainingSet, type TrainOptions } from './train-model.js'
import type { FromTrainWorker, TrainTask } from './train-worker.js'
import { loadModel, type TrainedModel } from './trained-model.js'

export interface TrainInWorkerOptions extends TrainOptions {
  /** With encoders the model learns from sentence vectors too. */
  encoders?: Encoders
  /** Vectors of its examples are taken over instead of encoding the same texts again. */
  previous?: TrainedModel
}

/**
 * Same result and errors as `trainModel`. `bytes` are what a `ModelStore` keeps. Aborting the signal ends the worker and rejects with the
 * signal's reason; a worker that dies rejects with `internal`, an encoder that fails with its own error.
 */
export async function trainInWorker(
  set: TrainingSet,
  { encoders = {}, previous, ...options }: TrainInWorkerOptions = {},
): Promise<{ model: TrainedModel; bytes: Buffer }> {
  options.signal?.throwIfAborted()
  if (Object.keys(encoders).length === 0) return train(set, options)
  const vectors = await encodeTexts(textsOf(checkTrainingSet(set)), encoders, {
    ...(previous === undefined ? {} : { known: examplesOf(previous) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onProgress: (share) => options.onProgress?.(share * encodingShare, 'reading the meaning of all examples'),
  })
  return train(set, {
    ...options,
    vectors,
    onProgress: (done, what) => options.onProgress?.(encodingShare + done * (1 - encodingShare), what),
  })
}

/** How much of the progress bar encoding takes. */
const encodingShare = 0.3

const textsOf = (set: TrainingSet): string[] => [...labelledRows(set).map((row) => row.text), ...set.outOfScope]

const examplesOf = (model: TrainedModel): VectorTables =>
  Object.fromEntries(Object.entries(model.semantic).map(([language, part]) => [language, part.examples]))

function train(
  set: TrainingSet,
  { signal, onProgress, ...options }: TrainOptions,
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
          resolve(loadModel(bytes).then((model) => ({ model, bytes })))
        })
    })
    worker.on('error', (cause) =>
      finish(() => reject(new AppError('internal', 'The training worker failed.', { cause }))),
    )
    worker.on('exit', () => finish(() => reject(new AppError('internal', 'The training worker ended early.'))))
  })
}
