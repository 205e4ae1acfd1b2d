// What every command of the desk needs and answers.
import type { Clock } from '../../platform/clock.js'
import type { JobQueue } from '../../platform/jobs/job-queue.js'
import type { Conversation } from '../domain/conversation.js'
import type { Message } from '../domain/message.js'
import type { Conversations } from '../ports.js'
import type { TellDeps } from '../tell.js'
import type { Person } from './transitions.js'

export interface DeskDeps extends TellDeps {
  conversations: Conversations
  jobs: Pick<JobQueue, 'notify'>
  clock: Clock
}

export type DeskResult =
  /** It is so now; `messages` is what was said to the customer, empty when it was so already. */
  | { kind: 'done'; owner: Conversation['owner']; epoch: number; messages: readonly Message[] }
  /** Somebody else has it, nobody has, or it changed hands since the caller looked. `person` has it now. */
  | { kind: 'conflict'; owner: Conversation['owner']; person?: Person }
  | { kind: 'not-found' }

/** Somebody else has it, or nobody. */
export const conflict = ({ owner, handOff }: Conversation): DeskResult => ({
  kind: 'conflict',
  owner,
  ...(handOff?.claimedBy && { person: handOff.claimedBy }),
})

export const holds = (conversation: Conversation, person: Person): boolean =>
  conversation.owner === 'person' && conversation.handOff?.claimedBy?.id === person.id

export const isBy = ({ author }: Message, person: Person): boolean =>
  author.kind === 'person' && author.id === person.id
