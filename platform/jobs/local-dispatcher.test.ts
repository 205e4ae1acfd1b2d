import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../clock.js'
import { describeJobQueue } from './job-queue.contract.js'
import { localDispatcher } from './local-dispatcher.js'
import { createJobQueue } from './queue.js'
import { inMemoryJobStore } from './testing/in-memory-job-store.js'

describeJobQueue('the local dispatcher', () => ({
  store: inMemoryJobStore(),
  newDriver: (options) => localDispatcher(options),
  close: async () => undefined,
}))

describe('the local dispatcher', () => {
  it('needs one insert, one claim and one finish a job, in a row of one key too', async () => {
    const store = inMemoryJobStore()
    const queue = createJobQueue({ store, driver: localDispatcher({ sweepMs: 3_600_000 }), clock: systemClock })
    queue.define({ name: 'work', payload: z.object({}), handler: async () => undefined })
    await queue.start()
    for (let n = 0; n < 20; n += 1) {
      await queue.enqueue({ name: 'work', payload: {}, orderKey: 'c' })
      await queue.idle()
    }
    expect([store.calls.get('insert'), store.calls.get('claim'), store.calls.get('finish')]).toEqual([20, 20, 20])
    await queue.stop(0)
  })

  it('starts a job in the same turn of the event loop as its record is written', async () => {
    const store = inMemoryJobStore()
    const queue = createJobQueue({ store, driver: localDispatcher(), clock: systemClock })
    let started = false
    queue.define({ name: 'work', payload: z.object({}), handler: async () => void (started = true) })
    await queue.start()
    await queue.enqueue({ name: 'work', payload: {} })
    await new Promise((resolve) => setImmediate(resolve))
    expect(started).toBe(true)
    await queue.stop(0)
  })
})
