// A job store in memory, for the tests of this folder only: the product has one store, MongoDB (or the embedded server).
import type { JobClaim, JobOutcome, JobRecord, JobStore } from '../job-store.js'

type Stored = JobRecord & { order: number; more: boolean; keepUntil?: Date }

const open = (job: Stored): boolean => job.state === 'waiting' || job.state === 'running'
const claimable = (job: Stored, now: Date): boolean =>
  job.state === 'waiting' ? job.runAt <= now : job.state === 'running' && (job.leaseUntil ?? now) <= now

/** A store that counts its calls and answers copies, as a database would. `records` outlives the queues that use it. */
export function inMemoryJobStore(): JobStore & { calls: Map<string, number> } {
  const jobs = new Map<string, Stored>()
  const calls = new Map<string, number>()
  let order = 0
  const called = (name: string): void => void calls.set(name, (calls.get(name) ?? 0) + 1)
  const inOrder = (): Stored[] => [...jobs.values()].sort((a, b) => a.order - b.order)
  const shown = ({ order: _order, more: _more, keepUntil: _keepUntil, ...job }: Stored): JobRecord =>
    structuredClone(job)
  const held = (claim: JobClaim): Stored | undefined => {
    const job = jobs.get(claim.id)
    return job?.state === 'running' && job.owner === claim.owner && job.attempts === claim.attempts ? job : undefined
  }
  const letGo = (job: Stored): void => {
    delete job.owner
    delete job.leaseUntil
  }

  return {
    calls,
    async insert(fresh) {
      called('insert')
      for (const job of fresh) {
        if (jobs.has(job.id)) continue
        order += 1
        jobs.set(job.id, { ...structuredClone(job), state: 'waiting', attempts: 0, order, more: false })
      }
    },
    async claim(lanes, owner, now) {
      called('claim')
      const taken: JobRecord[] = []
      for (const { lane, leaseUntil } of lanes) {
        const head = inOrder().find((job) => job.lane === lane && open(job))
        if (head === undefined) continue
        if (!claimable(head, now)) {
          head.more = true
          continue
        }
        Object.assign(head, { state: 'running', owner, leaseUntil, attempts: head.attempts + 1 })
        taken.push(shown(head))
      }
      return taken
    },
    async heartbeat(claim, leaseUntil) {
      called('heartbeat')
      const job = held(claim)
      if (job) job.leaseUntil = leaseUntil
      return job !== undefined
    },
    async finish(claim, outcome) {
      called('finish')
      const job = held(claim)
      if (!job) return { kept: false, more: false }
      letGo(job)
      close(job, outcome)
      const { more } = job
      if (outcome.kind === 'done' || outcome.kind === 'dead') job.more = false
      return { kept: true, more }
    },
    async due(now, limit) {
      called('due')
      const lanes = new Map<string, { name: string; lane: string; since: number; jobs: number }>()
      for (const job of inOrder().filter((one) => claimable(one, now))) {
        const since = (job.state === 'running' ? (job.leaseUntil ?? now) : job.runAt).getTime()
        const seen = lanes.get(job.lane)
        lanes.set(job.lane, {
          name: job.name,
          lane: job.lane,
          since: Math.min(since, seen?.since ?? since),
          jobs: (seen?.jobs ?? 0) + 1,
        })
      }
      const sorted = [...lanes.values()].sort((a, b) => a.since - b.since)
      return sorted.slice(0, limit).map(({ name, lane, jobs: n }) => ({ name, lane, jobs: n }))
    },
    async releaseAll(now) {
      const running = inOrder().filter((job) => job.state === 'running')
      for (const job of running) {
        letGo(job)
        Object.assign(job, { state: 'waiting', runAt: now })
      }
      return running.length
    },
    async openNames() {
      return [
        ...new Set(
          inOrder()
            .filter(open)
            .map((job) => job.name),
        ),
      ]
    },
    async get(id) {
      const job = jobs.get(id)
      return job && shown(job)
    },
    async list({ state, name, limit }) {
      const matching = inOrder().filter((job) => (!state || job.state === state) && (!name || job.name === name))
      return matching.reverse().slice(0, limit).map(shown)
    },
    async count() {
      const count = { waiting: 0, running: 0, done: 0, dead: 0 }
      for (const job of jobs.values()) count[job.state] += 1
      return count
    },
    async revive(id, now) {
      const job = jobs.get(id)
      if (job?.state !== 'dead') return false
      delete job.finishedAt
      Object.assign(job, { state: 'waiting', attempts: 0, runAt: now })
      return true
    },
  }
}

function close(job: Stored, outcome: JobOutcome): void {
  switch (outcome.kind) {
    case 'done':
      Object.assign(job, { state: 'done', finishedAt: outcome.at, keepUntil: outcome.keepUntil })
      return
    case 'dead':
      Object.assign(job, { state: 'dead', finishedAt: outcome.at, reason: outcome.reason })
      return
    case 'retry':
      Object.assign(job, { state: 'waiting', runAt: outcome.runAt, reason: outcome.reason })
      return
    case 'released':
      Object.assign(job, { state: 'waiting', attempts: job.attempts - 1 })
  }
}
