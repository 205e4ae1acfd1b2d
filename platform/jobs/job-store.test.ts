import { describe, expect, it } from 'vitest'
import { describeJobStore } from './job-store.contract.js'
import { jobName, laneOf } from './job-store.js'
import { inMemoryJobStore } from './testing/in-memory-job-store.js'

describeJobStore('the in-memory store', () => inMemoryJobStore())

describe('lanes', () => {
  it('never meet for two names, or for a key and an id', () => {
    const lanes = [
      laneOf({ name: 'a', id: 'x' }),
      laneOf({ name: 'a', id: 'x', orderKey: 'x' }),
      laneOf({ name: 'a', id: 'x', orderKey: '#x' }),
      laneOf({ name: 'ab', id: 'x', orderKey: 'x' }),
    ]
    expect(new Set(lanes).size).toBe(4)
    expect(['a/b', 'a#b', '', 'A'].map((name) => jobName.safeParse(name).success)).toEqual([false, false, false, false])
  })
})
