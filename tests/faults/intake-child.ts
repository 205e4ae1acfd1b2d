// A program that asks a source, or takes what a service sends, and dies before or after a write of its choice:
// `node intake-child.ts DATA_DIR rest|sql|segment INPUT [before:7|after:7]`. INPUT: an address, or a file of batches for `segment`.
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { ingestRouter } from '../../knowledge/imports/http/router.js'
import { importSources, pullSource } from '../../knowledge/imports/sources/index.js'
import { openStore } from '../../knowledge/store/open-store.js'
import { fixedClock } from '../../platform/clock.js'
import { dyingWrites } from './dying-writes.js'
import { importRules } from './import-people.js'

const [, , dataDir = '', task = '', input = '', death = ''] = process.argv
const writes = dyingWrites(death)
const { store, close } = await openStore({ dataDir, appName: 'kefu-intake-fault' })
// One day, whenever the test runs: what services send is kept by days.
const clock = fixedClock(new Date('2026-03-01T12:00:00Z'))
const sources = importSources(store, clock)

const definitions = {
  rest: { kind: 'rest', url: input, pagination: { style: 'page', size: { param: 'size', value: 40 } } },
  sql: {
    ...{ kind: 'sql', engine: 'postgres', connection: { env: 'INPUT' } },
    query: 'SELECT id, name, mail, city, spent, at FROM people WHERE at >= $1::int ORDER BY at',
    incremental: { column: 'at', start: '0' },
  },
}

async function pull(definition: object): Promise<void> {
  if (!(await sources.get('crm'))) await sources.add({ name: 'crm', kind: 'pull', definition, rules: importRules })
  // Whoever died after the run had ended does not begin another.
  if ((await sources.need('crm')).lastBatch !== undefined) return
  writes.armed()
  await pullSource('crm', { store, clock, folder: join(dataDir, 'imports'), environment: { INPUT: input } })
}

/** Every batch from the first, as a library that never got an answer sends them. */
async function receive(): Promise<void> {
  const keyFile = join(dataDir, 'write-key')
  if (!existsSync(keyFile)) {
    const { writeKey = '' } = await sources.add({ name: 'app', kind: 'segment', trust: 'server' })
    writeFileSync(keyFile, writeKey)
  }
  const server = createServer(express().use(ingestRouter({ store, clock, onTaken: () => Promise.resolve() })))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const authorization = `Bearer ${readFileSync(keyFile, 'utf8')}`
  writes.armed()
  for (const batch of JSON.parse(readFileSync(input, 'utf8')) as unknown[]) {
    const response = await fetch(`http://127.0.0.1:${String(port)}/v1/batch`, {
      ...{ method: 'POST', headers: { authorization, 'content-type': 'application/json' } },
      body: JSON.stringify({ batch }),
    })
    if (!response.ok) throw new Error(`/v1/batch answers ${String(response.status)}: ${await response.text()}`)
  }
  server.close()
  server.closeAllConnections()
}

await (task === 'segment' ? receive() : pull(task === 'sql' ? definitions.sql : definitions.rest))
await close()
process.stdout.write('ended\n')
