import { describe, expect, it } from 'vitest'
import { together } from './together.js'

/** Work that is held up until it is let go, one batch at a time. */
function held() {
  const batches: number[][] = []
  const gates: (() => void)[] = []
  const work = async (items: readonly number[]): Promise<readonly number[]> => {
    batches.push([...items])
    await new Promise<void>((resolve) => gates.push(resolve))
    return items.map((n) => n * 10)
  }
  const tick = () => new Promise((resolve) => setImmediate(resolve))
  return {
    work,
    batches,
    tick,
    next: async () => {
      gates.shift()?.()
      await tick()
    },
  }
}

describe('together', () => {
  it('starts at once and gathers what comes meanwhile, in order', async () => {
    const { work, batches, next, tick } = held()
    const call = together(work)
    const done: number[] = []
    const calls = [1, 2].map((n) => call(n).then((result) => done.push(result)))
    await tick()
    calls.push(...[3, 4, 5].map((n) => call(n).then((result) => done.push(result))))
    await next()
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
    expect(done).toEqual([10, 20])
    await next()
    await Promise.all(calls)
    expect(done).toEqual([10, 20, 30, 40, 50])
  })

  it('takes no more at once than it may', async () => {
    const batches: number[] = []
    const call = together(
      async (items: readonly number[]) => {
        batches.push(items.length)
        return items
      },
      { most: 4 },
    )
    await Promise.all(Array.from({ length: 10 }, (_, n) => call(n)))
    expect(batches).toEqual([4, 4, 2])
  })

  it('waits for company where it may', async () => {
    const batches: (readonly number[])[] = []
    const call = together(
      async (items: readonly number[]) => {
        batches.push(items)
        return items
      },
      { waitMs: 5 },
    )
    const first = call(1)
    await new Promise((resolve) => setImmediate(resolve))
    await Promise.all([first, call(2)])
    expect(batches).toEqual([[1, 2]])
  })

  it('fails for the bad item alone', async () => {
    const done: number[] = []
    const call = together(async (items: readonly number[]) => {
      if (items.includes(2)) throw new Error('two')
      done.push(...items)
      return items
    })
    const ends = await Promise.allSettled([1, 2, 3].map((n) => call(n)))
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(done).toEqual([1, 3])
    await expect(call(2)).rejects.toThrow('two')
    await expect(call(4)).resolves.toBe(4)
  })
})
