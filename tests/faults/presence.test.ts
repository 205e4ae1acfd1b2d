// Who is there, told by a process that is killed: it counts while it lives, and is over when its word runs out.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { peopleOnline, presenceLeaseMs } from '../../knowledge/presence/people-online.js'
import { connectStore } from '../../knowledge/store/connection.js'
import { startTestServer } from '../support/test-store.js'
import { compile } from './compile.js'

let programs: Awaited<ReturnType<typeof compile>>
let server: Awaited<ReturnType<typeof startTestServer>>
beforeAll(async () => {
  server = await startTestServer()
  programs = await compile({ child: 'tests/faults/presence/child.ts' })
})
afterAll(async () => {
  await programs.remove()
  await server.stop()
})

it('is shared by processes, and ends after the lease of one that died', async () => {
  const database = `presence_${String(process.pid)}`
  const store = await connectStore({ uri: server.uri, appName: 'kefu-faults', database })
  let laterMs = 0
  const mine = peopleOnline(store, { now: () => new Date(Date.now() + laterMs) })
  await mine.beat()
  expect(mine.count()).toBe(0)

  const child = spawn(process.execPath, [join(programs.folder, 'child.js'), server.uri, database], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  await expect
    .poll(
      async () => {
        await mine.beat()
        return mine.count()
      },
      { timeout: 60_000 },
    )
    .toBe(1)

  child.kill('SIGKILL')
  await ended
  laterMs = presenceLeaseMs
  expect(mine.count()).toBe(0)
  await mine.beat()
  expect(mine.count()).toBe(0)
  await store.connection.dropDatabase()
  await store.close()
})
