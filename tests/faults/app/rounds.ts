// Round after round: start, finish what the last life left, check every promise, traffic, `kill -9`. At the end a life without a death.
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerProcess } from '../../support/server-process.js'
import { seeded } from '../interleaving.js'
import { addHistory, count, noFigures, type Figures } from './figures.js'
import { begin, diedByItself, join, rest, traffic, type Crowd } from './life.js'
import { createPeople } from './people.js'
import { nameOf, type Death } from './plan.js'
import { brokenPromises } from './promises.js'
import type { LiveRecord } from './record.js'
import { createVisitor, type Visitor } from './visitor.js'

export interface RoundsOptions {
  dataDir: string
  /** One a round. */
  deaths: readonly Death[]
  /** Of what customers and people do; when they do it is the machine's own. */
  seed: number
  visitors?: number
  onRound?: (line: string) => void
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** A customer who said so much leaves, and a new one comes. */
const enough = 25

/** Resolves with every promise that was broken (none, when all is well) and what the run came to. */
export async function runRounds(options: RoundsOptions): Promise<{ broken: string[]; figures: Figures }> {
  const { dataDir, deaths, seed, visitors: howMany = 12, onRound = () => undefined } = options
  const random = seeded(seed)
  const figures = noFigures()
  const broken: string[] = []
  const gone: Visitor[] = []
  const crowd: Crowd = { visitors: Array.from({ length: howMany }, createVisitor), people: createPeople(), random }

  const check = async (record: LiveRecord, visitors: readonly Visitor[]): Promise<void> => {
    const began = performance.now()
    for (const left of await rest(record, crowd)) broken.push(`does not come to rest: ${left}`)
    figures.restMs.push(performance.now() - began)
    const dead = await record.deadJobs()
    if (dead > 0) broken.push(`${String(dead)} jobs are dead`)
    for (const visitor of visitors) {
      const thread = visitor.thread()
      const conversation = thread === undefined ? undefined : await record.find(thread)
      if (conversation)
        broken.push(...(await brokenPromises(await record.history(conversation), visitor, crowd.people)))
      else if (visitor.acknowledged.length > 0) broken.push('a conversation is gone')
      figures.looks += 1
    }
    figures.checks += 1
  }
  const refresh = (): void => {
    crowd.visitors.forEach((visitor, index) => {
      if (visitor.acknowledged.length < enough) return
      visitor.detach()
      gone.push(visitor)
      crowd.visitors[index] = createVisitor()
    })
  }

  const live = async (server: ServerProcess, death: Death): Promise<void> => {
    const record = await join(server, dataDir, crowd)
    try {
      if (death.kind === 'clock' || death.from === 'traffic') await check(record, crowd.visitors)
      await traffic(server, record, death, crowd)
    } finally {
      await record.close()
    }
  }

  for (const [index, death] of deaths.entries()) {
    if (broken.length > 0) break
    refresh()
    const began = performance.now()
    const checked = figures.restMs.length
    const server = await begin(dataDir, death).catch((error: unknown) => {
      if (error instanceof Error && diedByItself(error.message)) return undefined
      throw error
    })
    const readyMs = performance.now() - began
    if (server) await untilDead(server, live(server, death))
    for (const visitor of crowd.visitors) visitor.detach()
    const place = server && !diedByItself(server.output()) ? 'at a moment of the clock' : nameOf(death)
    count(figures.deaths, server ? place : `${place}, before it was ready`)
    const restMs = figures.restMs[checked]
    onRound(
      [
        `${String(index + 1)} of ${String(deaths.length)}: ${server ? 'ready' : 'dead'} after ${seconds(readyMs)}`,
        ...(restMs === undefined ? [] : [`at rest after ${seconds(restMs)}`]),
        `died ${place} after ${seconds(performance.now() - began)}`,
      ].join(', '),
    )
  }
  await liveOn(dataDir, crowd, async (record) => {
    await check(record, [...gone, ...crowd.visitors])
    for (const visitor of [...gone, ...crowd.visitors]) {
      figures.acknowledged += visitor.acknowledged.length
      figures.sentAgain += visitor.repeats()
      const conversation = await record.find(visitor.thread() ?? '')
      if (conversation) addHistory(figures, await record.history(conversation))
    }
  })
  return { broken: [...new Set(broken)], figures }
}

/** What fails because the server died is no failure; the rest is thrown, once it is dead. */
async function untilDead(server: ServerProcess, life: Promise<void>): Promise<void> {
  try {
    await life
  } catch (error) {
    const died = await Promise.race([server.ended.then(() => true), pause(5_000, false)])
    if (died) return
    await server.signal('SIGKILL')
    throw error
  }
}

/** A life without a death: it ends as it is asked to. */
async function liveOn(dataDir: string, crowd: Crowd, work: (record: LiveRecord) => Promise<void>): Promise<void> {
  const server = await begin(dataDir, undefined)
  try {
    const record = await join(server, dataDir, crowd)
    await work(record)
    for (const visitor of crowd.visitors) visitor.detach()
    await record.close()
  } finally {
    await server.signal('SIGTERM')
  }
}
