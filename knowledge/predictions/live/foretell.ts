// What models say of many rows at once: beside the thread that answers customers, unless it is done before a thread has started.
import { inWorker } from '../../../platform/in-worker.js'
import { featureNames, nothingKnown } from '../../features/features.js'
import type { Matrix } from '../models/model.js'
import { unpackModel } from './model-file.js'
import { threadFrom } from './train.js'

export interface ForetellInput {
  /** As they are stored. */
  models: readonly Uint8Array[]
  matrix: Matrix
}

/** Pure: of each model one probability a row. Reading a model is training it once more. */
export const foretellRows = ({ models, matrix }: ForetellInput): Float64Array[] =>
  models.map((bytes) => {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return Float64Array.from(unpackModel(file, featureNames, nothingKnown).trained.predict(matrix))
  })

/** @param learntFrom rows behind the largest of the models */
export const foretell = async (input: ForetellInput, learntFrom: number): Promise<Float64Array[]> =>
  Math.max(learntFrom, input.matrix.rows) < threadFrom
    ? foretellRows(input)
    : inWorker<ForetellInput, Float64Array[]>(import.meta.url, './foretell-worker', input)
