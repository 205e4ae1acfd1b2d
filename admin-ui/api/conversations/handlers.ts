// Conversations: reading them, and acting on one as the person who is signed in.
import type { ConversationId, MessageId } from '../../../bot/domain/ids.js'
import type { User } from '../../../platform/auth/stores.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { ConversationsReader, Desk, DeskOutcome, Notes, Person } from '../ports.js'
import type { Handlers } from '../serve.js'
import type { conversationsContract } from './contract.js'
import type { ConversationView } from './views.js'
import {
  presentConversation,
  presentCustomer,
  presentMessage,
  presentNote,
  presentRating,
  presentReceipt,
} from './present.js'

export interface ConversationsDeps {
  reader: ConversationsReader
  desk: Desk
  notes: Notes
  clock: Clock
  onChanged(id: string): void
}

const personOf = ({ id, name }: User): Person => ({ id, name })

export function conversationsHandlers(deps: ConversationsDeps): Handlers<typeof conversationsContract> {
  const { reader, desk, notes, clock, onChanged } = deps

  const entry = async (id: string) => {
    const found = await reader.get(id as ConversationId)
    if (found === undefined) throw unknown(id)
    return found
  }
  /** Runs a command of the desk and answers with the conversation as it is then. */
  const act = async (id: string, command: (id: ConversationId) => Promise<DeskOutcome>): Promise<ConversationView> => {
    const outcome = await command(id as ConversationId)
    if (outcome.kind === 'not-found') throw unknown(id)
    if (outcome.kind === 'conflict') {
      const { owner, person } = outcome
      throw new AppError('conflict', 'The conversation is in other hands now.', {
        details: { owner, ...(person === undefined ? {} : { holder: person.name }) },
      })
    }
    onChanged(id)
    return presentConversation(await entry(id))
  }

  return {
    async list({ query }) {
      const { items, next } = await reader.list(query)
      return {
        items: items.map((item) => ({ ...presentConversation(item), ...(item.found ? { found: item.found } : {}) })),
        next,
      }
    },
    async counts() {
      const { views, channels } = await reader.counts()
      return { views: { ...views }, channels: [...channels] }
    },
    get: async ({ params }) => presentConversation(await entry(params.id)),
    async transcript({ params, query }) {
      const { conversation } = await entry(params.id)
      const { messages, receipts, notes: written, ratings, earlier } = await reader.transcript(conversation.id, query)
      return {
        messages: messages.map(presentMessage),
        receipts: receipts.map(presentReceipt),
        notes: written.map(presentNote),
        ratings: ratings.map(presentRating),
        earlier,
      }
    },
    async customer({ params }) {
      const { conversation } = await entry(params.id)
      const panel = await reader.customer(conversation.customerId)
      if (panel === undefined) throw new AppError('not-found', 'There is no record of this customer.')
      return presentCustomer(panel)
    },
    claim: ({ params, body }, { user }) => act(params.id, (id) => desk.claim(id, personOf(user), body.epoch)),
    reply: ({ params, body }, { user }) =>
      act(params.id, (id) =>
        desk.reply(id, personOf(user), body.epoch, { text: body.text, clientId: `${user.id}:${body.clientId}` }),
      ),
    edit: ({ params, body }, { user }) =>
      act(params.id, (id) => desk.edit(id, personOf(user), params.message as MessageId, body.text)),
    takeBack: ({ params }, { user }) =>
      act(params.id, (id) => desk.remove(id, personOf(user), params.message as MessageId)),
    handBack: ({ params, body }, { user }) => act(params.id, (id) => desk.handBack(id, personOf(user), body.epoch)),
    resolve: ({ params, body }, { user }) => act(params.id, (id) => desk.resolve(id, personOf(user), body.epoch)),
    async note({ params, body }, { user }) {
      const { conversation } = await entry(params.id)
      const note = await notes.add({
        id: `${conversation.id}.${user.id}.${body.clientId}`,
        conversationId: conversation.id,
        author: personOf(user),
        text: body.text,
        at: clock.now(),
      })
      onChanged(conversation.id)
      return presentNote(note)
    },
  }
}

const unknown = (id: string): AppError =>
  new AppError('conversation-unknown', 'There is no such conversation.', { details: { conversationId: id } })
