// Many rows are learnt from in a thread of their own, with the same result.
import { expect, it, vi } from 'vitest'
import type * as Threads from '../../../platform/in-worker.js'
import { seededRandom } from '../../learning/random.js'
import type { Fact } from '../../features/facts.js'
import { trainFor } from './train.js'

const started = vi.hoisted(() => [] as string[])
vi.mock('../../../platform/in-worker.js', async (original) => {
  const actual = await original<typeof Threads>()
  return {
    ...actual,
    inWorker: (from: string, name: string, input: unknown) => {
      started.push(name)
      return actual.inWorker(from, name, input)
    },
  }
})

const day = 86_400_000
const now = Date.UTC(2026, 2, 1)

/** Of two customers one orders every twenty days; each was there from the beginning. */
function customers(count: number): Fact[][] {
  const random = seededRandom(2)
  return Array.from({ length: count }, (_, customer) => {
    const facts: Fact[] = [{ kind: 'view', at: now - 400 * day, value: 0 }]
    for (let back = 399; back > 0; back -= 1)
      if (random() < (customer % 2 === 0 ? 0.05 : 0.002)) facts.push({ kind: 'order', at: now - back * day, value: 10 })
    return facts
  })
}

it('stays in this thread for few rows, and takes one of its own from 1,500 on', async () => {
  const few = await trainFor({ target: 'purchase', facts: customers(100), now, old: undefined })
  expect(few.kind).toBe('trained')
  expect(started).toEqual([])
  const many = await trainFor({ target: 'purchase', facts: customers(375), now, old: undefined })
  expect(started).toEqual(['./train-worker'])
  expect(many).toMatchObject({ kind: 'trained', report: { rows: 1_500, judgedRows: 375 } })
  if (many.kind === 'trained') expect(many.report.auc).toBeGreaterThan(0.75)
}, 240_000)
