// Worker thread: trains one model and posts its bytes. Ends by itself.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, toError, type ErrorCode } from '../../platform/errors.js'
import type { TrainingSet } from '../dataset/training-set.js'
import type { VectorTables } from '../semantic/vector-table.js'
import { serializeModel } from './trained-model.js'
import { trainModel } from './train-model.js'

export interface TrainTask {
  set: TrainingSet
  seed?: number
  rejectionBudget?: number
  vectors?: VectorTables
}

export type FromTrainWorker =
  | { kind: 'progress'; done: number; what: string }
  | { kind: 'trained'; bytes: Uint8Array }
  | { kind: 'failed'; code: ErrorCode; message: string; details: Readonly<Record<string, unknown>> }

async function run(task: TrainTask): Promise<FromTrainWorker> {
  const { set, ...options } = task
  try {
    const model = await trainModel(set, {
      ...options,
      onProgress: (done, what) => parentPort?.postMessage({ kind: 'progress', done, what } satisfies FromTrainWorker),
    })
    return { kind: 'trained', bytes: serializeModel(model) }
  } catch (thrown) {
    if (thrown instanceof AppError)
      return { kind: 'failed', code: thrown.code, message: thrown.message, details: thrown.details }
    return { kind: 'failed', code: 'internal', message: toError(thrown).message, details: {} }
  }
}

parentPort?.postMessage(await run(workerData as TrainTask))
