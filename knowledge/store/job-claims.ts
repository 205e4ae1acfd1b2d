// Taking jobs and ending them: one conditional update each, and many at once where many come together.
import { randomUUID } from 'node:crypto'
import type { mongo } from 'mongoose'
import { together } from '../../platform/together.js'
import type { JobClaim, JobOutcome, JobRecord, JobStore, LaneRequest } from '../../platform/jobs/job-store.js'
import type { Store } from './connection.js'
import { isDuplicateKey } from './duplicate-key.js'
import type { StoredJob } from './models/job-model.js'

/** Not done and not dead. */
export const open = { $in: ['waiting', 'running'] as JobRecord['state'][] }

interface Claiming {
  owner: string
  leaseUntil: Date
  now: Date
  /** Tells this claim from every other, so that what many updates took can be read back. */
  mark: string
}

/** The claim as one pipeline update: a head that is free becomes ours, any other remembers that somebody asked. */
function claimUpdate({ owner, leaseUntil, now, mark }: Claiming): mongo.Document[] {
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
        claim: ifFree({ $literal: mark }, '$claim'),
        more: ifFree('$more', true),
      },
    },
  ]
}

function finishUpdate(outcome: JobOutcome): mongo.Document {
  const $unset = { owner: '', leaseUntil: '' }
  switch (outcome.kind) {
    case 'done':
      return { $set: { state: 'done', finishedAt: outcome.at, keepUntil: outcome.keepUntil }, $unset }
    case 'dead':
      return { $set: { state: 'dead', finishedAt: outcome.at, reason: outcome.reason, more: false }, $unset }
    case 'retry':
      return { $set: { state: 'waiting', runAt: outcome.runAt, reason: outcome.reason }, $unset }
    case 'released':
      return { $set: { state: 'waiting' }, $unset, $inc: { attempts: -1 } }
  }
}

/** The job while this claim of it holds. */
export const held = ({ id, owner, attempts }: JobClaim) => ({ _id: id, owner, attempts, state: 'running' as const })

export function jobClaims({ models: { jobs } }: Store) {
  const head = (lane: string) => ({ lane, state: open })

  /**
   * The lane's lock kept its head from being taken: another job of it runs (two inserts at one moment became visible in the other order).
   * That one shall say so when it ends.
   */
  const sayMore = async (lanes: readonly string[]): Promise<void> => {
    await jobs.updateMany({ lane: { $in: [...lanes] }, state: 'running' }, { $set: { more: true } })
  }

  /** Updates the head of each lane in one command; what became ours carries the mark. */
  const claimHeads = async (lanes: readonly LaneRequest[], owner: string, now: Date): Promise<StoredJob[]> => {
    const mark = randomUUID()
    const updates = lanes.map(({ lane, leaseUntil }) => ({
      updateOne: {
        filter: head(lane),
        sort: { order: 1 } as const,
        update: claimUpdate({ owner, leaseUntil, now, mark }),
      },
    }))
    let locked = false
    try {
      await jobs.collection.bulkWrite(updates, { ordered: false })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      locked = true
    }
    const names = lanes.map(({ lane }) => lane)
    const taken = await jobs.find({ lane: { $in: names }, state: 'running', claim: mark }).lean<StoredJob[]>()
    if (locked) {
      const ours = new Set(taken.map(({ lane }) => lane))
      const others = names.filter((lane) => !ours.has(lane))
      await sayMore(others)
    }
    return taken
  }

  const claimHead = async ({ lane, leaseUntil }: LaneRequest, owner: string, now: Date): Promise<StoredJob[]> => {
    const claiming = { owner, leaseUntil, now, mark: randomUUID() }
    try {
      const after = await jobs
        .findOneAndUpdate(head(lane), claimUpdate(claiming), {
          sort: { order: 1 },
          returnDocument: 'after',
          updatePipeline: true,
        })
        .lean<StoredJob>()
      return after?.claim === claiming.mark ? [after] : []
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      await sayMore([lane])
      return []
    }
  }

  const finishOne = async (claim: JobClaim, outcome: JobOutcome): Promise<{ kept: boolean; more: boolean }> => {
    const before = await jobs
      .findOneAndUpdate(held(claim), finishUpdate(outcome), { returnDocument: 'before' })
      .lean<StoredJob>()
    return { kept: before !== null, more: before?.more ?? false }
  }

  /** Those that are done at one moment end in one update; reading back tells which of them were still ours. */
  const finishDone = together<{ claim: JobClaim; outcome: JobOutcome }, { kept: boolean; more: boolean }>(
    async (ends) => {
      const [only, ...others] = ends
      if (only && others.length === 0) return [await finishOne(only.claim, only.outcome)]
      await jobs.collection.bulkWrite(
        ends.map(({ claim, outcome }) => ({
          updateOne: { filter: held(claim) as never, update: finishUpdate(outcome) },
        })),
        { ordered: false },
      )
      const ids = ends.map(({ claim }) => claim.id)
      const ended = await jobs
        .find({ _id: { $in: ids }, state: 'done' }, { attempts: 1, more: 1 })
        .lean<Pick<StoredJob, '_id' | 'attempts' | 'more'>[]>()
      const byId = new Map(ended.map((job) => [job._id, job]))
      return ends.map(({ claim }) => {
        const job = byId.get(claim.id)
        // A number of attempts belongs to one claim.
        return job?.attempts === claim.attempts ? { kept: true, more: job.more } : { kept: false, more: false }
      })
    },
  )

  return {
    /** As the port says. */
    async claim(lanes: readonly LaneRequest[], owner: string, now: Date): Promise<readonly StoredJob[]> {
      const [only, ...others] = lanes
      if (only === undefined) return []
      return others.length > 0 ? claimHeads(lanes, owner, now) : claimHead(only, owner, now)
    },

    /** As the port says; `done` may be told again by whoever did not hear that it was written. */
    finish: ((claim, outcome) =>
      outcome.kind === 'done'
        ? finishDone({ claim, outcome })
        : finishOne(claim, outcome)) satisfies JobStore['finish'],
  }
}
