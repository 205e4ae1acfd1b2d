// Handing an audience over while nobody waits: asked for once, carried out by a job that may be tried again, and written down to its end.
// Consent is asked for each member when the job looks at them, not when the audience was asked for.
import { hash } from 'node:crypto'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { newId } from '../../platform/ids.js'
import { auditTrail } from '../audit/audit-trail.js'
import type { Store } from '../store/connection.js'
import { isDuplicateKey } from '../store/duplicate-key.js'
import { keptFiles } from '../store/kept-files.js'
import { handOverSchema, type HandOver, type StoredHandOver } from '../store/models/hand-over-model.js'
import { fromStored, toStored } from '../store/record-schema.js'
import { audiencePages, csvHeader, csvRow, postAudience, type AudienceTarget } from './audience.js'
import { segments, unknownSegment } from './segments.js'

export type HandOverRequest = Pick<HandOver, 'segment' | 'purpose' | 'to' | 'by'> & {
  /** The same key of the same person is the same hand-over. Made up when absent. */
  key?: string | undefined
}

/** Tries of one hand-over, the first among them. */
export const handOverTries = 6

export interface HandOversOptions {
  /** Where audiences may be sent; nowhere without it. */
  webhook?: AudienceTarget | undefined
  /** Has `run` called for it by some process; the same id twice is one job. */
  enqueue: (id: string) => Promise<void>
  /** Default 500. */
  pageSize?: number
}

export type HandOvers = ReturnType<typeof handOvers>

const fileKeptMs = 24 * 3_600_000
const largestFileBytes = 4 * 1024 ** 3
const fileOf = (id: string): string => `audience.${id}`
const finishedAction = 'hand-over finished'

const reasonOf = (error: unknown): string =>
  error instanceof AppError ? `${error.code}: ${error.message}`.slice(0, 300) : 'internal: something went wrong'

/** What this try may still write: a later one has another number. */
const heldBy = ({ id, tries }: HandOver) => ({ _id: id, tries, state: 'running' as const })

const takenOver = (id: string): AppError =>
  new AppError('conflict', `Another try of the hand-over ${id} has begun.`, { retryable: true })

export function handOvers(store: Store, clock: Clock, { webhook, enqueue, pageSize }: HandOversOptions) {
  const { handOvers: documents } = store.models
  const files = keptFiles(store, clock)
  const port = segments(store, clock)
  const audit = auditTrail(store, clock)

  const read = (document: StoredHandOver): HandOver => fromStored('hand_overs', handOverSchema, document)

  const get = async (id: string): Promise<HandOver | undefined> => {
    const found = await documents.findById(id).lean<StoredHandOver>()
    return found ? read(found) : undefined
  }

  const need = async (id: string): Promise<HandOver> => {
    const found = await get(id)
    if (found) return found
    throw new AppError('not-found', `There is no hand-over ${id}.`, { details: { field: 'handOver' } })
  }

  const post = async (job: HandOver, target: AudienceTarget, signal: AbortSignal): Promise<void> => {
    const { id, segment, after, exported, withoutConsent } = job
    let { pages } = job
    const from = after === undefined ? undefined : { after, counts: { exported, withoutConsent } }
    for await (const page of audiencePages(store, port, job, { from, pageSize })) {
      signal.throwIfAborted()
      const { members } = page
      if (members.length > 0) {
        await postAudience(target, { delivery: `${id}:${String(pages)}`, segment, page: pages, members })
        pages += 1
      }
      const noted = { after: page.after, pages, ...page.counts }
      if ((await documents.updateOne(heldBy(job), { $set: noted })).matchedCount === 0) throw takenOver(id)
    }
  }

  /** What a try before this one wrote is replaced. */
  const write = async (job: HandOver, signal: AbortSignal): Promise<void> => {
    const { id, segment, by } = job
    let counts = { exported: 0, withoutConsent: 0 }
    async function* lines(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(csvHeader)
      for await (const page of audiencePages(store, port, job, { pageSize })) {
        signal.throwIfAborted()
        counts = page.counts
        yield Buffer.from(page.members.map(csvRow).join(''))
      }
    }
    const file = { id: fileOf(id), room: 'audience' as const, name: `${segment}.csv`, by: by.name }
    await files.write({ ...file, keptMs: fileKeptMs, largestBytes: largestFileBytes }, lines())
    await documents.updateOne(heldBy(job), { $set: counts })
  }

  const ended = (state: 'done' | 'failed', failure?: string) => ({
    ...{ state, finishedAt: clock.now() },
    ...(failure !== undefined && { failure }),
  })

  return {
    get,

    /** Newest first. */
    async list(limit: number): Promise<HandOver[]> {
      const found = await documents.find().sort({ requestedAt: -1, _id: -1 }).limit(limit).lean<StoredHandOver[]>()
      return found.map(read)
    },

    /**
     * Durable when it resolves; carried out later. Rejects with `not-found` without such a segment or, for the webhook, without one that is
     * configured, and with `conflict` for a key that was used for something else.
     */
    async request({ key, ...wanted }: HandOverRequest): Promise<HandOver> {
      if (!(await port.list()).some(({ id }) => id === wanted.segment)) throw unknownSegment(wanted.segment)
      if (wanted.to === 'webhook' && !webhook)
        throw new AppError('not-found', 'No webhook for audiences is set (AUDIENCE_WEBHOOK).', {
          details: { variable: 'AUDIENCE_WEBHOOK' },
        })
      const id = key === undefined ? newId('hov') : `hov_${hash('sha256', `${wanted.by.id}\0${key}`).slice(0, 26)}`
      const asked: HandOver = {
        ...{ id, ...wanted, state: 'waiting', requestedAt: clock.now() },
        ...{ tries: 0, exported: 0, withoutConsent: 0, pages: 0 },
      }
      try {
        await documents.insertMany([toStored(asked)])
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        const { segment, purpose, to } = await need(id)
        if (segment !== wanted.segment || purpose !== wanted.purpose || to !== wanted.to)
          throw new AppError('conflict', 'This key was used for another hand-over.', { details: { field: 'key' } })
      }
      await enqueue(id)
      return need(id)
    },

    /**
     * One try, for the job queue. Nothing is done a second time for one that has ended; pages that a webhook took are not sent again, but for
     * the last one when the process died before it was noted (its `delivery` is the same). Rejects when another try may help, or was the last.
     */
    async run(id: string, { attempt, signal }: { attempt: number; signal: AbortSignal }): Promise<void> {
      const begun = await documents
        .findOneAndUpdate(
          { _id: id, state: { $in: ['waiting', 'running'] } },
          [{ $set: { state: 'running', tries: attempt, startedAt: { $ifNull: ['$startedAt', clock.now()] } } }],
          { returnDocument: 'after', updatePipeline: true },
        )
        .lean<StoredHandOver>()
      if (!begun) return
      const job = read(begun)
      try {
        if (job.to === 'file') await write(job, signal)
        else if (webhook) await post(job, webhook, signal)
        else throw new AppError('config-invalid', 'No webhook for audiences is set (AUDIENCE_WEBHOOK) any more.')
      } catch (error) {
        // The queue stops, or another process has it: whoever has it next goes on.
        if (signal.aborted) throw error
        const isFinal = error instanceof AppError && !error.retryable
        const isLast = isFinal || attempt >= handOverTries
        const end = isLast ? ended('failed', reasonOf(error)) : { state: 'waiting', failure: reasonOf(error) }
        await documents.updateOne(heldBy(job), { $set: end })
        if (isFinal) return
        throw error
      }
      const done = await documents
        .findOneAndUpdate(heldBy(job), { $set: ended('done'), $unset: { failure: '' } }, { returnDocument: 'after' })
        .lean<StoredHandOver>()
      if (!done) return
      const { segment, purpose, to, by, exported, withoutConsent } = read(done)
      const details = { handOver: id, segment, purpose, to, exported, withoutConsent }
      await audit.record({ by, action: finishedAction, details })
    },

    /** The lines of one that was written to a file. Rejects with `not-found` for another, before it is done, and a day after. */
    async file(id: string): Promise<{ segment: string; bytes: number; lines: AsyncIterable<Uint8Array> }> {
      const { segment, state } = await need(id)
      const found = state === 'done' ? await files.find(fileOf(id)) : undefined
      if (!found) throw new AppError('not-found', 'There is no file of it (yet, or any more).')
      return { segment, bytes: found.bytes, lines: files.read(fileOf(id)) }
    },

    /**
     * Asks again for those whose job was never written, and ends those whose job was given up with its process. @param jobOf what became of it
     */
    async sweep(
      jobOf: (id: string) => Promise<{ state: string; reason?: string | undefined } | undefined>,
    ): Promise<void> {
      const open = await documents
        .find({ state: { $in: ['waiting', 'running'] } }, { _id: 1 })
        .lean<{ _id: string }[]>()
      for (const { _id: id } of open) {
        const job = await jobOf(id)
        if (job === undefined) await enqueue(id)
        else if (job.state === 'dead') {
          const end = ended('failed', job.reason ?? 'internal: it was given up')
          await documents.updateOne({ _id: id }, { $set: end })
        }
      }
    },
  }
}
