// Saving, loading and training off the thread.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AppError } from '../../platform/errors.js'
import { createUnderstander } from '../understander.js'
import { smallSet } from '../testing/small-set.js'
import { trainInWorker } from './train-in-worker.js'
import { trainModel } from './train-model.js'
import { deserializeModel, loadModel, serializeModel, type TrainedModel } from './trained-model.js'

let model: TrainedModel
let bytes: Buffer

beforeAll(async () => {
  model = await trainModel(smallSet)
  bytes = serializeModel(model)
})

const texts = smallSet.intents.flatMap((intent) => intent.utterances).concat(smallSet.outOfScope)

describe('a saved model', () => {
  it('answers exactly as before', async () => {
    const before = createUnderstander(model, 'v')
    const after = createUnderstander(deserializeModel(bytes), 'v')
    for (const text of texts) expect(await after.understand(text)).toEqual(await before.understand(text))
  })

  it('is the same bytes for the same data and seed, apart from the seconds it took', async () => {
    const again = await trainModel(smallSet)
    expect(again.trainingHash).toBe(model.trainingHash)
    const report = { ...again.report, seconds: model.report.seconds }
    expect(serializeModel({ ...again, report }).equals(bytes)).toBe(true)
    expect((await trainModel(smallSet, { seed: 2 })).trainingHash).not.toBe(model.trainingHash)
  })

  it.each([
    ['empty', Buffer.alloc(0)],
    ['of another program', Buffer.from('{"model": true, "and": "something that is long enough to hold a checksum"}')],
  ])('is refused when it is %s', (_, damaged) => {
    expect(() => deserializeModel(damaged)).toThrowError(expect.objectContaining({ code: 'model-damaged' }))
    return expect(loadModel(damaged)).rejects.toMatchObject({ code: 'model-damaged' })
  })

  it('is the same when it is loaded while the event loop runs', async () => {
    expect(serializeModel(await loadModel(bytes)).equals(bytes)).toBe(true)
  })

  it('is refused when one byte changed or the end is missing', async () => {
    const flipped = Buffer.from(bytes)
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1
    for (const damaged of [flipped, bytes.subarray(0, bytes.length - 1)]) {
      expect(() => deserializeModel(damaged)).toThrowError(expect.objectContaining({ code: 'model-damaged' }))
      await expect(loadModel(damaged)).rejects.toMatchObject({ code: 'model-damaged' })
    }
  })
})

describe('swapping versions', () => {
  it('keeps memory flat over fifty of them and never answers by half a model', async () => {
    const other = serializeModel({ ...model, trainingHash: 'other' })
    const bot = createUnderstander(deserializeModel(bytes), 'v0')
    const asked = texts[0] ?? ''
    const expected = (await bot.understand(asked)).parts
    const gone: WeakRef<TrainedModel>[] = []
    for (let version = 1; version <= 60; version++) {
      const next = deserializeModel(version % 2 === 0 ? bytes : other)
      gone.push(new WeakRef(next))
      const underWay = bot.understand(asked)
      bot.swap(next, `v${version}`)
      // Messages on their way finish with the version that they began with.
      expect((await underWay).model).toBe(`v${version - 1}`)
      expect(await bot.understand(asked)).toMatchObject({ model: `v${version}`, parts: expected })
    }
    await collectGarbage()
    // Counted as objects, not as bytes of the heap, which move for other reasons. The current one stays, and frames may hold a few.
    expect(gone.filter((model) => model.deref() !== undefined).length).toBeLessThan(5)
  })
})

/** Needs a flag that can be set while running; a weak reference holds on to its object until the task in which it was made is over. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
}

describe('training', () => {
  it('does not depend on the order of the rows being mixed: grouped by intent is fine', () => {
    expect(model.report.accuracy).toBeGreaterThan(0.75)
    expect(model.report.perIntent.map((row) => row.intent)).toEqual(smallSet.intents.map((intent) => intent.name))
  })

  it('refuses wrong data with every reason', async () => {
    const twice = { ...smallSet, intents: [...smallSet.intents, ...smallSet.intents.slice(0, 1)] }
    const entities = [{ kind: 'pattern' as const, name: 'bomb', pattern: '(a+)+$' }]
    const failure = trainModel({ ...twice, entities })
    await expect(failure).rejects.toMatchObject({ code: 'training-data-invalid' })
    const error = (await failure.catch((thrown: unknown) => thrown)) as AppError
    expect(error.details['reasons']).toEqual([
      expect.stringContaining('"order-status" is there twice'),
      expect.stringContaining('"bomb" repeats a group'),
    ])
  })

  it('learns from one example an intent', async () => {
    const tiny = {
      ...smallSet,
      outOfScope: [],
      intents: smallSet.intents.map((i) => ({ ...i, utterances: i.utterances.slice(0, 1) })),
    }
    const bot = createUnderstander(await trainModel(tiny), 'v')
    expect((await bot.understand('cancel my order')).parts[0]).toMatchObject({
      kind: 'understood',
      intent: 'cancel-order',
    })
  })
})

describe('training in a worker', () => {
  it('gives the same model and leaves the event loop free', async () => {
    const progress: number[] = []
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const trained = await trainInWorker(smallSet, { onProgress: (done) => progress.push(done) })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
    expect(progress.at(-1)).toBe(1)
    expect(trained.model.trainingHash).toBe(model.trainingHash)
    expect(trained.model.intentModel).toEqual(model.intentModel)
    expect(deserializeModel(trained.bytes).settings).toEqual(model.settings)
  })

  it('stops when asked and says why', async () => {
    const stop = new AbortController()
    const failure = trainInWorker(smallSet, { signal: stop.signal })
    stop.abort(new Error('no longer wanted'))
    await expect(failure).rejects.toThrow('no longer wanted')
    await expect(trainInWorker(smallSet, { signal: stop.signal })).rejects.toThrow('no longer wanted')
  })

  it('hands over the errors of wrong data', async () => {
    const empty = { ...smallSet, intents: [] }
    await expect(trainInWorker(empty)).rejects.toMatchObject({ code: 'training-data-invalid' })
  })
})
