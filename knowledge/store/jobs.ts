// The job store over mongoose: one collection, every step atomic on one document. The port's header says why this keeps order.
import { mongo } from 'mongoose'
import {
  jobRecord,
  jobStates,
  type JobRecord,
  type JobStore,
  type NewJobRecord,
} from '../../platform/jobs/job-store.js'
import type { Store } from './connection.js'
import { direct } from './direct.js'
import { held, jobClaims, open } from './job-claims.js'
import type { StoredJob } from './models/job-model.js'
import { fromStored, toStored } from './record-schema.js'

function shown({ order: _o, more: _m, keepUntil: _k, claim: _c, ...document }: StoredJob): JobRecord {
  return fromStored('jobs', jobRecord, document)
}

/** A job as it is inserted. */
export const newJob = (job: NewJobRecord): StoredJob => ({
  ...toStored(job),
  state: 'waiting',
  attempts: 0,
  more: false,
  // An empty Timestamp in a top-level field is filled in by the server when it inserts the document.
  order: new mongo.Timestamp({ t: 0, i: 0 }),
})

export function jobStore(store: Store): JobStore {
  const { jobs } = store.models
  const claims = jobClaims(store)

  return {
    async insert(fresh: readonly NewJobRecord[]) {
      if (fresh.length === 0) return
      await direct(jobs).insertAbsent(fresh.map(newJob))
    },

    async claim(lanes, owner, now) {
      return (await claims.claim(lanes, owner, now)).map(shown)
    },

    async heartbeat(claim, leaseUntil) {
      const written = await jobs.updateOne(held(claim), { $set: { leaseUntil } })
      return written.matchedCount === 1
    },

    finish: claims.finish,

    async due(now, limit) {
      const lanes = await jobs.aggregate<{ _id: string; name: string; jobs: number }>([
        {
          $match: {
            $or: [
              { state: 'waiting', runAt: { $lte: now } },
              { state: 'running', leaseUntil: { $lte: now } },
            ],
          },
        },
        {
          $group: {
            _id: '$lane',
            name: { $first: '$name' },
            jobs: { $sum: 1 },
            since: { $min: { $cond: [{ $eq: ['$state', 'running'] }, '$leaseUntil', '$runAt'] } },
          },
        },
        { $sort: { since: 1, _id: 1 } },
        { $limit: limit },
      ])
      return lanes.map(({ _id, name, jobs: n }) => ({ name, lane: _id, jobs: n }))
    },

    async releaseAll(now) {
      const written = await jobs.updateMany(
        { state: 'running' },
        { $set: { state: 'waiting', runAt: now }, $unset: { owner: '', leaseUntil: '' } },
      )
      return written.modifiedCount
    },

    async openNames() {
      return jobs.distinct('name', { state: open })
    },

    async get(id) {
      const found = await jobs.findById(id).lean<StoredJob>()
      return found ? shown(found) : undefined
    },

    async list({ state, name, limit }) {
      const filter = { ...(state === undefined ? {} : { state }), ...(name === undefined ? {} : { name }) }
      const found = await jobs.find(filter).sort({ order: -1 }).limit(limit).lean<StoredJob[]>()
      return found.map(shown)
    },

    async count() {
      const groups = await jobs.aggregate<{ _id: JobRecord['state']; n: number }>([
        { $group: { _id: '$state', n: { $sum: 1 } } },
      ])
      const counts = new Map(groups.map(({ _id, n }) => [_id, n]))
      const all = jobStates.map((state) => [state, counts.get(state) ?? 0])
      return Object.fromEntries(all) as Record<JobRecord['state'], number>
    },

    async revive(id, now) {
      const written = await jobs.updateOne(
        { _id: id, state: 'dead' },
        { $set: { state: 'waiting', attempts: 0, runAt: now }, $unset: { finishedAt: '' } },
      )
      return written.matchedCount === 1
    },
  }
}
