import { describe, expect, it, vi } from 'vitest'
import { createLog } from '../../platform/log.js'
import { AppError } from '../../platform/errors.js'
import type { ModelStore, ModelVersion } from './model-store.js'
import { openLiveModel } from './open-live-model.js'
import { serializeModel } from './trained-model.js'
import { trainModel } from './train-model.js'

const utterances = (text: string) => Array.from({ length: 6 }, (_, index) => `${text} ${String(index)}`)
const set = {
  intents: [
    { name: 'greeting', utterances: utterances('hello there') },
    { name: 'order-status', utterances: utterances('where is my order') },
  ],
}

type Saved = ModelVersion & { bytes: Buffer }
function memoryStore(): ModelStore & { versions: Map<string, Saved> } {
  const versions = new Map<string, Saved>()
  let live: string | undefined
  return {
    versions,
    save: async (version) => void versions.set(version.id, version),
    load: async (id) => versions.get(id),
    latest: async () => [...versions.values()].at(-1),
    list: async () => [...versions.values()],
    setLive: async (id) => void (live = id),
    live: async () => live,
  }
}

const clock = { now: () => new Date('2026-01-01T00:00:00Z') }
const options = () => ({
  trainingSet: async () => set,
  train: vi.fn(async (given: Parameters<typeof trainModel>[0]) => {
    const model = await trainModel(given)
    return { model, bytes: serializeModel(model) }
  }),
  clock,
  log: createLog('silent'),
})

describe('openLiveModel', () => {
  it('trains once and finds the version at the next start', async () => {
    const store = memoryStore()
    const first = options()
    const { id } = await openLiveModel(store, first)
    const second = options()
    expect((await openLiveModel(store, second)).id).toBe(id)
    expect([first.train.mock.calls.length, second.train.mock.calls.length]).toEqual([1, 0])
  })

  it('trains another version when the live one is damaged, and keeps both', async () => {
    const store = memoryStore()
    const { id } = await openLiveModel(store, options())
    const damaged = store.versions.get(id)
    if (damaged) store.versions.set(id, { ...damaged, bytes: Buffer.from('not a model') })
    const again = await openLiveModel(store, options())
    expect(again.id).not.toBe(id)
    expect(store.versions.size).toBe(2)
  })

  it('does not train over a store that cannot be read', async () => {
    const store = memoryStore()
    await openLiveModel(store, options())
    store.load = () => Promise.reject(new AppError('database-unreachable', 'gone'))
    const later = options()
    await expect(openLiveModel(store, later)).rejects.toMatchObject({ code: 'database-unreachable' })
    expect(later.train).not.toHaveBeenCalled()
  })

  it('names what is wrong with the training data', async () => {
    await expect(
      openLiveModel(memoryStore(), { ...options(), trainingSet: async () => ({ intents: 'none' }) }),
    ).rejects.toThrow('intents')
  })
})
