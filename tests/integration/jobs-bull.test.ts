// The Bull driver on a real redis-server: the contract of all drivers, and Redis killed, flushed and restarted in the middle.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jobStore } from '../../knowledge/store/jobs.js'
import { systemClock } from '../../platform/clock.js'
import { createBullDriver, type BullDriver } from '../../platform/jobs/bull-driver.js'
import type { JobLog } from '../../platform/jobs/job-driver.js'
import { describeJobQueue } from '../../platform/jobs/job-queue.contract.js'
import type { JobQueue } from '../../platform/jobs/job-queue.js'
import type { JobStore } from '../../platform/jobs/job-store.js'
import { createJobQueue } from '../../platform/jobs/queue.js'
import { inMemoryJobStore } from '../../platform/jobs/testing/in-memory-job-store.js'
import { startRedis, type TestRedis } from '../support/redis.js'
import { describeWith } from '../support/skip.js'
import { withStore } from '../support/test-store.js'

const silent: JobLog = { info: () => undefined, warn: () => undefined, error: () => undefined }
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const never = 3_600_000

describeWith(['redis-server'], 'Bull on a real Redis', () => {
  let redis: TestRedis
  let prefixes = 0
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  const newPrefix = (): string => `test${String((prefixes += 1))}`

  describeJobQueue('Bull', () => {
    const prefix = newPrefix()
    return {
      store: inMemoryJobStore(),
      newDriver: ({ sweepMs }) => createBullDriver({ url: redis.url, log: silent, prefix, sweepMs }),
      close: async () => undefined,
    }
  })

  it('refuses to start when nothing answers at REDIS_URL, and names the variable', async () => {
    const gone = await startRedis()
    await gone.stop()
    await expect(createBullDriver({ url: gone.url, log: silent })).rejects.toMatchObject({
      code: 'redis-unreachable',
      message: expect.stringContaining('REDIS_URL') as string,
    })
  })

  it('hands a job to another process without waiting for a sweep', async () => {
    const store = inMemoryJobStore()
    const prefix = newPrefix()
    const worker = createJobQueue({ store, clock: systemClock, driver: await bull(redis.url, prefix, never) })
    let ran!: () => void
    const done = new Promise<void>((resolve) => (ran = resolve))
    worker.define({ name: 'work', payload: z.object({}), handler: async () => ran() })
    await worker.start()
    const web = createJobQueue({ store, clock: systemClock, driver: await bull(redis.url, prefix, never) })
    await web.enqueue({ name: 'work', payload: {} })
    await done
    await Promise.all([worker.stop(100), web.stop(0)])
  })

  describe('with the database behind it', () => {
    const opened = withStore()
    let store: JobStore
    beforeEach(async () => {
      await opened().models.jobs.deleteMany({})
      store = jobStore(opened())
    })

    const keys = 6
    const total = 180

    /** Two processes work while `trouble` happens to Redis; every job is done once, in the order of its key. */
    async function survives(trouble: (redis: TestRedis) => Promise<void>): Promise<void> {
      const own = await startRedis()
      const done = new Map<string, number[]>()
      const running = new Set<string>()
      const overlaps: string[] = []
      const queues: JobQueue[] = []
      for (let process = 0; process < 2; process += 1) {
        const queue = createJobQueue({ store, clock: systemClock, driver: await bull(own.url, 'kefu', 200) })
        queue.define({
          name: 'work',
          payload: z.object({ n: z.number(), key: z.string() }),
          async handler({ n, key }) {
            if (running.has(key)) overlaps.push(key)
            running.add(key)
            await pause(n % 4)
            done.set(key, [...(done.get(key) ?? []), n])
            running.delete(key)
          },
        })
        await queue.start()
        queues.push(queue)
      }
      let enqueued = 0
      const traffic = (async () => {
        for (let n = 0; n < total; n += 1) {
          const key = `c${String(n % keys)}`
          await queues[n % 2]?.enqueue({ name: 'work', id: `w${String(n)}`, payload: { n, key }, orderKey: key })
          enqueued += 1
          await pause(3)
        }
      })()
      while (enqueued < total / 4) await pause(2)
      await trouble(own)
      await traffic
      while ((await store.count()).done < total) await pause(10)
      await Promise.all(queues.map((queue) => queue.stop(1_000)))
      await own.stop()

      expect(overlaps).toEqual([])
      for (let key = 0; key < keys; key += 1) {
        const expected = Array.from({ length: total }, (_, n) => n).filter((n) => n % keys === key)
        expect(done.get(`c${String(key)}`)).toEqual(expected)
      }
    }

    it('loses nothing and does nothing twice when Redis is flushed', async () => {
      await survives(async (server) => {
        for (let round = 0; round < 5; round += 1) {
          await server.flush()
          await pause(30)
        }
      })
    })

    it('loses nothing and does nothing twice when Redis is killed and comes back empty', async () => {
      await survives(async (server) => {
        await server.kill()
        await pause(300)
        await server.start()
      })
    })

    it('loses nothing and does nothing twice when Redis never comes back', async () => {
      await survives((server) => server.kill())
    })

    it('takes a job without waiting for a Redis that is down', async () => {
      const own = await startRedis()
      const queue = createJobQueue({ store, clock: systemClock, driver: await bull(own.url, 'kefu', never) })
      let ran = 0
      queue.define({ name: 'work', payload: z.object({}), handler: async () => void (ran += 1) })
      await queue.start()
      await own.kill()
      for (let n = 0; n < 20; n += 1) await queue.enqueue({ name: 'work', payload: {} })
      expect((await store.list({ limit: 50 })).length).toBe(20)
      while (ran < 20) await pause(5)
      await queue.stop(100)
      await own.stop()
    })

    it('says once that Redis is away and once that it is back, and repeats no command', async () => {
      const own = await startRedis()
      const lines: string[] = []
      const keep = (fields: object, message: string): void => void lines.push(`${JSON.stringify(fields)} ${message}`)
      const driver = await createBullDriver({ url: own.url, log: { info: keep, warn: keep, error: keep } })
      const queue = createJobQueue({ store, clock: systemClock, driver })
      queue.define({ name: 'work', payload: z.object({}), handler: async () => undefined })
      await queue.start()
      await own.kill()
      while (lines.length < 1) await pause(5)
      for (let n = 0; n < 5; n += 1) await queue.enqueue({ name: 'work', payload: {}, orderKey: 'secret' })
      await own.start()
      while (lines.length < 2) await pause(5)
      await queue.stop(100)
      await own.stop()
      expect(lines).toEqual([
        '{} Redis does not answer; jobs are found by searching the database until it does',
        '{} Redis answers again',
      ])
    })
  })
})

async function bull(url: string, prefix: string, sweepMs: number): Promise<BullDriver> {
  return createBullDriver({ url, log: silent, prefix, sweepMs })
}
