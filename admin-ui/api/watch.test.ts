// Who is told that a customer types: once for each time it was said, and nothing is asked while nobody looks.
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ConversationId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { watchTyping } from './watch.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const start = new Date('2026-03-01T10:00:00Z')
const id = 'cnv_1' as ConversationId
const in6s = new Date(start.getTime() + 6000)

it('tells of each customer who types once, and again when they go on', async () => {
  const clock = fixedClock(start)
  let typing = [{ id, until: in6s }]
  const told: [string, number][] = []
  const watch = watchTyping({
    typing: { now: async () => typing },
    clock,
    log: pino({ enabled: false }),
    watched: () => true,
    onTyping: (of, ms) => void told.push([of, ms]),
  })
  await vi.advanceTimersByTimeAsync(2000)
  expect(told).toEqual([[id, 6000]])
  clock.advance(3000)
  typing = [{ id, until: new Date(in6s.getTime() + 3000) }]
  await vi.advanceTimersByTimeAsync(1000)
  expect(told).toEqual([
    [id, 6000],
    [id, 6000],
  ])
  watch.stop()
  typing = []
  await vi.advanceTimersByTimeAsync(5000)
  expect(told).toHaveLength(2)
})

it('asks nothing while no page is open, and goes on after a fault', async () => {
  let watched = false
  let asked = 0
  const watch = watchTyping({
    typing: {
      now: async () => {
        asked += 1
        throw new Error('the database is away')
      },
    },
    clock: fixedClock(start),
    log: pino({ enabled: false }),
    watched: () => watched,
    onTyping: () => undefined,
  })
  await vi.advanceTimersByTimeAsync(3000)
  expect(asked).toBe(0)
  watched = true
  await vi.advanceTimersByTimeAsync(3000)
  expect(asked).toBe(3)
  watch.stop()
})
