import { mongo } from 'mongoose'
import { expect, it } from 'vitest'
import { laneOf, type JobClaim } from '../../platform/jobs/job-store.js'
import { describeJobStore } from '../../platform/jobs/job-store.contract.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { jobStore } from './jobs.js'

const store = withStore()

describeJobStore('the jobs collection', async () => {
  await emptyStore(store())
  return jobStore(store())
})

it('lets a job that runs say so when one before it comes to light', async () => {
  await emptyStore(store())
  const jobs = jobStore(store())
  const at = new Date()
  const leaseUntil = new Date(at.getTime() + 60_000)
  const aJob = (id: string, orderKey: string) => {
    const name = 'turn'
    return { id, name, lane: laneOf({ id, name, orderKey }), payload: {}, enqueuedAt: at, runAt: at }
  }
  for (const job of [aJob('a', 'k'), aJob('b', 'k'), aJob('c', 'l')]) await jobs.insert([job])
  const [running] = await jobs.claim([{ lane: 'turn/k', leaseUntil }], 'p1', at)
  // As if `b` had been inserted first and had become visible last.
  await store().models.jobs.collection.updateOne({ _id: 'b' as never }, { $set: { order: new mongo.Timestamp(1n) } })
  const lanes = ['turn/k', 'turn/l'].map((lane) => ({ lane, leaseUntil }))
  expect((await jobs.claim(lanes, 'p2', at)).map(({ id }) => id)).toEqual(['c'])
  expect(await jobs.finish(running as typeof running & JobClaim, { kind: 'released' })).toEqual({
    kept: true,
    more: true,
  })
})
