// kill -9 in the middle of writes, over and over: nothing acknowledged is lost, indexes say what documents say.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withDatabaseProcess } from './db-process.js'
import { Workload } from './db-workload.js'

/** `npm run test:faults` asks for many more. */
const rounds = Number(process.env['KEFU_FAULT_ROUNDS'] ?? 10)
const startProcess = withDatabaseProcess()
let directory: string
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'kefu-crash-'))))
afterAll(() => rm(directory, { recursive: true, force: true }))

it(
  `keeps every acknowledged write over ${rounds} kills`,
  async () => {
    const workload = new Workload()
    for (let round = 0; round < rounds; round++) {
      const server = await startProcess(directory)
      await workload.prepare(server.client)
      expect(await workload.faults(server.client), `after kill ${round}`).toEqual([])
      const writing = workload.run(server.client)
      // Killed at no point in particular, but never before it has acknowledged something.
      const enough = workload.acknowledged + 10 + Math.floor(Math.random() * 60)
      while (workload.acknowledged < enough) await pause(Math.random() * 5)
      await server.kill()
      await writing
    }
    const server = await startProcess(directory)
    expect(await workload.faults(server.client)).toEqual([])
    expect(await server.stop()).toBe(0)
    expect(workload.acknowledged).toBeGreaterThanOrEqual(rounds * 10)
    console.log(`${rounds} kills, ${workload.acknowledged} acknowledged writes, none lost`)
  },
  60_000 + rounds * 30_000,
)
