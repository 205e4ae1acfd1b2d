// What the intake is fed with while it is killed: a service that is asked, a database that is read, and batches that a library sends.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openSource } from '../../knowledge/imports/index.js'
import { seededRandom } from '../../knowledge/learning/random.js'
import { startPostgres } from '../support/sql-servers.js'
import { peopleFile } from './import-people.js'
import type { Intake } from './intake-rounds.js'

type Person = Readonly<Record<string, string>>

/** Everybody of a made-up file whose row can be read. */
async function peopleOf(rows: number, seed: number): Promise<Person[]> {
  const people: Person[] = []
  for await (const row of openSource([Buffer.from(peopleFile(rows, seed))]).rows)
    if (row.kind === 'row') people.push(Object.fromEntries(row.values))
  return people
}

/** A service that gives them page by page. */
async function peopleService(people: readonly Person[]): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('size'))]
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(people.slice((page - 1) * size, page * size)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/people`,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Batches as a library sends them: customers and visitors, traits that can be read and some that cannot, aliases, what stands beside messages, messages sent twice. */
function segmentBatches(count: number, seed: number): object[][] {
  const random = seededRandom(seed)
  const draw = (most: number): number => Math.floor(random() * most)
  const beside = (): object => {
    const timezone = ['Europe/Berlin', 'Asia/Shanghai', 'nowhere'][draw(3)]
    return draw(3) === 0 ? {} : { context: { timezone, locale: 'zh-CN', os: { name: 'Android' } } }
  }
  const message = (id: number): object => {
    const who = draw(4) === 0 ? { anonymousId: `v${String(draw(20))}` } : { userId: `C${String(draw(40))}` }
    const base = { messageId: `m${String(id)}`, timestamp: '2026-03-01T11:00:00Z', ...who, ...beside() }
    switch (draw(6)) {
      case 0:
        return { type: 'track', ...base, event: 'Product Viewed', properties: { product_id: `P${String(draw(9))}` } }
      case 1:
        return { type: 'page', ...base, name: 'Home' }
      case 2:
        return { type: 'group', ...base, groupId: `g${String(draw(5))}` }
      case 3:
        return { type: 'alias', ...base, previousId: `v${String(draw(20))}` }
      default: {
        const email = draw(8) === 0 ? 'nobody' : `p${String(draw(40))}@shop.example`
        return { type: 'identify', ...base, traits: { email, plan: `plan ${String(draw(3))}`, seats: draw(9) } }
      }
    }
  }
  return Array.from({ length: count }, (_, batch) =>
    Array.from({ length: 40 }, (_, at) => message(batch * 40 + at - (batch > 0 && at < 4 ? 4 : 0))),
  )
}

const rows = 600

export async function restIntake(seed: number): Promise<Intake> {
  const service = await peopleService(await peopleOf(rows, seed))
  return { task: 'rest', input: service.url, writes: 34, stop: async () => service.stop() }
}

export async function segmentIntake(seed: number): Promise<Intake> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-intake-'))
  const input = join(folder, 'batches.json')
  writeFileSync(input, JSON.stringify(segmentBatches(3, seed)))
  return { task: 'segment', input, writes: 60, stop: async () => rmSync(folder, { recursive: true, force: true }) }
}

/** Needs PostgreSQL. */
export async function sqlIntake(seed: number): Promise<Intake> {
  const server = await startPostgres()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query('CREATE TABLE people (id text, name text, mail text, city text, spent text, at int)')
  for (const [at, { id, name, mail, city, spent }] of (await peopleOf(rows, seed)).entries())
    await client.query('INSERT INTO people VALUES ($1, $2, $3, $4, $5, $6)', [id, name, mail, city, spent, at])
  await client.end()
  return { task: 'sql', input: server.url, writes: 16, stop: () => server.stop() }
}
