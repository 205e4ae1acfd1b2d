// One suite for every job store: what the queue relies on, promise by promise.
import { beforeEach, describe, expect, it } from 'vitest'
import { jobRecord, laneOf, type JobClaim, type JobRecord, type JobStore, type NewJobRecord } from './job-store.js'

const at = (ms: number): Date => new Date(Date.UTC(2026, 0, 1) + ms)
const lease = 1_000

const aJob = (id: string, more: Partial<NewJobRecord> & { orderKey?: string } = {}): NewJobRecord => {
  const { orderKey, ...rest } = more
  const name = rest.name ?? 'turn'
  const record = { id, name, payload: { of: id }, enqueuedAt: at(0), runAt: at(0), ...rest }
  return { ...record, lane: laneOf({ id, name, orderKey }) }
}

/** `newStore` gives a store with no records in it. */
export function describeJobStore(title: string, newStore: () => Promise<JobStore> | JobStore): void {
  describe(`${title} as a job store`, () => {
    let store: JobStore
    beforeEach(async () => {
      store = await newStore()
    })

    const claim = (lane: string, ms = 0, owner = 'p1'): Promise<readonly JobRecord[]> =>
      store.claim([{ lane, leaseUntil: at(ms + lease) }], owner, at(ms))
    const claimed = async (lane: string, ms = 0, owner = 'p1'): Promise<JobRecord & JobClaim> => {
      const [job] = await claim(lane, ms, owner)
      expect(job, `something to claim in ${lane}`).toBeDefined()
      return job as JobRecord & JobClaim
    }
    const done = (job: JobClaim): ReturnType<JobStore['finish']> =>
      store.finish(job, { kind: 'done', at: at(5), keepUntil: at(86_400_000) })
    const ids = (jobs: readonly JobRecord[]): string[] => jobs.map((job) => job.id)

    it('keeps what was inserted, waiting and untried, in the schema of a record', async () => {
      await store.insert([aJob('a', { payload: { n: 1, deep: { list: ['x', null, true] } } })])
      const stored = jobRecord.strict().parse(await store.get('a'))
      expect(stored).toEqual({
        ...aJob('a', { payload: { n: 1, deep: { list: ['x', null, true] } } }),
        state: 'waiting',
        attempts: 0,
      })
    })

    it('ignores an id that is there already, and keeps the others of the same insert', async () => {
      await store.insert([aJob('a', { payload: { first: true } })])
      await store.insert([aJob('b'), aJob('a', { payload: { first: false } }), aJob('c')])
      expect((await store.get('a'))?.payload).toEqual({ first: true })
      expect(ids(await store.list({ limit: 10 })).sort()).toEqual(['a', 'b', 'c'])
    })

    it('ignores the id of a job that is done or dead', async () => {
      await store.insert([aJob('a'), aJob('b')])
      await done(await claimed('turn#a'))
      await store.finish(await claimed('turn#b'), { kind: 'dead', at: at(1), reason: 'bad' })
      await store.insert([aJob('a'), aJob('b')])
      expect(await store.count()).toEqual({ waiting: 0, running: 0, done: 1, dead: 1 })
    })

    it('answers an unknown id with nothing', async () => {
      expect(await store.get('nobody')).toBeUndefined()
      expect(await claim('turn#nobody')).toEqual([])
    })

    it('claims a job for one owner only', async () => {
      await store.insert([aJob('a')])
      const all = await Promise.all(['p1', 'p2', 'p3', 'p4'].map((owner) => claim('turn#a', 0, owner)))
      expect(all.flat()).toHaveLength(1)
      expect(all.flat()[0]).toMatchObject({ id: 'a', state: 'running', attempts: 1, leaseUntil: at(lease) })
    })

    it('claims many lanes at once', async () => {
      await store.insert(['a', 'b', 'c'].map((id) => aJob(id)))
      const lanes = ['turn#a', 'turn#c', 'turn#x'].map((lane) => ({ lane, leaseUntil: at(lease) }))
      expect(ids(await store.claim(lanes, 'p1', at(0))).sort()).toEqual(['a', 'c'])
      expect((await store.get('b'))?.state).toBe('waiting')
    })

    it('does not claim a job before its time', async () => {
      await store.insert([aJob('a', { runAt: at(50) })])
      expect(await claim('turn#a', 49)).toEqual([])
      expect(await claim('turn#a', 50)).toHaveLength(1)
    })

    it('hands out a lane one at a time, in the order of inserting', async () => {
      const sequence = Array.from({ length: 12 }, (_, index) => `j${String((index * 7) % 12)}`)
      for (const id of sequence.slice(0, 6)) await store.insert([aJob(id, { orderKey: 'c1' })])
      await store.insert(sequence.slice(6).map((id) => aJob(id, { orderKey: 'c1' })))
      const seen: string[] = []
      for (const _ of sequence) {
        const job = await claimed('turn/c1')
        expect(await claim('turn/c1', 0, 'p2')).toEqual([])
        seen.push(job.id)
        await done(job)
      }
      expect(seen).toEqual(sequence)
    })

    it('never runs two of a lane at once under a race, and keeps their order', async () => {
      const sequence = Array.from({ length: 10 }, (_, index) => `j${String(index)}`)
      await store.insert(sequence.map((id) => aJob(id, { orderKey: 'c1' })))
      const seen: string[] = []
      let running = 0
      const worker = async (owner: string): Promise<void> => {
        while (seen.length < sequence.length) {
          for (const job of await claim('turn/c1', 0, owner)) {
            running += 1
            expect(running).toBe(1)
            seen.push(job.id)
            await new Promise((resolve) => setImmediate(resolve))
            running -= 1
            await done(job as JobRecord & JobClaim)
          }
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      await Promise.all(['p1', 'p2', 'p3'].map(worker))
      expect(seen).toEqual(sequence)
    })

    it('keeps lanes of two names with the same order key apart', async () => {
      await store.insert([aJob('a', { orderKey: 'c1' }), aJob('b', { name: 'deliver', orderKey: 'c1' })])
      await claimed('turn/c1')
      expect((await claimed('deliver/c1')).id).toBe('b')
    })

    it('holds the lane while its head waits for another try', async () => {
      await store.insert([aJob('a', { orderKey: 'c1' }), aJob('b', { orderKey: 'c1' })])
      await store.finish(await claimed('turn/c1'), { kind: 'retry', runAt: at(100), reason: 'busy' })
      expect(await claim('turn/c1', 99)).toEqual([])
      expect(await claimed('turn/c1', 100)).toMatchObject({ id: 'a', attempts: 2, reason: 'busy' })
    })

    it('ends many claims at once, each for itself', async () => {
      await store.insert(['a', 'b', 'c'].map((id) => aJob(id, { orderKey: id })))
      const lanes = ['turn/a', 'turn/b', 'turn/c'].map((lane) => ({ lane, leaseUntil: at(lease) }))
      const jobs = (await store.claim(lanes, 'p1', at(0))) as readonly (JobRecord & JobClaim)[]
      await store.insert([aJob('d', { orderKey: 'b' })])
      await claim('turn/b', 0, 'p2')
      await claimed('turn/c', lease, 'p2')
      const ends = await Promise.all(jobs.map(async (job) => ({ id: job.id, ...(await done(job)) })))
      expect(ends.sort((x, y) => (x.id < y.id ? -1 : 1))).toEqual([
        { id: 'a', kept: true, more: false },
        { id: 'b', kept: true, more: true },
        { id: 'c', kept: false, more: false },
      ])
      expect((await store.get('c'))?.state).toBe('running')
    })

    it('claims many lanes of which one runs and one is not due', async () => {
      await store.insert([aJob('a'), aJob('b', { orderKey: 'k' }), aJob('c', { runAt: at(9) })])
      const head = await claimed('turn/k')
      await store.insert([aJob('d', { orderKey: 'k' })])
      const lanes = ['turn#a', 'turn/k', 'turn#c'].map((lane) => ({ lane, leaseUntil: at(lease) }))
      expect(ids(await store.claim(lanes, 'p2', at(1)))).toEqual(['a'])
      expect(await done(head)).toEqual({ kept: true, more: true })
    })

    it('tells who finishes a head that somebody asked for the lane meanwhile', async () => {
      await store.insert([aJob('a', { orderKey: 'c1' })])
      const head = await claimed('turn/c1')
      await store.insert([aJob('b', { orderKey: 'c1' })])
      await claim('turn/c1', 0, 'p2')
      expect(await done(head)).toEqual({ kept: true, more: true })
    })

    it('remembers across a retry that the lane was asked for', async () => {
      await store.insert([aJob('a', { orderKey: 'c1' }), aJob('b', { orderKey: 'c1' })])
      const first = await claimed('turn/c1')
      await claim('turn/c1', 0, 'p2')
      await store.finish(first, { kind: 'retry', runAt: at(1), reason: 'busy' })
      expect(await done(await claimed('turn/c1', 1))).toEqual({ kept: true, more: true })
    })

    it('gives a job whose lease ran out to the next owner, and refuses what the late one says', async () => {
      await store.insert([aJob('a')])
      const late = await claimed('turn#a')
      expect(await claim('turn#a', lease - 1, 'p2')).toEqual([])
      const next = await claimed('turn#a', lease, 'p2')
      expect(next.attempts).toBe(2)
      expect(await store.heartbeat(late, at(9_000))).toBe(false)
      expect(await done(late)).toEqual({ kept: false, more: false })
      expect((await done(next)).kept).toBe(true)
    })

    it('refuses the late claim of the same owner too', async () => {
      await store.insert([aJob('a')])
      const late = await claimed('turn#a')
      const again = await claimed('turn#a', lease)
      expect((await done(late)).kept).toBe(false)
      expect((await done(again)).kept).toBe(true)
    })

    it('keeps a job whose lease is extended', async () => {
      await store.insert([aJob('a')])
      expect(await store.heartbeat(await claimed('turn#a'), at(3 * lease))).toBe(true)
      expect(await claim('turn#a', 2 * lease, 'p2')).toEqual([])
      expect(await claim('turn#a', 3 * lease, 'p2')).toHaveLength(1)
    })

    it('finishes a claim once', async () => {
      await store.insert([aJob('a')])
      const job = await claimed('turn#a')
      expect((await done(job)).kept).toBe(true)
      expect((await store.finish(job, { kind: 'dead', at: at(9), reason: 'late' })).kept).toBe(false)
      const { owner: _owner, leaseUntil: _leaseUntil, ...rest } = job
      expect(await store.get('a')).toEqual({ ...rest, state: 'done', finishedAt: at(5) })
    })

    it('keeps the dead with their reason and lists them newest first', async () => {
      await store.insert([aJob('a'), aJob('b'), aJob('c', { name: 'mail' })])
      for (const lane of ['turn#a', 'turn#b', 'mail#c']) {
        await store.finish(await claimed(lane), { kind: 'dead', at: at(7), reason: 'input-invalid: n' })
      }
      const dead = await store.list({ state: 'dead', name: 'turn', limit: 10 })
      expect(ids(dead)).toEqual(['b', 'a'])
      expect(dead[0]).toMatchObject({ state: 'dead', reason: 'input-invalid: n', finishedAt: at(7) })
      expect(ids(await store.list({ state: 'dead', limit: 1 }))).toEqual(['c'])
    })

    it('goes on with the lane behind a dead job', async () => {
      await store.insert([aJob('a', { orderKey: 'c1' }), aJob('b', { orderKey: 'c1' })])
      await store.finish(await claimed('turn/c1'), { kind: 'dead', at: at(1), reason: 'bad' })
      expect((await claimed('turn/c1')).id).toBe('b')
    })

    it('revives a dead job, and nothing else', async () => {
      await store.insert([aJob('a'), aJob('b')])
      await store.finish(await claimed('turn#a'), { kind: 'dead', at: at(1), reason: 'bad' })
      expect(await store.revive('a', at(20))).toBe(true)
      expect(await store.revive('b', at(20))).toBe(false)
      expect(await store.revive('nobody', at(20))).toBe(false)
      expect(await claimed('turn#a', 20)).toMatchObject({ id: 'a', attempts: 1 })
    })

    it('takes a released claim back as if it had not been', async () => {
      await store.insert([aJob('a', { orderKey: 'c1' }), aJob('b', { orderKey: 'c1' })])
      await store.finish(await claimed('turn/c1'), { kind: 'released' })
      expect(await claimed('turn/c1', 0, 'p2')).toMatchObject({ id: 'a', attempts: 1, owner: 'p2' })
    })

    it('finds due lanes, each once, those that wait longest first', async () => {
      await store.insert([
        aJob('late', { runAt: at(40) }),
        aJob('k1', { orderKey: 'c1', runAt: at(20) }),
        aJob('k2', { orderKey: 'c1', runAt: at(20) }),
        aJob('early', { runAt: at(10) }),
        aJob('never', { runAt: at(9_999) }),
      ])
      const lanes = async (ms: number, limit = 10): Promise<string[]> =>
        (await store.due(at(ms), limit)).map((hint) => hint.lane)
      expect(await lanes(9)).toEqual([])
      expect(await lanes(40)).toEqual(['turn#early', 'turn/c1', 'turn#late'])
      expect(await lanes(40, 1)).toEqual(['turn#early'])
      expect((await store.due(at(10), 10))[0]?.name).toBe('turn')
      expect((await store.due(at(40), 10)).map(({ jobs }) => jobs)).toEqual([1, 2, 1])
    })

    it('finds running jobs only when their lease ran out', async () => {
      await store.insert([aJob('a')])
      await claimed('turn#a')
      expect(await store.due(at(lease - 1), 10)).toEqual([])
      expect(await store.due(at(lease), 10)).toEqual([{ name: 'turn', lane: 'turn#a', jobs: 1 }])
    })

    it('is not flooded by one long lane', async () => {
      await store.insert(Array.from({ length: 300 }, (_, index) => aJob(`f${String(index)}`, { orderKey: 'flood' })))
      await store.insert([aJob('a', { runAt: at(1) })])
      expect((await store.due(at(5), 2)).map((hint) => hint.lane)).toEqual(['turn/flood', 'turn#a'])
    })

    it('releases all running jobs at once for the sole owner of the database', async () => {
      await store.insert([aJob('a'), aJob('b'), aJob('c')])
      const lost = await claimed('turn#a')
      await done(await claimed('turn#b'))
      expect(await store.releaseAll(at(5))).toBe(1)
      expect(await claimed('turn#a', 5, 'p2')).toMatchObject({ attempts: 2 })
      expect((await done(lost)).kept).toBe(false)
    })

    it('names all open jobs, and counts by state', async () => {
      await store.insert([aJob('a'), aJob('b', { name: 'mail' }), aJob('c', { name: 'old' }), aJob('d')])
      await claimed('mail#b')
      await done(await claimed('old#c'))
      expect([...(await store.openNames())].sort()).toEqual(['mail', 'turn'])
      expect(await store.count()).toEqual({ waiting: 2, running: 1, done: 1, dead: 0 })
    })
  })
}
