// People at the desk, working from a process of their own on the same record: they claim, answer, hand back and close, and send a reply
// again when the server died before it said that it was stored.
import { createDesk, type DeskCommands } from '../../../bot/handoff/index.js'
import type { ConversationId } from '../../../bot/domain/ids.js'
import { silentMetrics } from '../../../bot/metrics.js'
import type { Conversations } from '../../../bot/ports.js'
import { systemClock } from '../../../platform/clock.js'
import { createLog } from '../../../platform/log.js'

interface PersonReply {
  clientId: string
  who: number
  /** What is known: stored, refused at the first try, or nothing. */
  state: 'stored' | 'refused' | 'unknown'
}

export interface People {
  /** One thing that somebody does with this conversation. Resolves also when the database dies meanwhile. */
  act(conversations: Conversations, id: ConversationId, random: () => number): Promise<void>
  /** Every reply that somebody tried to say in it. */
  repliesIn(id: ConversationId): readonly PersonReply[]
}

const person = (number: number) => ({ id: `p${String(number)}`, name: `Person ${String(number)}` })
const commands = ['claim', 'claim', 'claim', 'reply', 'reply', 'reply', 'reply', 'handBack', 'resolve'] as const

export function createPeople(): People {
  const replies = new Map<ConversationId, PersonReply[]>()
  let count = 0

  const reply = async (desk: DeskCommands, id: ConversationId, who: number): Promise<void> => {
    const theirs = replies.get(id) ?? []
    replies.set(id, theirs)
    const unanswered = theirs.find(({ state }) => state === 'unknown')
    const one: PersonReply = unanswered ?? { clientId: `reply-${String((count += 1))}`, who, state: 'unknown' }
    if (!unanswered) theirs.push(one)
    const { clientId } = one
    const result = await desk.reply(id, person(one.who), undefined, { text: clientId, clientId })
    if (result.kind === 'done') one.state = 'stored'
    // Refused when it was said again means nothing: it may have been stored before the conversation changed hands.
    else if (!unanswered) one.state = 'refused'
  }

  return {
    repliesIn: (id) => replies.get(id) ?? [],
    async act(conversations, id, random) {
      const desk = createDesk({
        conversations,
        jobs: { notify: () => undefined },
        clock: systemClock,
        channels: new Map(),
        metrics: silentMetrics,
        log: createLog('silent'),
      })
      const command = commands[Math.floor(random() * commands.length)] ?? 'claim'
      const who = random() < 0.8 ? 0 : 1
      try {
        if (command === 'reply') await reply(desk, id, who)
        else await desk[command](id, person(who))
      } catch {
        // The database went down; nobody knows what became of it.
      }
    },
  }
}
