// A thread for tests: does as it is told.
import { AppError } from '../errors.js'
import { answerFromWorker } from '../in-worker.js'

export type Told = { kind: 'double'; values: Float64Array } | { kind: 'refuse' } | { kind: 'break' } | { kind: 'die' }

await answerFromWorker<Told, Float64Array>((told) => {
  switch (told.kind) {
    case 'double':
      return told.values.map((value) => 2 * value)
    case 'refuse':
      throw new AppError('input-invalid', 'weight: must not be negative', { details: { field: 'weight' } })
    case 'break':
      throw new TypeError('a fault of ours')
    case 'die':
      return process.exit(3)
  }
})
