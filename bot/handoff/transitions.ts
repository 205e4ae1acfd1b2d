// Who owns a conversation, and how that changes. Pure: each change of owner begins a new epoch.
import { assertNever } from '../../platform/errors.js'
import type { Conversation, HandOff } from '../domain/conversation.js'
import type { Resolution } from '../domain/rating.js'

export interface Person {
  id: string
  name: string
}

export type Transition =
  /** Somebody should look: bot → queue. */
  | { kind: 'request'; reason: string }
  /** A person takes it: queue → person, and bot → person when they step in by themselves. */
  | { kind: 'claim'; person: Person }
  /** A person gives it to another one. */
  | { kind: 'transfer'; from: Person; to: Person }
  /** Back to the bot, by the person or by the customer who no longer wants to wait. */
  | { kind: 'return' }
  /** Done, by a person or (without one) by the bot itself; the bot answers when the customer writes again. */
  | { kind: 'resolve'; by?: Person }

export type Ownership = Pick<Conversation, 'owner' | 'epoch' | 'status' | 'handOff' | 'resolution'>

export type TransitionResult =
  | { kind: 'changed'; next: Ownership }
  /** Nothing to do: it is so already. */
  | { kind: 'unchanged' }
  | { kind: 'refused'; reason: 'claimed-by-other' | 'not-handed-off' | 'not-theirs'; by?: Person }

const changed = (
  owner: Conversation['owner'],
  from: Ownership,
  change: { status?: Conversation['status']; handOff?: HandOff; resolution?: Resolution },
): TransitionResult => ({
  kind: 'changed',
  next: {
    owner,
    epoch: from.epoch + 1,
    status: change.status ?? from.status,
    ...(change.handOff && { handOff: change.handOff }),
    ...(change.resolution && { resolution: change.resolution }),
  },
})

function resolve(from: Ownership, by: Person | undefined, at: Date): TransitionResult {
  if (from.owner === 'bot' && from.status === 'resolved') return { kind: 'unchanged' }
  const resolution = { epoch: from.epoch + 1, at, ...(by && { by }) }
  return changed('bot', from, { status: 'resolved', resolution })
}

function claim(from: Ownership, person: Person, at: Date): TransitionResult {
  const holder = from.handOff?.claimedBy
  if (from.owner === 'person' && holder?.id === person.id) return { kind: 'unchanged' }
  if (from.owner === 'person') return { kind: 'refused', reason: 'claimed-by-other', ...(holder && { by: holder }) }
  const handOff = from.owner === 'queue' && from.handOff ? from.handOff : { reason: 'stepped-in', requestedAt: at }
  return changed('person', from, { status: 'open', handOff: { ...handOff, claimedBy: person, claimedAt: at } })
}

function transfer(from: Ownership, giver: Person, to: Person, at: Date): TransitionResult {
  const holder = from.handOff?.claimedBy
  if (from.owner !== 'person' || !from.handOff) return { kind: 'refused', reason: 'not-handed-off' }
  if (holder?.id !== giver.id) return { kind: 'refused', reason: 'not-theirs', ...(holder && { by: holder }) }
  if (to.id === giver.id) return { kind: 'unchanged' }
  return changed('person', from, { handOff: { ...from.handOff, claimedBy: to, claimedAt: at } })
}

/** What becomes of the ownership; `from` is not changed. */
export function transition(from: Ownership, change: Transition, at: Date): TransitionResult {
  switch (change.kind) {
    case 'request':
      return from.owner === 'bot'
        ? changed('queue', from, { status: 'open', handOff: { reason: change.reason, requestedAt: at } })
        : { kind: 'unchanged' }
    case 'claim':
      return claim(from, change.person, at)
    case 'transfer':
      return transfer(from, change.from, change.to, at)
    case 'return':
      return from.owner === 'bot' ? { kind: 'unchanged' } : changed('bot', from, { status: 'open' })
    case 'resolve':
      return resolve(from, change.by, at)
    default:
      return assertNever(change)
  }
}
