// Work in a thread of its own: its answer, its refusals and its faults come back.
import { expect, it } from 'vitest'
import { inWorker } from './in-worker.js'
import type { Told } from './testing/answering-worker.js'

const ask = (told: Told) => inWorker<Told, Float64Array>(import.meta.url, './testing/answering-worker', told)

it('answers with what the work returned', async () => {
  expect(await ask({ kind: 'double', values: Float64Array.of(1, 2) })).toEqual(Float64Array.of(2, 4))
})

it('refuses as the work refused, with code and details', async () => {
  await expect(ask({ kind: 'refuse' })).rejects.toMatchObject({
    ...{ code: 'input-invalid', message: 'weight: must not be negative', details: { field: 'weight' } },
  })
})

it('rejects with a fault of the work as it is', async () => {
  await expect(ask({ kind: 'break' })).rejects.toThrow('a fault of ours')
})

it('rejects when the thread ends before it answered', async () => {
  await expect(ask({ kind: 'die' })).rejects.toThrow(/ended with 3 before it answered/)
})
