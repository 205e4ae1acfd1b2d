// The lint off the server's thread: the rule that looks for misfiled examples trains models.
import { z } from 'zod'
import { AppError } from '../../../platform/errors.js'
import { openWorker } from '../../../platform/open-worker.js'
import type { TrainingSet } from '../training-set.js'
import { findingSchema, type Finding } from './finding.js'

/** Same findings as `lintTrainingSet`. Rejects with `internal` when the worker fails. */
export function lintInWorker(set: TrainingSet): Promise<Finding[]> {
  return new Promise((resolve, reject) => {
    const worker = openWorker(import.meta.url, './lint-worker', { workerData: set })
    worker.once('message', (found: unknown) => {
      resolve(z.array(findingSchema).parse(found))
      void worker.terminate()
    })
    worker.once('error', (cause) =>
      reject(new AppError('internal', 'The lint of the training data failed.', { cause })),
    )
    worker.once('exit', () => reject(new AppError('internal', 'The lint of the training data ended early.')))
  })
}
