import { beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { trainingRuns } from './training-runs.js'

const store = withStore()
beforeEach(() => emptyStore(store()))

const setUp = () => {
  const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))
  return { clock, runs: trainingRuns(store(), clock) }
}

describe('training runs', () => {
  it('lets one train at a time, whoever asks', async () => {
    const { runs } = setUp()
    const begun = await Promise.all([runs.begin({ id: 'a', by: 'Emma' }), runs.begin({ id: 'b', by: 'Li' })])
    expect(begun.filter(Boolean)).toHaveLength(1)
    expect(await runs.begin({ id: 'c', by: 'Li' })).toBe(false)
  })

  it('shows progress and how it ended', async () => {
    const { runs } = setUp()
    expect(await runs.current()).toEqual({ state: 'idle' })
    await runs.begin({ id: 'a', by: 'Emma' })
    expect(await runs.progress('a', 0.5, 'train')).toBe(true)
    expect(await runs.current()).toMatchObject({ state: 'running', by: 'Emma', progress: 0.5, stage: 'train' })
    await runs.end('a', { state: 'done', version: 'v1' })
    expect(await runs.current()).toMatchObject({ state: 'done', version: 'v1' })
    expect(await runs.begin({ id: 'b', by: 'Li' })).toBe(true)
  })

  it('tells the one who trains that it was cancelled', async () => {
    const { runs } = setUp()
    await runs.begin({ id: 'a', by: 'Emma' })
    await runs.cancel()
    expect(await runs.progress('a', 0.6, 'train')).toBe(false)
  })

  it('does not wait for a process that died', async () => {
    const { runs, clock } = setUp()
    await runs.begin({ id: 'a', by: 'Emma' })
    clock.advance(31_000)
    expect(await runs.current()).toMatchObject({ state: 'failed' })
    expect(await runs.begin({ id: 'b', by: 'Li' })).toBe(true)
    expect(await runs.progress('a', 0.9, 'train')).toBe(false)
    await runs.end('a', { state: 'done', version: 'v1' })
    expect(await runs.current()).toMatchObject({ state: 'running', id: 'b' })
  })
})
