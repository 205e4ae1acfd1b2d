// What must hold at the end of every schedule, whatever died on the way. Each check answers with sentences; none means that all is well.
import type { Conversation } from '../../bot/domain/conversation.js'
import type { Message } from '../../bot/domain/message.js'
import type { Backend, Write } from './turn-backend.js'
import type { World } from './turn-world.js'

const newMessages = ({ before, next }: Write): readonly Message[] =>
  next.pending.messages.filter(({ seq }) => seq > before.lastSeq)

/** Who may say something in a write: the owner, or the bot at the moment when the conversation comes back to it. */
function maySpeak({ before, next }: Write, { author }: Message): boolean {
  switch (author.kind) {
    case 'customer':
    case 'system':
      return true
    case 'bot':
      return before.owner === 'bot' || next.owner === 'bot'
    case 'person':
      return before.owner === 'person' && before.handOff?.claimedBy?.id === author.id
  }
}

function ofWrites(writes: readonly Write[]): string[] {
  return writes.flatMap((write) => {
    const { before, next } = write
    const where = `${next.id} version ${String(next.version)}`
    const seqs = newMessages(write).map(({ seq }) => seq)
    return [
      ...(next.version === before.version + 1 ? [] : [`${where}: written over version ${String(before.version)}`]),
      ...(growsRightly(write)
        ? []
        : [`${where}: owner ${before.owner} to ${next.owner}, epoch ${String(before.epoch)} to ${String(next.epoch)}`]),
      ...(seqs.every((seq, index) => seq === before.lastSeq + 1 + index) &&
      next.lastSeq === before.lastSeq + seqs.length
        ? []
        : [`${where}: seqs ${seqs.join(' ')} after ${String(before.lastSeq)}`]),
      ...newMessages(write)
        .filter((message) => !maySpeak(write, message))
        .map((message) => `${where}: ${message.author.kind} spoke while ${before.owner} owned the conversation`),
    ]
  })
}

/** It grows by one with each change of hands; a person may also close what the bot has, which ends the answers under way too. */
function growsRightly({ before, next }: Write): boolean {
  const grown = next.epoch - before.epoch
  const newHands = next.owner !== before.owner || next.handOff?.claimedBy?.id !== before.handOff?.claimedBy?.id
  return newHands ? grown === 1 : grown === 0 || (grown === 1 && next.status === 'resolved')
}

async function ofConversation(conversation: Conversation, world: World, backend: Backend): Promise<string[]> {
  const { id } = conversation
  const written = backend.writes.filter(({ next }) => next.id === id).flatMap(newMessages)
  const kept = await backend.plain.conversations.messagesAfter(id, 0, 10_000)
  const faults: string[] = []
  const check = (holds: boolean, fault: string): void => void (holds || faults.push(`${id}: ${fault}`))

  check(
    same(kept, written, ({ id: message, content, author }) => JSON.stringify([message, content.text, author])),
    `kept ${list(kept)}, written ${list(written)}`,
  )
  check(
    kept.every(({ seq }, index) => seq === index + 1),
    `gaps in ${list(kept)}`,
  )
  const customer = world.customers.find((one) => one.conversation === id)
  const received = kept.flatMap((message) => (message.inboundId === undefined ? [] : [message.inboundId]))
  const sent = (customer?.acknowledged ?? []).map((externalId) => `test:${externalId}`)
  check(same(received, sent, String), `acknowledged ${sent.join(' ')}, kept ${received.join(' ')}`)
  const repeatable = kept.flatMap(({ clientId }) => (clientId === undefined ? [] : [clientId]))
  check(new Set(repeatable).size === repeatable.length, `a person's reply is there twice: ${repeatable.join(' ')}`)
  const answered = (await backend.receiptsOf(id)).map(({ inboundId }) => inboundId)
  check(same([...answered].sort(), [...sent].sort(), String), `receipts for ${answered.join(' ')}`)

  const firsts = [...new Map((world.arrived.get(id) ?? []).map((message) => [message.id, message.seq])).values()]
  const all = kept.map(({ seq }) => seq)
  check(
    world.mailbox ? firsts.every((seq) => all.includes(seq)) : same(firsts, all, String),
    `arrived ${firsts.join(' ')} of ${String(kept.length)}`,
  )
  return faults
}

const same = <T>(left: readonly T[], right: readonly T[], by: (item: T) => string): boolean =>
  left.length === right.length && left.every((item, index) => by(item) === by(right[index] as T))
const list = (messages: readonly Message[]): string =>
  messages.map(({ seq, author }) => `${String(seq)}${author.kind[0] ?? ''}`).join(' ')

/** Work that is still to do: nothing, once every part had the time to end. */
export async function unfinished({ plain }: Backend): Promise<string[]> {
  const jobs = await plain.jobs.count()
  const items = await plain.inbox.unprocessed(10)
  const pending = await plain.conversations.withPending(10)
  return [
    ...(jobs.waiting + jobs.running === 0 ? [] : [`${String(jobs.waiting)} jobs wait, ${String(jobs.running)} run`]),
    ...items.map((item) => `${item.id} is not processed`),
    ...pending.map((id) => `${id} has something pending`),
  ]
}

/** Everything that went wrong in a world that has come to rest. */
export async function brokenPromises(world: World, backend: Backend): Promise<string[]> {
  const conversations = [...new Set(backend.writes.map(({ next }) => next.id))]
  const stored = await Promise.all(conversations.map((id) => backend.plain.conversations.get(id)))
  const each = await Promise.all(
    stored.map(async (conversation) =>
      conversation ? ofConversation(conversation, world, backend) : ['a conversation is gone'],
    ),
  )
  const { dead } = await backend.plain.jobs.count()
  return [
    ...(await unfinished(backend)),
    ...(dead === 0 ? [] : [`${String(dead)} jobs are dead`]),
    ...(world.allAcknowledged() ? [] : ['a customer waits for an acknowledgement']),
    ...world.faults.map((fault) => `fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`),
    ...ofWrites(backend.writes),
    ...each.flat(),
  ]
}
