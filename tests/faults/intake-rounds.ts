// What is read from services and databases, and what libraries send, killed again and again: the record must end as if nobody had died.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSource } from '../../knowledge/imports/index.js'
import { seededRandom } from '../../knowledge/learning/random.js'
import { compile } from './compile.js'
import { peopleFile } from './import-people.js'
import { deathOf, recordOf, runChild, short } from './import-process.js'

export type Person = Readonly<Record<string, string>>

/** Everybody of a made-up file whose row can be read. */
export async function peopleOf(rows: number, seed: number): Promise<Person[]> {
  const people: Person[] = []
  for await (const row of openSource([Buffer.from(peopleFile(rows, seed))]).rows)
    if (row.kind === 'row') people.push(Object.fromEntries(row.values))
  return people
}

/** A service that gives them page by page. */
export async function peopleService(people: readonly Person[]): Promise<{ url: string; stop(): void }> {
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

/** Batches as a library sends them: customers and visitors, traits that can be read and some that cannot, aliases, messages sent twice. */
export function segmentBatches(count: number, seed: number): object[][] {
  const random = seededRandom(seed)
  const draw = (most: number): number => Math.floor(random() * most)
  const message = (id: number): object => {
    const who = draw(4) === 0 ? { anonymousId: `v${String(draw(20))}` } : { userId: `C${String(draw(40))}` }
    const base = { messageId: `m${String(id)}`, timestamp: '2026-03-01T11:00:00Z', ...who }
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

export interface Intake {
  task: 'rest' | 'sql' | 'segment'
  /** An address, or a file of batches. */
  input: string
  /** Writes of an undisturbed run, about. */
  writes: number
}

const mostKills = 8

/** Resolves with what was broken, nothing when all held, and how many were killed. */
export async function intakeRounds(
  intakes: readonly Intake[],
  { seed, rounds }: { seed: number; rounds: number },
): Promise<{ broken: string[]; kills: number }> {
  const random = seededRandom(seed)
  const compiled = await compile({ child: 'tests/faults/intake-child.ts' })
  const program = join(compiled.folder, 'child.js')
  const folder = mkdtempSync(join(tmpdir(), 'kefu-intake-faults-'))
  const broken: string[] = []
  let kills = 0
  try {
    for (const { task, input, writes } of intakes) {
      const calm = join(folder, `${task}-calm`)
      await runChild(program, [calm, task, input])
      const expected = await recordOf(calm)
      if (expected.customers === 0) broken.push(`${task}: nothing was taken`)
      for (let round = 1; round <= rounds; round += 1) {
        const dataDir = join(folder, `${task}-${String(round)}`)
        for (let tries = 0; ; tries += 1) {
          const death = tries < mostKills && random() < 0.9 ? deathOf(random, writes) : undefined
          if (await runChild(program, [dataDir, task, input], death)) break
          kills += 1
        }
        const { text } = await recordOf(dataDir)
        if (text !== expected.text)
          broken.push(`${task}, round ${String(round)}: ends as ${short(text)}, not ${short(expected.text)}`)
        rmSync(dataDir, { recursive: true, force: true })
      }
    }
  } finally {
    await compiled.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  return { broken, kills }
}

/** A file that the receiving program reads. */
export function batchesFile(folder: string, batches: readonly object[][]): string {
  const file = join(folder, 'batches.json')
  writeFileSync(file, JSON.stringify(batches))
  return file
}
