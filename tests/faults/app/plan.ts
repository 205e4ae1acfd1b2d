// How each round's server dies: at a moment of the clock, or right before or after one of its writes.
import { seeded } from '../interleaving.js'

export type Death =
  /** By `kill -9` from outside, so many milliseconds after the traffic began. */
  | { kind: 'clock'; ms: number }
  /** By itself, see die-at.mjs; from the start of the process on, or from the start of the traffic on. */
  | { kind: 'write'; at: string; from: 'start' | 'traffic' }

/** Between the write that makes a turn true and its spreading. */
const afterTurn = 'conversations.replaceOne:after'

/** Every other write on the way from a customer's message to its delivery. */
const places = [
  'identities.*:after',
  'conversations.insertOne:after',
  'inbox.insertOne:before',
  'inbox.insertOne:after',
  'inbox.insertMany:before',
  'inbox.insertMany:after',
  'jobs.insertMany:before',
  'jobs.insertMany:after',
  'jobs.findOneAndUpdate:before',
  'jobs.findOneAndUpdate:after',
  'leases.updateOne:after',
  'conversations.replaceOne:before',
  'messages.*:before',
  'messages.*:after',
  'receipts.*:before',
  'receipts.*:after',
  'events.*:before',
  'events.*:after',
  'conversations.bulkWrite:before',
  'conversations.bulkWrite:after',
  'inbox.updateMany:before',
  'inbox.updateMany:after',
  'leases.deleteOne:before',
] as const

function nextDeath(random: () => number): Death {
  const whole = (below: number): number => Math.floor(random() * below)
  const kind = random()
  if (kind < 0.3) return { kind: 'clock', ms: 20 + whole(1_500) }
  const place = kind < 0.55 ? afterTurn : (places[whole(places.length)] ?? afterTurn)
  return { kind: 'write', at: `${place}:${String(1 + whole(6))}`, from: random() < 0.2 ? 'start' : 'traffic' }
}

/** The same ones for the same seed. */
export function planDeaths(rounds: number, seed: number): readonly Death[] {
  const random = seeded(seed)
  return Array.from({ length: rounds }, () => nextDeath(random))
}

export const nameOf = (death: Death): string =>
  death.kind === 'clock' ? 'at a moment of the clock' : death.at.slice(0, death.at.lastIndexOf(':'))
