// Import and export off the server's thread: files are large, and what is in them is not to be trusted.
import { AppError } from '../../../platform/errors.js'
import { openWorker } from '../../../platform/open-worker.js'
import type { ExchangeSet } from './exchange-set.js'
import type { ExchangeTask, FromExchangeWorker } from './exchange-worker.js'
import type { DataFile, Written } from './format.js'
import type { ReadTrainingData } from './read-training-data.js'

/** `readTrainingData` in a worker. Rejects as it does, with `internal` when the worker fails. @param format found out when it is not named */
export async function readTrainingDataInWorker(files: readonly DataFile[], format?: string): Promise<ReadTrainingData> {
  const answer = await ask({ kind: 'read', files, ...(format === undefined ? {} : { format }) })
  if (answer.kind !== 'read') throw new AppError('internal', 'The worker answered something else.')
  return answer.data
}

/** `writeDataset` in a worker. */
export async function writeDatasetInWorker(set: ExchangeSet, format: string): Promise<Written> {
  const answer = await ask({ kind: 'write', set, format })
  if (answer.kind !== 'written') throw new AppError('internal', 'The worker answered something else.')
  return answer.written
}

function ask(task: ExchangeTask): Promise<Exclude<FromExchangeWorker, { kind: 'failed' }>> {
  return new Promise((resolve, reject) => {
    const worker = openWorker(import.meta.url, './exchange-worker', { workerData: task })
    worker.once('message', (message: FromExchangeWorker) => {
      if (message.kind === 'failed') reject(new AppError(message.code, message.message, { details: message.details }))
      else resolve(message)
      void worker.terminate()
    })
    worker.once('error', (cause) =>
      reject(new AppError('internal', 'The training data could not be handled.', { cause })),
    )
    worker.once('exit', () => reject(new AppError('internal', 'The worker for training data ended early.')))
  })
}
