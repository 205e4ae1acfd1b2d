import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shown } from './figures.js'
import type { Death } from './plan.js'
import { runRounds } from './rounds.js'

describe('a server that is killed under traffic', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'kefu-faults-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  it('keeps every promise after each restart', { timeout: 900_000 }, async () => {
    const deaths: Death[] = [
      // Between the write that makes a turn true and its spreading.
      { kind: 'write', at: 'conversations.replaceOne:after:2', from: 'traffic' },
      { kind: 'clock', ms: 300 },
      // While it finishes what the last one left.
      { kind: 'write', at: 'conversations.replaceOne:after:1', from: 'start' },
      // Stored, but the customer does not know.
      { kind: 'write', at: 'inbox.insertOne:after:4', from: 'traffic' },
    ]
    const { broken, figures } = await runRounds({ dataDir, deaths, seed: 1, visitors: 8 })
    console.log(shown(figures).join('\n'))
    expect(broken).toEqual([])
    expect(figures.acknowledged).toBeGreaterThan(0)
  })
})
