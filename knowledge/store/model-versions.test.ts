import { createHash, randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ModelStore } from '../../nlu/registry/model-store.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { modelVersions, type ModelVersions, type SavedModel } from './model-versions.js'

const store = withStore()
const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))
const reportSchema = z.object({ accuracy: z.number() })
type Report = z.infer<typeof reportSchema>

/** Compiles only as long as the language models fit the port of the NLU room. */
export const fitsThePort = (
  languageModels: ModelVersions<Awaited<ReturnType<ModelStore['list']>>[number]['report']>,
): ModelStore => languageModels

describe('model versions', () => {
  let port: ModelVersions<Report>
  let made = 0
  beforeEach(async () => {
    await emptyStore(store())
    port = modelVersions(store(), { kind: 'language', parseReport: (stored) => reportSchema.parse(stored), clock })
  })
  const version = (bytes: Buffer = Buffer.from('model')): SavedModel<Report> & { bytes: Buffer } => ({
    id: `m${String((made += 1))}`,
    createdAt: new Date(clock.now().getTime() + made * 1000),
    checksum: createHash('sha256').update(bytes).digest('hex'),
    trainingHash: 'h',
    report: { accuracy: 0.9 },
    bytes,
  })
  const save = async (bytes?: Buffer) => {
    const one = version(bytes)
    await port.save(one)
    return one
  }

  it('gives back what was saved, also of several chunks', async () => {
    const saved = await save(randomBytes(9 * 1024 * 1024 + 17))
    const loaded = await port.load(saved.id)
    expect(loaded?.bytes.equals(saved.bytes)).toBe(true)
    expect({ ...loaded, bytes: null }).toEqual({ ...saved, bytes: null })
    expect(await port.load('nothing')).toBeUndefined()
    expect(await port.latest()).toMatchObject({ id: saved.id })
  })

  it('refuses to save an id twice', async () => {
    const saved = await save()
    await expect(port.save({ ...saved, bytes: Buffer.from('other') })).rejects.toMatchObject({ code: 'conflict' })
    expect((await port.load(saved.id))?.bytes.toString()).toBe('model')
  })

  it('refuses a model whose bytes were damaged or lost', async () => {
    const { id } = await save()
    await store().models.modelChunks.updateOne({ version: id }, { $set: { data: Buffer.from('mode!') } })
    await expect(port.load(id)).rejects.toMatchObject({ code: 'model-damaged' })
    await store().models.modelChunks.deleteMany({})
    await expect(port.load(id)).rejects.toMatchObject({ code: 'model-damaged' })
  })

  it('remembers the version in use and keeps the others for going back', async () => {
    const [first, second] = [await save(), await save()]
    expect(await port.live()).toBeUndefined()
    await port.setLive(first.id)
    await port.setLive(second.id)
    expect(await port.live()).toBe(second.id)
    await port.setLive(first.id)
    expect(await port.live()).toBe(first.id)
    expect((await port.list()).map(({ id }) => id)).toEqual([second.id, first.id])
    await expect(port.setLive('nothing')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('keeps kinds apart', async () => {
    const { id } = await save()
    const churn = modelVersions(store(), { kind: 'prediction:churn', parseReport: String, clock })
    expect([await churn.load(id), await churn.latest(), await churn.live()]).toEqual([undefined, undefined, undefined])
    await expect(churn.setLive(id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('removes a model with its bytes, but never the one in use', async () => {
    const [first, second] = [await save(), await save()]
    await port.setLive(first.id)
    expect(await port.remove(first.id)).toBe(false)
    expect(await port.remove(second.id)).toBe(true)
    expect(await store().models.modelChunks.countDocuments()).toBe(1)
  })
})
