// One measurement in a process of its own, so that its time and memory are its own: `node measure.js STAGE FILE FOLDER`; tells
// its parent what it measured, or prints it.
import { createReadStream, readFileSync } from 'node:fs'
import { parse as csvParse } from 'csv-parse'
import { checkRows } from '../../knowledge/imports/check.js'
import { openSource } from '../../knowledge/imports/index.js'
import { runImport } from '../../knowledge/imports/record/run-batch.js'
import { openStore } from '../../knowledge/store/open-store.js'
import { systemClock } from '../../platform/clock.js'
import { peopleRules } from './people.js'

export const stages = ['csv-parse', 'parse', 'clean', 'insertMany', 'import', 'import again'] as const
export type Stage = (typeof stages)[number]

export interface Measured {
  rows: number
  seconds: number
  /** Of all threads, the database's among them. */
  cpuSeconds: number
  /** The most that was held, without pages of the data file, which are the system's cache. */
  peakMb: number
}

const [, , stage = '', file = '', folder = ''] = process.argv
const bytes = () => createReadStream(file, { highWaterMark: 1 << 18 })

const count = async (rows: AsyncIterable<unknown>): Promise<number> => {
  let counted = 0
  for await (const _ of rows) counted += 1
  return counted
}
const csvRows = () => bytes().pipe(csvParse({ columns: true }))

async function plainInserts(): Promise<number> {
  const { store, close } = await openStore({ dataDir: folder, appName: 'kefu-bench' })
  try {
    const people = store.connection.collection('plain')
    for (const field of ['id', 'e-mail', 'phone']) await people.createIndex({ [field]: 1 })
    return await timed(async () => {
      let rows = 0
      let chunk: Record<string, string>[] = []
      for await (const row of csvRows()) {
        chunk.push(row as Record<string, string>)
        if (chunk.length < 2_000) continue
        await people.insertMany(chunk)
        rows += chunk.length
        chunk = []
      }
      if (chunk.length > 0) await people.insertMany(chunk)
      return rows + chunk.length
    })
  } finally {
    await close()
  }
}

async function wholeImport(key: string): Promise<number> {
  const { store, close } = await openStore({ dataDir: folder, appName: 'kefu-bench' })
  try {
    return await timed(async () => {
      const { counts } = await runImport(store, systemClock, {
        ...{ key, content: file, rules: peopleRules, options: {}, by: 'bench' },
        source: { kind: 'file', name: 'people.csv' },
        rows: () => openSource(bytes()).rows,
      })
      return counts.rows
    })
  } finally {
    await close()
  }
}

let measured: Measured | undefined

async function timed(work: () => Promise<number>): Promise<number> {
  let peakMb = 0
  const look = () => {
    const held = /RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    peakMb = Math.max(peakMb, Number(held ?? NaN) / 1024)
  }
  const watching = setInterval(look, 50)
  const cpu = process.cpuUsage()
  const begin = performance.now()
  const rows = await work()
  const seconds = (performance.now() - begin) / 1000
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(watching)
  look()
  measured = { rows, seconds, cpuSeconds: (user + system) / 1e6, peakMb }
  return rows
}

async function run(): Promise<number> {
  switch (stage as Stage) {
    case 'csv-parse':
      return timed(() => count(csvRows()))
    case 'parse':
      return timed(() => count(openSource(bytes()).rows))
    case 'clean':
      return timed(() => count(checkRows(openSource(bytes()).rows, peopleRules)))
    case 'insertMany':
      return plainInserts()
    case 'import':
    case 'import again':
      return wholeImport(stage)
  }
}

await run()
if (process.send) process.send(measured)
else process.stdout.write(`${JSON.stringify(measured)}\n`)
