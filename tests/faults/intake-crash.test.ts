import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it } from 'vitest'
import { describeWith } from '../support/skip.js'
import { startPostgres } from '../support/sql-servers.js'
import { batchesFile, intakeRounds, peopleOf, peopleService, segmentBatches } from './intake-rounds.js'

it('a pull from a service, killed at any moment and begun again, ends as if nobody had disturbed it', async () => {
  const service = await peopleService(await peopleOf(600, 5))
  try {
    const { broken, kills } = await intakeRounds([{ task: 'rest', input: service.url, writes: 34 }], {
      seed: 5,
      rounds: 1,
    })
    expect(broken).toEqual([])
    expect(kills).toBeGreaterThan(0)
  } finally {
    service.stop()
  }
})

it('batches of a library, sent again after each death, are taken once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-intake-'))
  try {
    const input = batchesFile(folder, segmentBatches(3, 21))
    const { broken, kills } = await intakeRounds([{ task: 'segment', input, writes: 60 }], { seed: 40, rounds: 1 })
    expect(broken).toEqual([])
    expect(kills).toBeGreaterThan(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

describeWith(['postgres', 'initdb'], 'with PostgreSQL', () => {
  it('a pull from a database, killed at any moment and begun again, ends as if nobody had disturbed it', async () => {
    const server = await startPostgres()
    try {
      const client = new pg.Client({ connectionString: server.url })
      await client.connect()
      await client.query('CREATE TABLE people (id text, name text, mail text, city text, spent text, at int)')
      for (const [at, { id, name, mail, city, spent }] of (await peopleOf(600, 8)).entries())
        await client.query('INSERT INTO people VALUES ($1, $2, $3, $4, $5, $6)', [id, name, mail, city, spent, at])
      await client.end()
      const { broken, kills } = await intakeRounds([{ task: 'sql', input: server.url, writes: 16 }], {
        seed: 9,
        rounds: 1,
      })
      expect(broken).toEqual([])
      expect(kills).toBeGreaterThan(0)
    } finally {
      await server.stop()
    }
  })
})
