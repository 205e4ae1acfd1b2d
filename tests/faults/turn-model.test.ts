// The promises of a turn under thousands of schedules: customers, people at the desk, late and doubled messages, lost acknowledgements, processes
// that die between any two steps and come back, two processes that work on one conversation, and clocks that run past every lease.
// KEFU_SCHEDULES multiplies the number of schedules; KEFU_SEED repeats a run.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadFlows } from '../../bot/index.js'
import { fixedClock } from '../../platform/clock.js'
import { startTestServer } from '../support/test-store.js'
import { createInterleaving } from './interleaving.js'
import { fakeBackend, realBackend } from './turn-backend.js'
import { createCoverage } from './turn-coverage.js'
import { runSchedule, schedule } from './turn-schedule.js'
import { createWorld } from './turn-world.js'

const times = Number(process.env['KEFU_SCHEDULES'] ?? 1)
const seed = process.env['KEFU_SEED'] === undefined ? {} : { seed: Number(process.env['KEFU_SEED']) }
const flows = loadFlows()
const start = new Date('2026-03-10T10:00:00Z')

describe('a turn', () => {
  it('keeps its promises under 2,000 schedules of customers, people, crashes and restarts', async () => {
    const coverage = createCoverage()
    await fc.assert(
      fc.asyncProperty(schedule, async (what) => {
        const clock = fixedClock(start)
        const interleaving = createInterleaving()
        const backend = fakeBackend(interleaving, clock)
        const { sole, mailbox } = what
        const world = createWorld({ backend, interleaving, clock, flows, customers: 2, name: 'c', sole, mailbox })
        const result = await runSchedule(what, world, backend, interleaving)
        coverage.add(backend.writes, result.steps)
        expect(result.broken).toEqual([])
      }),
      { numRuns: 2_000 * times, ...seed },
    )
    console.log(coverage.toString())
    expect(coverage.missing()).toEqual([])
  })

  describe('over the real store', () => {
    let server: Awaited<ReturnType<typeof startTestServer>>
    beforeAll(async () => {
      server = await startTestServer()
    })
    afterAll(() => server.stop())

    it('keeps its promises when processes die between single writes', async () => {
      const clock = fixedClock(start)
      const interleaving = createInterleaving()
      const backend = await realBackend(server.uri, interleaving, clock, 2)
      const coverage = createCoverage()
      let worlds = 0
      await fc.assert(
        fc.asyncProperty(schedule, async (what) => {
          worlds += 1
          const name = `w${String(worlds)}`
          const { sole, mailbox } = what
          const world = createWorld({ backend, interleaving, clock, flows, customers: 2, name, sole, mailbox })
          const result = await runSchedule(what, world, backend, interleaving)
          coverage.add(backend.writes, result.steps)
          await backend.empty()
          expect(result.broken).toEqual([])
        }),
        { numRuns: 30 * times, ...seed },
      )
      await backend.close()
      console.log(coverage.toString())
    })
  })
})
