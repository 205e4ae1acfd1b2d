// Keeps the order of `enqueue` calls that did not wait for each other: one insert at a time per lane, the rest collected into the next.
import type { JobStore, NewJobRecord } from './job-store.js'

/** Inserts; resolves when the record is durable. Lanes do not wait for each other. */
export function orderedInsert(store: Pick<JobStore, 'insert'>): (job: NewJobRecord) => Promise<void> {
  const collecting = new Map<string, { jobs: NewJobRecord[]; inserted: Promise<void> }>()
  const inserting = new Map<string, Promise<void>>()

  const insert = (lane: string, jobs: NewJobRecord[]): Promise<void> => {
    const inserted = store.insert(jobs).finally(() => {
      if (inserting.get(lane) === inserted) inserting.delete(lane)
    })
    inserting.set(lane, inserted)
    return inserted
  }

  return (job) => {
    const batch = collecting.get(job.lane)
    if (batch) {
      batch.jobs.push(job)
      return batch.inserted
    }
    const before = inserting.get(job.lane)
    if (!before) return insert(job.lane, [job])
    const jobs = [job]
    const inserted = before
      .catch(() => undefined)
      .then(() => {
        collecting.delete(job.lane)
        return insert(job.lane, jobs)
      })
    collecting.set(job.lane, { jobs, inserted })
    return inserted
  }
}
