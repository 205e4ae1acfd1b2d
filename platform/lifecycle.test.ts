import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createUndo, every } from './lifecycle.js'

describe('createUndo', () => {
  it('does every step once, last first, also when one fails', async () => {
    const done: string[] = []
    const undo = createUndo()
    undo.push(() => done.push('first'))
    undo.push(() => {
      throw new Error('second failed')
    })
    undo.push(() => done.push('third'))
    await expect(undo.run()).rejects.toThrow('second failed')
    await expect(undo.run()).rejects.toThrow('second failed')
    expect(done).toEqual(['third', 'first'])
  })
})

describe('every', () => {
  it('goes on after a failure and stops when told', async () => {
    let runs = 0
    const warnings: unknown[] = []
    const stop = every(
      1,
      async () => {
        runs += 1
        throw new Error('no')
      },
      { warn: (...given: unknown[]) => void warnings.push(given) },
    )
    while (runs < 3) await pause(1)
    stop()
    const after = runs
    await pause(10)
    expect(runs).toBe(after)
    expect(warnings.length).toBeGreaterThanOrEqual(2)
  })
})
