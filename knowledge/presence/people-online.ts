// Which people are there to answer customers, over all processes. Each says every few seconds who has a page open at it; what a process that
// died said runs out by itself.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../platform/clock.js'
import type { Store } from '../store/connection.js'

/** So long does a process's word count; several beats may be lost. */
export const presenceLeaseMs = 30_000
/** How often to call `beat`. */
export const presenceBeatMs = 8_000

export interface PeopleOnline {
  /** Replaces who is there at this process, and tells the others at once. */
  here(people: readonly string[]): Promise<void>
  /** Says again who is there and learns of the others. Call it every `presenceBeatMs`. */
  beat(): Promise<void>
  /** How many different people are there, from memory: a turn that asks costs the database nothing. */
  count(): number
  /** This process goes: nobody is there any more. */
  leave(): Promise<void>
}

/** Nothing of it needs to be exact to the second, so every process goes by its own clock. */
export function peopleOnline(store: Store, clock: Clock): PeopleOnline {
  const { presences } = store.models
  const process = randomUUID()
  const idOf = (person: string): string => `person:${process}:${person}`
  let mine: ReadonlySet<string> = new Set()
  let others: readonly { subject: string; until: Date }[] = []

  const say = async (): Promise<void> => {
    const until = new Date(clock.now().getTime() + presenceLeaseMs)
    if (mine.size === 0) return
    await presences.bulkWrite(
      [...mine].map((subject) => ({
        updateOne: {
          filter: { _id: idOf(subject) },
          update: { $set: { kind: 'person' as const, subject, until } },
          upsert: true,
        },
      })),
      { ordered: false },
    )
  }
  const learn = async (): Promise<void> => {
    others = await presences
      .find({ kind: 'person', until: { $gt: clock.now() }, _id: { $not: new RegExp(`^person:${process}:`) } })
      .lean<{ subject: string; until: Date }[]>()
  }
  const here = async (people: readonly string[]): Promise<void> => {
    const gone = [...mine].filter((person) => !people.includes(person))
    mine = new Set(people)
    if (gone.length > 0) await presences.deleteMany({ _id: { $in: gone.map(idOf) } })
    await say()
  }

  return {
    here,
    async beat() {
      await say()
      await learn()
    },
    count() {
      const now = clock.now()
      return new Set([...mine, ...others.flatMap(({ subject, until }) => (until > now ? subject : []))]).size
    },
    leave: () => here([]),
  }
}
