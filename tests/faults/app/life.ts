// One life of the server: it starts, customers come back, what the last one left is finished and checked, traffic, death.
import { setTimeout as pause } from 'node:timers/promises'
import { startServer, type ServerProcess } from '../../support/server-process.js'
import type { People } from './people.js'
import type { Death } from './plan.js'
import { openRecord, type LiveRecord } from './record.js'
import { texts } from './texts.js'
import type { Visitor } from './visitor.js'

const dieAt = new URL('./die-at.mjs', import.meta.url).href
/** For a server that never comes to the write at which it should die. */
const longestTrafficMs = 8_000
/** A guard, not a measure: a record that takes longer to come to rest never will. */
const longestRestMs = 300_000

export interface Crowd {
  visitors: Visitor[]
  people: People
  random: () => number
}

/** @param death undefined: it lives until it is told to stop. Rejects with what it printed when it dies before it is ready. */
export function begin(dataDir: string, death: Death | undefined): Promise<ServerProcess> {
  if (death?.kind !== 'write') return startServer(dataDir)
  const armedBy = death.from === 'traffic' ? { KEFU_DIE_ARMED_BY: 'signal' } : {}
  return startServer(dataDir, { KEFU_DIE_AT: death.at, ...armedBy }, ['--import', dieAt])
}

/** Customers come back and the record is opened. Rejects when the server dies meanwhile, or does not let them in. */
export async function join(server: ServerProcess, dataDir: string, { visitors }: Crowd): Promise<LiveRecord> {
  const record = await openRecord(dataDir)
  let dead = false
  void server.ended.then(() => {
    dead = true
  })
  const until = Date.now() + longestRestMs
  const comeBack = async (visitor: Visitor): Promise<void> => {
    for (;;) {
      try {
        return await visitor.attach(server.url)
      } catch (error) {
        if (dead || Date.now() > until) throw error
        await pause(100)
      }
    }
  }
  const attached = await Promise.allSettled(visitors.map(comeBack))
  const lost = attached.find((one) => one.status === 'rejected')
  if (!lost) return record
  await record.close()
  throw lost.reason
}

/** Resolves with what is left undone: nothing, once everybody is acknowledged and every job has ended. */
export async function rest(record: LiveRecord, { visitors }: Crowd): Promise<string[]> {
  const until = Date.now() + longestRestMs
  for (;;) {
    const waiting = visitors.filter((visitor) => !visitor.resting()).length
    const left = [
      ...(waiting === 0 ? [] : [`${String(waiting)} customers wait for an acknowledgement`]),
      ...(await record.unfinished()),
    ]
    if (left.length === 0 || Date.now() > until) return left
    await pause(25)
  }
}

/** Customers write and people work until the server is dead. */
export async function traffic(server: ServerProcess, record: LiveRecord, death: Death, crowd: Crowd): Promise<void> {
  const { visitors, people, random } = crowd
  let dead = false
  const ended = server.ended.then(() => {
    dead = true
  })
  const whole = (below: number): number => Math.floor(random() * below)
  const customer = async (visitor: Visitor): Promise<void> => {
    while (!dead) {
      if (random() < 0.15) visitor.repeat(whole(1_000))
      else if (visitor.resting()) visitor.say(texts[whole(texts.length)] ?? 'hello')
      await pause(10 + whole(200))
    }
  }
  const desk = async (): Promise<void> => {
    while (!dead) {
      const thread = visitors[whole(visitors.length)]?.thread()
      const conversation = thread === undefined ? undefined : await record.find(thread).catch(() => undefined)
      if (conversation) await people.act(record.knowledge.conversations, conversation.id, random)
      await pause(5 + whole(80))
    }
  }
  if (death.kind === 'write' && death.from === 'traffic') process.kill(server.pid, 'SIGUSR2')
  const kill = setTimeout(() => void server.signal('SIGKILL'), death.kind === 'clock' ? death.ms : longestTrafficMs)
  try {
    await Promise.all([ended, desk(), desk(), ...visitors.map(customer)])
  } finally {
    clearTimeout(kill)
  }
}

/** True when the server printed that it died where it was told to. */
export const diedByItself = (output: string): boolean => /^died (before|after) /m.test(output)
