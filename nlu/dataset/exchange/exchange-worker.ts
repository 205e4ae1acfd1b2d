// Worker thread: reads or writes one set of files and posts the outcome. Ends by itself.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, toError, type ErrorCode } from '../../../platform/errors.js'
import type { ExchangeSet } from './exchange-set.js'
import type { DataFile, Written } from './format.js'
import { writeDataset } from './index.js'
import { readTrainingData, type ReadTrainingData } from './read-training-data.js'

export type ExchangeTask =
  { kind: 'read'; files: readonly DataFile[]; format?: string } | { kind: 'write'; set: ExchangeSet; format: string }

export type FromExchangeWorker =
  | { kind: 'read'; data: ReadTrainingData }
  | { kind: 'written'; written: Written }
  | { kind: 'failed'; code: ErrorCode; message: string; details: Readonly<Record<string, unknown>> }

function run(task: ExchangeTask): FromExchangeWorker {
  try {
    return task.kind === 'read'
      ? { kind: 'read', data: readTrainingData(task.files, task.format) }
      : { kind: 'written', written: writeDataset(task.set, task.format) }
  } catch (thrown) {
    if (thrown instanceof AppError)
      return { kind: 'failed', code: thrown.code, message: thrown.message, details: thrown.details }
    return { kind: 'failed', code: 'internal', message: toError(thrown).message, details: {} }
  }
}

parentPort?.postMessage(run(workerData as ExchangeTask))
