// A trained model as it is kept: its kind and the rows it learnt from. Training is deterministic, so that loading is training once more, and
// a version can always be explained by its rows.
import { z } from 'zod'
import { AppError } from '../../../platform/errors.js'
import { modelKinds } from '../models/index.js'
import type { Matrix, TrainedModel } from '../models/model.js'

const fileSchema = z.object({
  kind: z.string(),
  features: z.array(z.string()),
  labels: z.array(z.number().int().min(0).max(1)),
  /** Row by row. */
  values: z.array(z.number()),
})

export interface ModelFile {
  kind: string
  /** Names of the columns. */
  features: readonly string[]
  matrix: Matrix
  labels: Uint8Array
}

export function packModel({ kind, features, matrix, labels }: ModelFile): Buffer {
  const text = JSON.stringify({ kind, features, labels: [...labels], values: [...matrix.values] })
  return Buffer.from(text)
}

/** Rows of a version from before there were the last columns, with what those are where nothing is known. */
function widened(values: readonly number[], rows: number, had: number, nothing: readonly number[]): Float64Array {
  const wide = new Float64Array(rows * nothing.length)
  for (let row = 0; row < rows; row += 1) {
    wide.set(nothing, row * nothing.length)
    wide.set(values.slice(row * had, (row + 1) * had), row * nothing.length)
  }
  return wide
}

/**
 * A model from before the last features were added is read as one to which they said nothing, until it is trained anew. Rejects with
 * `model-damaged` when the bytes are no model, or one of a kind or of features that are no more.
 * @param nothing each feature's value where nothing is known
 */
export function unpackModel(
  bytes: Buffer,
  features: readonly string[],
  nothing: readonly number[],
): ModelFile & { trained: TrainedModel } {
  const parsed = fileSchema.safeParse(JSON.parse(bytes.toString('utf8')))
  const kind = modelKinds().find(({ name }) => name === parsed.data?.kind)
  const had = parsed.data?.features.length ?? 0
  if (!parsed.success || !kind || parsed.data.features.join() !== features.slice(0, had).join())
    throw new AppError('model-damaged', 'A stored prediction model does not fit this version of Kefu.')
  const labels = Uint8Array.from(parsed.data.labels)
  const values = widened(parsed.data.values, labels.length, had, nothing)
  const matrix = { rows: labels.length, columns: features.length, values }
  return { kind: kind.name, features, matrix, labels, trained: kind.train(matrix, labels) }
}
