// Hand-overs as the application has them: on its job queue, and taken up where a process left them.
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createKnowledge } from '../../knowledge/index.js'
import { systemClock } from '../../platform/clock.js'
import { createJobQueue, localDispatcher, type JobQueue } from '../../platform/jobs/index.js'
import { emptyStore, withStore } from '../support/test-store.js'
import { openHandOvers, type OpenHandOvers } from '../../composition/hand-overs.js'

const store = withStore()
let jobs: JobQueue
let opened: OpenHandOvers

beforeEach(async () => {
  await emptyStore(store())
  const knowledge = createKnowledge(store(), { clock: systemClock })
  jobs = createJobQueue({ store: knowledge.jobsStore, driver: localDispatcher(), clock: systemClock })
  opened = openHandOvers({ store: store(), knowledge, jobs, clock: systemClock, config: {} })
  const rule = { kind: 'field', name: 'locale', op: 'known' }
  await store().models.segments.insertMany([
    { _id: 'all', name: { en: 'All', zh: '全部' }, rule, at: new Date() },
  ] as never)
})
afterEach(() => jobs.stop(0))

const ask = () =>
  opened.desk.request({ segment: 'all', purpose: 'marketing', to: 'file', by: { id: 'u', name: 'Ada' } })

async function ended(id: string): Promise<string> {
  for (;;) {
    const state = (await opened.desk.get(id))?.state ?? ''
    if (state === 'done' || state === 'failed') return state
    await turn()
  }
}

it('are carried out by the job queue', async () => {
  await jobs.start()
  const { id, state } = await ask()
  expect(state).not.toBe('failed')
  expect(await ended(id)).toBe('done')
})

it('are taken up by the sweep when the process died before their job was written', async () => {
  const { id } = await ask()
  await store().models.jobs.deleteMany({})
  await opened.sweep()
  await jobs.start()
  expect(await ended(id)).toBe('done')
})
