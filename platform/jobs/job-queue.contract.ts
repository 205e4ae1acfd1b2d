// One suite for every job driver: the promises of the port, with real waiting and real concurrency.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../clock.js'
import { AppError } from '../errors.js'
import type { JobDriver } from './job-driver.js'
import type { JobContext, JobDefinition, JobQueue } from './job-queue.js'
import { laneOf, type JobRecord, type JobStore } from './job-store.js'
import { createJobQueue, type JobQueueOptions } from './queue.js'

export interface JobQueueSetUp {
  store: JobStore
  /** A driver of one process; drivers of one set-up reach each other. `sweepMs`: how often it asks for a search. */
  newDriver(options: { sweepMs: number }): Promise<JobDriver> | JobDriver
  close(): Promise<void>
}

const payload = z.object({ n: z.number() })
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const never = 3_600_000

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(2)
}

/** Resolves for everybody once `count` are waiting: proof that they ran together. */
function barrier(count: number): () => Promise<void> {
  let waiting: (() => void)[] = []
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (waiting.length < count) return
      for (const go of waiting) go()
      waiting = []
    })
}

export function describeJobQueue(title: string, setUp: () => Promise<JobQueueSetUp> | JobQueueSetUp): void {
  describe(`a job queue on ${title}`, () => {
    let it_: JobQueueSetUp
    let store: JobStore
    let queues: JobQueue[]
    beforeEach(async () => {
      it_ = await setUp()
      store = it_.store
      queues = []
    })
    afterEach(async () => {
      await Promise.all(queues.map((queue) => queue.stop(0)))
      await it_.close()
    })

    /** As one process would make it. Without a sweep unless asked: what runs was announced. */
    async function aQueue(options: Partial<JobQueueOptions> & { sweepMs?: number } = {}): Promise<JobQueue> {
      const { sweepMs = never, ...rest } = options
      const driver = rest.driver ?? (await it_.newDriver({ sweepMs }))
      const queue = createJobQueue({ store, clock: systemClock, random: () => 0, ...rest, driver })
      queues.push(queue)
      return queue
    }
    type Handler = (n: number, context: JobContext) => Promise<void> | void
    const work = (
      handler: Handler,
      more: Partial<JobDefinition<{ n: number }>> = {},
    ): JobDefinition<{ n: number }> => ({
      name: 'work',
      payload,
      backoffMs: 5,
      ...more,
      handler: async ({ n }, context) => handler(n, context),
    })
    async function started(definition: JobDefinition<{ n: number }>, options = {}): Promise<JobQueue> {
      const queue = await aQueue(options)
      queue.define(definition)
      await queue.start()
      return queue
    }
    const job = (n: number, more: { id?: string; orderKey?: string; delayMs?: number } = {}) => ({
      name: 'work',
      payload: { n },
      ...more,
    })
    const ended = async (id: string): Promise<JobRecord> => {
      await until(async () => ['done', 'dead'].includes((await store.get(id))?.state ?? ''))
      return (await store.get(id)) as JobRecord
    }

    it('runs a job once, as soon as it is enqueued, and keeps it as done', async () => {
      const seen: unknown[] = []
      const queue = await started(work((n, { id, attempt }) => void seen.push([n, id, attempt])))
      const id = await queue.enqueue(job(7))
      expect(await ended(id)).toMatchObject({ state: 'done', attempts: 1 })
      expect(seen).toEqual([[7, id, 1]])
    })

    it('runs what was enqueued before the start', async () => {
      const seen: number[] = []
      const queue = await aQueue()
      queue.define(work((n) => void seen.push(n)))
      const id = await queue.enqueue(job(1))
      await queue.start()
      await ended(id)
      expect(seen).toEqual([1])
    })

    it('ignores a second job with the same id, also when the first is done', async () => {
      const seen: number[] = []
      const queue = await started(work((n) => void seen.push(n)))
      await Promise.all([queue.enqueue(job(1, { id: 'x' })), queue.enqueue(job(2, { id: 'x' }))])
      await ended('x')
      await queue.enqueue(job(3, { id: 'x' }))
      await ended(await queue.enqueue(job(4)))
      expect(seen).toEqual([1, 4])
    })

    it('runs the jobs of one key one at a time and in order, those of other keys beside them', async () => {
      const seen = new Map<number, number[]>()
      const running = new Map<number, number>()
      const keys = [0, 1, 2, 3]
      const together = barrier(keys.length)
      const queue = await started(
        work(async (n) => {
          const key = n % keys.length
          running.set(key, (running.get(key) ?? 0) + 1)
          expect(running.get(key)).toBe(1)
          if (n < keys.length) await together()
          await pause((n * 7) % 4)
          seen.set(key, [...(seen.get(key) ?? []), n])
          running.set(key, 0)
        }),
      )
      const numbers = Array.from({ length: 60 }, (_, n) => n)
      for (const n of numbers) await queue.enqueue(job(n, { orderKey: `c${String(n % keys.length)}` }))
      await until(() => [...seen.values()].flat().length === numbers.length)
      for (const key of keys) expect(seen.get(key)).toEqual(numbers.filter((n) => n % keys.length === key))
    })

    it('keeps the order of calls that do not wait for each other', async () => {
      const seen: number[] = []
      const queue = await started(work((n) => void seen.push(n)))
      const numbers = Array.from({ length: 40 }, (_, n) => n)
      await Promise.all(numbers.map((n) => queue.enqueue(job(n, { orderKey: 'c' }))))
      await until(() => seen.length === numbers.length)
      expect(seen).toEqual(numbers)
    })

    it('runs as many at once as the definition allows, and no more', async () => {
      const together = barrier(3)
      let running = 0
      let most = 0
      let ran = 0
      const queue = await started(
        work(
          async () => {
            running += 1
            most = Math.max(most, running)
            await together()
            await pause(1)
            running -= 1
            ran += 1
          },
          { concurrency: 3 },
        ),
      )
      await Promise.all(Array.from({ length: 12 }, (_, n) => queue.enqueue(job(n))))
      await until(() => ran === 12)
      expect(most).toBe(3)
    })

    it('lets another key through while one key has a long row of jobs', async () => {
      const seen: number[] = []
      const queue = await started(
        work(
          async (n) => {
            seen.push(n)
            await pause(1)
          },
          { concurrency: 1 },
        ),
      )
      await Promise.all(Array.from({ length: 100 }, (_, n) => queue.enqueue(job(n, { orderKey: 'long' }))))
      const id = await queue.enqueue(job(1_000, { orderKey: 'short' }))
      await ended(id)
      expect(seen.indexOf(1_000)).toBeLessThan(99)
      await until(() => seen.length === 101)
    })

    it('tries a failing job again until it succeeds, and tells it which try this is', async () => {
      const tries: number[] = []
      const queue = await started(
        work((_n, { attempt }) => {
          tries.push(attempt)
          if (attempt < 4) throw new Error('not yet')
        }),
      )
      expect(await ended(await queue.enqueue(job(1)))).toMatchObject({ state: 'done', attempts: 4 })
      expect(tries).toEqual([1, 2, 3, 4])
    })

    it('holds the jobs of a key back while the first waits for its next try', async () => {
      const seen: string[] = []
      const queue = await started(
        work((n, { attempt }) => {
          seen.push(`${String(n)}.${String(attempt)}`)
          if (n === 1 && attempt < 3) throw new Error('not yet')
        }),
      )
      await Promise.all([1, 2, 3].map((n) => queue.enqueue(job(n, { orderKey: 'c' }))))
      await until(() => seen.length === 5)
      expect(seen).toEqual(['1.1', '1.2', '1.3', '2.1', '3.1'])
    })

    it('buries a job that failed too often, with the code of its error, and goes on with its key', async () => {
      const queue = await started(
        work(
          (n) => {
            if (n === 1) throw new AppError('delivery-failed', 'The mail server does not answer.')
          },
          { attempts: 3 },
        ),
      )
      const first = await queue.enqueue(job(1, { orderKey: 'c' }))
      const second = await queue.enqueue(job(2, { orderKey: 'c' }))
      expect(await ended(second)).toMatchObject({ state: 'done' })
      expect(await store.list({ state: 'dead', limit: 10 })).toMatchObject([
        { id: first, attempts: 3, reason: 'delivery-failed: The mail server does not answer.' },
      ])
    })

    it('keeps nothing of the message of a foreign error', async () => {
      const queue = await started(
        work(
          () => {
            throw new TypeError('duplicate key: mia@example.org')
          },
          { attempts: 1 },
        ),
      )
      const dead = await ended(await queue.enqueue(job(1)))
      expect(dead.reason).toMatch(/^TypeError at /)
      expect(dead.reason).not.toContain('mia')
    })

    it('buries a job with a wrong payload at once, naming the field, and never calls the handler', async () => {
      let called = false
      const queue = await started(work(() => void (called = true)))
      const id = await queue.enqueue({ name: 'work', payload: { n: 'one' } })
      const dead = await ended(id)
      expect(dead).toMatchObject({ state: 'dead', attempts: 1 })
      expect(dead.reason).toMatch(/^input-invalid: n: /)
      expect(called).toBe(false)
    })

    it('does not start a delayed job before its time', async () => {
      let ranAt = 0
      const queue = await started(work(() => void (ranAt = Date.now())))
      const enqueuedAt = Date.now()
      const id = await queue.enqueue(job(1, { delayMs: 80 }))
      await ended(id)
      expect(ranAt - enqueuedAt).toBeGreaterThanOrEqual(80)
    })

    it('finds a record that somebody else wrote when it is told, with and without a hint', async () => {
      const seen: number[] = []
      const queue = await started(work((n) => void seen.push(n)))
      const write = async (n: number): Promise<{ name: string; lane: string }> => {
        const id = `w${String(n)}`
        const lane = laneOf({ name: 'work', id })
        const now = new Date()
        await store.insert([{ id, name: 'work', lane, payload: { n }, enqueuedAt: now, runAt: now }])
        return { name: 'work', lane }
      }
      await write(1)
      queue.notify()
      await ended('w1')
      queue.notify([await write(2)])
      await ended('w2')
      expect(seen).toEqual([1, 2])
    })

    it('finds a record that nobody announced by its sweep', async () => {
      await started(
        work(() => undefined),
        { sweepMs: 20 },
      )
      const now = new Date()
      const lane = laneOf({ name: 'work', id: 'quiet' })
      await store.insert([{ id: 'quiet', name: 'work', lane, payload: { n: 1 }, enqueuedAt: now, runAt: now }])
      expect(await ended('quiet')).toMatchObject({ state: 'done' })
    })

    it('takes over a job whose process died, and then the rest of its key', async () => {
      const lane = laneOf({ name: 'work', id: 'a', orderKey: 'c' })
      const now = new Date()
      const record = (id: string, n: number) => ({
        id,
        name: 'work',
        lane,
        payload: { n },
        enqueuedAt: now,
        runAt: now,
      })
      await store.insert([record('a', 1), record('b', 2)])
      await store.claim([{ lane, leaseUntil: new Date(Date.now() + 50) }], 'dead process', new Date())
      const seen: string[] = []
      await started(
        work((n, { attempt }) => void seen.push(`${String(n)}.${String(attempt)}`)),
        { sweepMs: 20 },
      )
      await ended('b')
      expect(seen).toEqual(['1.2', '2.1'])
    })

    it('takes up at once what a dead process left, when it is the only one', async () => {
      const now = new Date()
      const lane = laneOf({ name: 'work', id: 'a' })
      await store.insert([{ id: 'a', name: 'work', lane, payload: { n: 1 }, enqueuedAt: now, runAt: now }])
      await store.claim([{ lane, leaseUntil: new Date(Date.now() + never) }], 'dead process', now)
      await started(
        work(() => undefined),
        { sole: true },
      )
      expect(await ended('a')).toMatchObject({ state: 'done', attempts: 2 })
    })

    it('buries a job that took its processes down with it', async () => {
      const now = new Date()
      const lane = laneOf({ name: 'work', id: 'a' })
      await store.insert([{ id: 'a', name: 'work', lane, payload: { n: 1 }, enqueuedAt: now, runAt: now }])
      for (const owner of ['p1', 'p2']) await store.claim([{ lane, leaseUntil: now }], owner, now)
      let called = false
      await started(work(() => void (called = true), { attempts: 2 }))
      expect(await ended('a')).toMatchObject({ state: 'dead' })
      expect(called).toBe(false)
    })

    it('keeps a job that works longer than its lease, in two processes', async () => {
      let runs = 0
      const slow = (): JobDefinition<{ n: number }> =>
        work(
          async () => {
            runs += 1
            await pause(400)
          },
          { leaseMs: 120 },
        )
      const queue = await started(slow(), { sweepMs: 10 })
      await started(slow(), { sweepMs: 10 })
      expect(await ended(await queue.enqueue(job(1)))).toMatchObject({ state: 'done', attempts: 1 })
      expect(runs).toBe(1)
    })

    it('tells the handler when its lease is lost, and lets it write nothing any more', async () => {
      let aborted = false
      const queue = await started(
        work(
          async (_n, { signal, attempt }) => {
            if (attempt > 1) return
            await until(() => signal.aborted)
            aborted = true
          },
          { leaseMs: 60 },
        ),
      )
      const id = await queue.enqueue(job(1))
      await until(async () => (await store.get(id))?.state === 'running')
      await store.releaseAll(new Date())
      await until(() => aborted)
      queue.notify()
      expect(await ended(id)).toMatchObject({ state: 'done', attempts: 2 })
    })

    it('runs each job once and in order when two processes share the store', async () => {
      const seen = new Map<string, number[]>()
      const running = new Set<string>()
      const definition = (): JobDefinition<{ n: number }> =>
        work(async (n) => {
          const key = `c${String(n % 5)}`
          expect(running.has(key)).toBe(false)
          running.add(key)
          await pause(n % 3)
          seen.set(key, [...(seen.get(key) ?? []), n])
          running.delete(key)
        })
      const both = [await started(definition(), { sweepMs: 20 }), await started(definition(), { sweepMs: 20 })]
      const numbers = Array.from({ length: 60 }, (_, n) => n)
      for (const n of numbers) await both[n % 2]?.enqueue(job(n, { orderKey: `c${String(n % 5)}` }))
      await until(() => [...seen.values()].flat().length >= numbers.length)
      for (const [key, list] of seen) expect(list).toEqual(numbers.filter((n) => `c${String(n % 5)}` === key))
    })

    it('runs what a process enqueued that runs nothing itself', async () => {
      const seen: number[] = []
      const worker = await started(
        work((n) => void seen.push(n)),
        { sweepMs: 20 },
      )
      const web = await aQueue()
      await ended(await web.enqueue(job(5)))
      expect(seen).toEqual([5])
      await worker.stop(100)
    })

    it('refuses to start when a job waits that nobody handles', async () => {
      const queue = await aQueue()
      queue.define(work(() => undefined))
      await queue.enqueue({ name: 'forgotten', payload: {} })
      await expect(queue.start()).rejects.toMatchObject({ code: 'job-unknown', details: { jobs: ['forgotten'] } })
    })

    it('refuses a name that is defined twice, and names and payloads it cannot keep', async () => {
      const queue = await aQueue()
      queue.define(work(() => undefined))
      expect(() => queue.define(work(() => undefined))).toThrow('twice')
      expect(() => queue.define({ ...work(() => undefined), name: 'a/b' })).toThrow()
      await expect(queue.enqueue({ name: 'a/b', payload: {} })).rejects.toThrow()
      await expect(queue.enqueue({ name: 'work', payload: 'text' as never })).rejects.toThrow()
    })

    it('waits for the running jobs when it stops, and starts no more', async () => {
      const seen: number[] = []
      const queue = await started(
        work(
          async (n) => {
            await pause(30)
            seen.push(n)
          },
          { concurrency: 1 },
        ),
      )
      const first = await queue.enqueue(job(1))
      const second = await queue.enqueue(job(2))
      await until(async () => (await store.get(first))?.state === 'running')
      await queue.stop(5_000)
      expect(seen).toEqual([1])
      expect([(await store.get(first))?.state, (await store.get(second))?.state]).toEqual(['done', 'waiting'])
    })

    it('aborts what does not end in time, and the next process does it as if untried', async () => {
      const attempts: number[] = []
      const definition = (): JobDefinition<{ n: number }> =>
        work(async (_n, { attempt, signal }) => {
          attempts.push(attempt)
          if (attempts.length > 1) return
          await until(() => signal.aborted)
          signal.throwIfAborted()
        })
      const queue = await started(definition())
      const id = await queue.enqueue(job(1))
      await until(() => attempts.length === 1)
      await queue.stop(10)
      await started(definition())
      await ended(id)
      expect(attempts).toEqual([1, 1])
    })

    it('still keeps what is enqueued while and after it stops, for the next process', async () => {
      const queue = await started(work(() => undefined))
      await queue.stop(0)
      const id = await queue.enqueue(job(1))
      expect((await store.get(id))?.state).toBe('waiting')
    })

    it('is idle when nothing is due or running, whatever waits for later', async () => {
      let ran = 0
      const queue = await started(
        work(async (n) => {
          await pause(5)
          ran += 1
          if (n < 5) await queue.enqueue(job(n + 1))
        }),
      )
      await queue.enqueue(job(0, { delayMs: never }))
      await queue.enqueue(job(1))
      await queue.idle()
      expect(ran).toBe(5)
      expect((await store.count()).waiting).toBe(1)
    })

    it('counts how jobs ended', async () => {
      const results: string[] = []
      const metrics = { ended: (name: string, result: string) => void results.push(`${name} ${result}`) }
      const queue = await started(
        work(
          (_n, { attempt }) => {
            if (attempt === 1) throw new Error('once')
          },
          { attempts: 2 },
        ),
        { metrics },
      )
      await ended(await queue.enqueue(job(1)))
      await ended(await queue.enqueue({ name: 'work', payload: {} }))
      await until(() => results.length === 3)
      expect(results.sort()).toEqual(['work dead', 'work done', 'work retried'])
    })
  })
}
