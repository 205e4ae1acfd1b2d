// kill -9 in the middle of merges and unmerges, a short run: resumed, the end state is the one that would have been.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compile, type Compiled } from './compile.js'
import { runRounds } from './merge/rounds.js'

let programs: Compiled
let dataDir: string
beforeAll(async () => {
  programs = await compile({ child: 'tests/faults/merge/child.ts' })
  dataDir = await mkdtemp(join(tmpdir(), 'kefu-merge-'))
})
afterAll(async () => {
  await programs.remove()
  await rm(dataDir, { recursive: true, force: true })
})

it('ends with the same record, whichever write of a merge the process dies before', async () => {
  const figures = await runRounds({ programs: programs.folder, dataDir, kills: 10, seed: 7 })
  expect(figures.broken).toEqual([])
  expect(figures.inTheMiddle).toBeGreaterThanOrEqual(6)
})
