// What must be true of one conversation whenever its server has come to rest after a death.
import type { WireMessage } from '../../../channels/web/protocol.js'
import { wrongSpeakers } from './owners.js'
import type { History } from './record.js'
import type { Visitor } from './visitor.js'
import type { People } from './people.js'

const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((item, index) => item === right[index])

const shown = ({
  seq,
  id,
  author,
  content,
}: Pick<WireMessage, 'seq' | 'id'> & {
  author: { kind: string }
  content: { text: string }
}): string => JSON.stringify([seq, id, author.kind, content.text])

/** The first place where two lists differ. */
function difference(left: readonly string[], right: readonly string[]): string {
  const at = left.findIndex((item, index) => item !== right[index])
  const place = at === -1 ? left.length : at
  return `${String(left.length)} and ${String(right.length)}, first at ${String(place)}: ${left[place] ?? 'nothing'} and ${right[place] ?? 'nothing'}`
}

/** What the customer was promised: each acknowledged message once and in order, and the same conversation on their screen. */
async function toTheCustomer({ messages }: History, visitor: Visitor): Promise<string[]> {
  const sent = visitor.acknowledged.map(({ id, text }) => `${id} ${text}`)
  const kept = messages.flatMap(({ direction, clientId, content }) =>
    direction === 'in' ? [`${String(clientId)} ${content.text}`] : [],
  )
  const stored = messages.map(shown)
  const seen = (await visitor.history()).map(shown)
  return [
    ...(same(sent, kept) ? [] : [`acknowledged and kept differ: ${difference(sent, kept)}`]),
    ...(same(seen, stored) ? [] : [`the customer's screen and the record differ: ${difference(seen, stored)}`]),
    ...visitor.faults,
  ]
}

/** Every message was taken up once, has one receipt, and whoever the bot answered got something. */
function ofTurns({ messages, events, receipts, inbox }: History): string[] {
  const inbound = messages.flatMap(({ inboundId }) => inboundId ?? [])
  const answered = new Map(receipts.map(({ inboundId, outcome }) => [inboundId, outcome]))
  const told = events.flatMap(({ type, data }) => (type.startsWith('message.') ? [Number(data['seq'])] : []))
  const silent = messages.filter(
    ({ inboundId, seq }) =>
      inboundId !== undefined && answered.get(inboundId) !== 'not-bot' && messages[seq]?.author.kind !== 'bot',
  )
  return [
    ...(messages.every(({ seq }, index) => seq === index + 1) ? [] : ['seqs have gaps']),
    ...(same([...inbox].sort(), [...inbound].sort()) ? [] : ['inbox and conversation hold different messages']),
    ...(receipts.length === inbound.length && inbound.every((id) => answered.has(id))
      ? []
      : [`${String(receipts.length)} receipts for ${String(inbound.length)} messages`]),
    ...(same(
      told.sort((left, right) => left - right).map(String),
      messages.map(({ seq }) => String(seq)),
    )
      ? []
      : [`events tell of ${String(told.length)} messages, ${String(messages.length)} are there`]),
    ...silent.map(({ seq }) => `seq ${String(seq)} was the bot's to answer and got no reply`),
  ]
}

/** What somebody at the desk was told to be stored is there once, what was refused is not. */
function ofPeople({ conversation, messages }: History, people: People): string[] {
  return people.repliesIn(conversation.id).flatMap(({ clientId, state }) => {
    const count = messages.filter((message) => message.direction === 'out' && message.clientId === clientId).length
    const right = state === 'stored' ? count === 1 : state === 'refused' ? count === 0 : count <= 1
    return right ? [] : [`${clientId}, ${state}, is there ${String(count)} times`]
  })
}

/** Sentences about every promise that was broken; none means that all is well. */
export async function brokenPromises(history: History, visitor: Visitor, people: People): Promise<string[]> {
  const faults = [
    ...(await toTheCustomer(history, visitor)),
    ...ofTurns(history),
    ...wrongSpeakers(history),
    ...ofPeople(history, people),
  ]
  return faults.map((fault) => `${history.conversation.id}: ${fault}`)
}
