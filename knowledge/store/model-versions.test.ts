import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { modelVersions } from './model-versions.js'

const store = withStore()
const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))

describe('model versions', () => {
  let port: ReturnType<typeof modelVersions>
  beforeEach(async () => {
    await emptyStore(store())
    port = modelVersions(store(), clock)
  })
  const save = async (bytes: Uint8Array = Buffer.from('model')) => {
    clock.advance(1000)
    return port.save({ kind: 'nlu', bytes, meta: { accuracy: 0.9 } })
  }

  it('gives back the bytes of a model of several chunks', async () => {
    const bytes = randomBytes(9 * 1024 * 1024 + 17)
    const { id } = await save(bytes)
    const loaded = await port.load(id)
    expect(loaded?.bytes.equals(bytes)).toBe(true)
    expect(loaded?.version).toMatchObject({ kind: 'nlu', live: false, bytes: bytes.length, meta: { accuracy: 0.9 } })
    expect(await port.load('nothing')).toBeUndefined()
  })

  it('refuses a model whose bytes were damaged or lost', async () => {
    const { id } = await save()
    await store().models.modelChunks.updateOne({ version: id }, { $set: { data: Buffer.from('mode!') } })
    await expect(port.load(id)).rejects.toMatchObject({ code: 'model-damaged' })
    await store().models.modelChunks.deleteMany({})
    await expect(port.load(id)).rejects.toMatchObject({ code: 'model-damaged' })
  })

  it('has one model of a kind in use at a time, and keeps the others for going back', async () => {
    const [first, second] = [await save(), await save()]
    expect(await port.live('nlu')).toBeUndefined()
    await port.setLive(first.id)
    await port.setLive(second.id)
    expect((await port.live('nlu'))?.id).toBe(second.id)
    expect((await port.list('nlu')).map(({ id, live }) => [id, live])).toEqual([
      [second.id, true],
      [first.id, false],
    ])
    await port.setLive(first.id)
    expect((await port.live('nlu'))?.id).toBe(first.id)
    expect((await port.latest('nlu'))?.id).toBe(second.id)
    expect(await port.setLive('nothing')).toBe(false)
  })

  it('removes a model with its bytes, but never the one in use', async () => {
    const { id } = await save()
    await port.setLive(id)
    expect(await port.remove(id)).toBe(false)
    const other = await save()
    await port.setLive(other.id)
    expect(await port.remove(id)).toBe(true)
    expect(await store().models.modelChunks.countDocuments({ version: id })).toBe(0)
  })
})
