// Presence over two processes of one record, each with its own memory: one of them dies without a word.
import { beforeEach, describe, expect, it } from 'vitest'
import type { ConversationId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { customersTyping, typingMs } from './customers-typing.js'
import { peopleOnline, presenceBeatMs, presenceLeaseMs } from './people-online.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
beforeEach(() => emptyStore(store()))

describe('people', () => {
  const two = () => {
    const clock = fixedClock(start)
    return { clock, one: peopleOnline(store(), clock), other: peopleOnline(store(), clock) }
  }

  it('at one process are known to the other, each counted once however many pages they have open', async () => {
    const { one, other } = two()
    await one.here(['anna', 'ben'])
    await other.here(['anna'])
    expect(other.count()).toBe(1)
    await other.beat()
    await one.beat()
    expect([one.count(), other.count()]).toEqual([2, 2])
    await one.here(['anna'])
    await other.beat()
    expect(other.count()).toBe(1)
  })

  it('stay while their process lives, and end with the lease of one that died', async () => {
    const { clock, one, other } = two()
    await one.here(['anna'])
    await other.beat()
    for (let beat = 0; beat < 10; beat += 1) {
      clock.advance(presenceBeatMs)
      await one.beat()
      await other.beat()
      expect(other.count()).toBe(1)
    }
    // `one` is heard of no more.
    clock.advance(presenceLeaseMs - 1)
    expect(other.count()).toBe(1)
    clock.advance(1)
    expect(other.count()).toBe(0)
    await other.beat()
    expect(other.count()).toBe(0)
  })

  it('are gone at once with a process that says goodbye', async () => {
    const { one, other } = two()
    await one.here(['anna'])
    await one.leave()
    await other.beat()
    expect([one.count(), other.count()]).toEqual([0, 0])
    expect(await store().models.presences.countDocuments()).toBe(0)
  })
})

describe('a customer who is typing', () => {
  const id = 'cnv_1' as ConversationId

  it('is known to every process until they stop, and written seldom', async () => {
    const clock = fixedClock(start)
    const [one, other] = [customersTyping(store(), clock), customersTyping(store(), clock)]
    await one.note(id)
    const until = new Date(start.getTime() + typingMs)
    expect(await other.now()).toEqual([{ id, until }])
    clock.advance(500)
    await one.note(id)
    expect(await other.now()).toEqual([{ id, until }])
    clock.advance(typingMs - 500)
    expect(await other.now()).toEqual([])
  })

  it('has stopped when they sent it, and may begin again at once', async () => {
    const clock = fixedClock(start)
    const [one, other] = [customersTyping(store(), clock), customersTyping(store(), clock)]
    await one.note(id)
    await one.done(id)
    expect(await other.now()).toEqual([])
    await one.note(id)
    expect(await other.now()).toMatchObject([{ id }])
  })
})
