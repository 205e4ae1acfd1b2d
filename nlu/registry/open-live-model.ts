// The model that answers after a start: the live version, or one trained now when there is none or its bytes are damaged.
import { createHash } from 'node:crypto'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { newId } from '../../platform/ids.js'
import type { Log } from '../../platform/log.js'
import { trainingSetSchema, type TrainingSet } from '../dataset/training-set.js'
import type { ModelStore } from './model-store.js'
import { loadModel, type TrainedModel } from './trained-model.js'

export interface OpenLiveModelOptions {
  /** What a first model is trained from; checked here. */
  trainingSet: () => Promise<unknown>
  train: (set: TrainingSet) => Promise<{ model: TrainedModel; bytes: Buffer }>
  clock: Clock
  log: Log
}

/** Trains, keeps and publishes a version only when none can be used. Rejects as `train` and the store do. */
export async function openLiveModel(
  versions: ModelStore,
  options: OpenLiveModelOptions,
): Promise<{ id: string; model: TrainedModel }> {
  return (await load(versions, options.log)) ?? (await trainFirst(versions, options))
}

async function load(versions: ModelStore, log: Log): Promise<{ id: string; model: TrainedModel } | undefined> {
  const id = await versions.live()
  if (id === undefined) return undefined
  try {
    const saved = await versions.load(id)
    return saved && { id, model: await loadModel(saved.bytes) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'model-damaged') throw error
    log.error({ err: error, model: id }, 'the live language model is damaged; another one is trained')
    return undefined
  }
}

async function trainFirst(
  versions: ModelStore,
  { trainingSet, train, clock }: OpenLiveModelOptions,
): Promise<{ id: string; model: TrainedModel }> {
  const { model, bytes } = await train(trainingSetSchema.parse(await trainingSet()))
  const id = newId('mdl')
  const checksum = createHash('sha256').update(bytes).digest('hex')
  const { trainingHash, report } = model
  await versions.save({ id, createdAt: clock.now(), checksum, trainingHash, report, bytes })
  await versions.setLive(id)
  return { id, model }
}
