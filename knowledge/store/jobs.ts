// The job store over mongoose: one collection, every step atomic on one document. The port's header says why this keeps order.
import { mongo } from 'mongoose'
import {
  jobRecord,
  jobStates,
  type JobClaim,
  type JobOutcome,
  type JobRecord,
  type JobStore,
  type NewJobRecord,
} from '../../platform/jobs/job-store.js'
import type { Store } from './connection.js'
import { direct } from './direct.js'
import { isDuplicateKey } from './duplicate-key.js'
import type { StoredJob } from './models/job-model.js'
import { fromStored, toStored } from './record-schema.js'

const open = { $in: ['waiting', 'running'] as JobRecord['state'][] }

function shown({ order: _o, more: _m, keepUntil: _k, ...document }: StoredJob): JobRecord {
  return fromStored('jobs', jobRecord, document)
}

const isFree = (job: StoredJob, now: Date): boolean =>
  job.state === 'waiting' ? job.runAt <= now : job.leaseUntil !== undefined && job.leaseUntil <= now

/** The claim as one pipeline update: a head that is free becomes ours, any other remembers that somebody asked. */
function claimUpdate(owner: string, leaseUntil: Date, now: Date): mongo.Document[] {
  const isDue = { $and: [{ $eq: ['$state', 'waiting'] }, { $lte: ['$runAt', now] }] }
  const isOrphaned = { $and: [{ $eq: ['$state', 'running'] }, { $lte: ['$leaseUntil', now] }] }
  const ifFree = (then: unknown, otherwise: unknown) => ({ $cond: [{ $or: [isDue, isOrphaned] }, then, otherwise] })
  return [
    {
      $set: {
        state: ifFree('running', '$state'),
        owner: ifFree({ $literal: owner }, '$owner'),
        leaseUntil: ifFree(leaseUntil, '$leaseUntil'),
        attempts: ifFree({ $add: ['$attempts', 1] }, '$attempts'),
        more: ifFree('$more', true),
      },
    },
  ]
}

function finishUpdate(outcome: JobOutcome): mongo.Document {
  const $unset = { owner: '', leaseUntil: '' }
  switch (outcome.kind) {
    case 'done':
      return { $set: { state: 'done', finishedAt: outcome.at, keepUntil: outcome.keepUntil, more: false }, $unset }
    case 'dead':
      return { $set: { state: 'dead', finishedAt: outcome.at, reason: outcome.reason, more: false }, $unset }
    case 'retry':
      return { $set: { state: 'waiting', runAt: outcome.runAt, reason: outcome.reason }, $unset }
    case 'released':
      return { $set: { state: 'waiting' }, $unset, $inc: { attempts: -1 } }
  }
}

export function jobStore(store: Store): JobStore {
  const { jobs } = store.models
  const mine = ({ id, owner, attempts }: JobClaim) => ({ _id: id, owner, attempts, state: 'running' as const })

  const claimHead = async (
    lane: string,
    owner: string,
    leaseUntil: Date,
    now: Date,
  ): Promise<JobRecord | undefined> => {
    try {
      const before = await jobs
        .findOneAndUpdate({ lane, state: open }, claimUpdate(owner, leaseUntil, now), {
          sort: { order: 1 },
          returnDocument: 'before',
          updatePipeline: true,
        })
        .lean<StoredJob>()
      if (!before || !isFree(before, now)) return undefined
      return shown({ ...before, state: 'running', owner, leaseUntil, attempts: before.attempts + 1 })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      // Another job of the lane runs (two inserts at one moment became visible in the other order): it shall say so when it ends.
      await jobs.updateOne({ lane, state: 'running' }, { $set: { more: true } })
      return undefined
    }
  }

  return {
    async insert(fresh: readonly NewJobRecord[]) {
      if (fresh.length === 0) return
      // An empty Timestamp in a top-level field is filled in by the server when it inserts the document.
      const documents = fresh.map((job) => ({
        ...toStored(job),
        state: 'waiting' as const,
        attempts: 0,
        more: false,
        order: new mongo.Timestamp({ t: 0, i: 0 }),
      }))
      await direct(jobs).insertAbsent(documents)
    },

    async claim(lanes, owner, now) {
      const heads = await Promise.all(lanes.map(({ lane, leaseUntil }) => claimHead(lane, owner, leaseUntil, now)))
      return heads.filter((head) => head !== undefined)
    },

    async heartbeat(claim, leaseUntil) {
      const written = await jobs.updateOne(mine(claim), { $set: { leaseUntil } })
      return written.matchedCount === 1
    },

    async finish(claim, outcome) {
      const before = await jobs
        .findOneAndUpdate(mine(claim), finishUpdate(outcome), { returnDocument: 'before' })
        .lean<StoredJob>()
      return { kept: before !== null, more: before?.more ?? false }
    },

    async due(now, limit) {
      const lanes = await jobs.aggregate<{ _id: string; name: string }>([
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
            since: { $min: { $cond: [{ $eq: ['$state', 'running'] }, '$leaseUntil', '$runAt'] } },
          },
        },
        { $sort: { since: 1, _id: 1 } },
        { $limit: limit },
      ])
      return lanes.map(({ _id, name }) => ({ name, lane: _id }))
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
