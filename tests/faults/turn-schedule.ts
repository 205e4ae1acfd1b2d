// One schedule: what happens (generated), in which order the waiting steps are taken (seeded), and how the world comes to rest afterwards.
import fc from 'fast-check'
import { seeded, type Interleaving } from './interleaving.js'
import type { Backend } from './turn-backend.js'
import { brokenPromises, unfinished } from './turn-promises.js'
import { deskCommands, texts, type DeskCommand, type World } from './turn-world.js'

export type Happening =
  | { kind: 'say'; customer: number; text: number }
  | { kind: 'late'; customer: number; which: number }
  | { kind: 'drop-ack'; customer: number }
  | { kind: 'desk'; customer: number; command: DeskCommand; who: number }
  | { kind: 'kill' | 'sweep'; which: number }
  | { kind: 'start' | 'retry' }
  | { kind: 'pass'; ms: number }

export interface Schedule {
  sole: boolean
  mailbox: boolean
  happenings: readonly Happening[]
  /** How likely it is that something happens before the next waiting step is taken: a crowd at once, or one after the other. */
  pace: number
  /** Decides which waiting step is taken next. */
  seed: number
}

const small = fc.nat({ max: 3 })
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      customer: small,
      text: fc.nat({ max: texts.length - 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('late' as const), customer: small, which: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop-ack' as const), customer: small }) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('desk' as const),
      customer: small,
      // Mostly one person takes over and says something; now and then another one is in the way.
      command: fc.constantFrom(...deskCommands, 'claim', 'claim', 'reply', 'reply', 'reply'),
      who: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'sweep' as const), which: small }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('start' as const, 'retry' as const) }) },
  // Short waits, a backoff, and longer than any lease.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(100, 5_000, 31_000) }) },
)

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  sole: fc.boolean(),
  mailbox: fc.boolean(),
  happenings: fc.array(happening, { minLength: 6, maxLength: 30, size: 'medium' }),
  pace: fc.constantFrom(0.02, 0.05, 0.3),
  seed: fc.noShrink(fc.integer()),
})

function happen(world: World, what: Happening): void {
  switch (what.kind) {
    case 'say':
      return world.say(what.customer, texts[what.text] ?? 'hello')
    case 'late':
      return world.late(what.customer, what.which)
    case 'drop-ack':
      return world.dropAck(what.customer)
    case 'desk':
      return world.desk(what.customer, what.command, what.who)
    case 'kill':
      return world.kill(what.which)
    case 'sweep':
      return world.sweep(what.which)
    case 'start':
      return world.start()
    case 'retry':
      return world.retry()
    case 'pass':
      return world.pass(what.ms)
  }
}

/** Resolves with everything that went wrong, and how many steps were taken. */
export async function runSchedule(
  { happenings, pace, seed }: Schedule,
  world: World,
  backend: Backend,
  interleaving: Interleaving,
): Promise<{ broken: string[]; steps: number }> {
  const random = seeded(seed)
  const left = [...happenings]
  let steps = 0
  const runUntilStill = async (): Promise<void> => {
    for (;;) {
      await interleaving.still()
      const waiting = interleaving.waiting()
      const next = waiting === 0 || random() < pace ? left.shift() : undefined
      if (next) happen(world, next)
      else if (waiting > 0) interleaving.release(Math.floor(random() * waiting))
      else return
      steps += 1
    }
  }
  world.start()
  await runUntilStill()
  // Customers do not give up, a process comes back, and time goes by: long enough for every lease and every next try.
  for (let round = 0; round < 40; round += 1) {
    world.start()
    await runUntilStill()
    world.retry()
    await runUntilStill()
    if (world.allAcknowledged() && (await unfinished(backend)).length === 0) break
    world.sweep(0)
    world.pass(31_000)
    await runUntilStill()
  }
  const broken = await brokenPromises(world, backend)
  world.end()
  return { broken, steps }
}
