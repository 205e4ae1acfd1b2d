// The bot's answer to one message: understood, decided and said inside the channel framework's turn. A fault becomes an apology.
import { AppError, toError } from '../platform/errors.js'
import type { Log } from '../platform/log.js'
import type { Understander, Understanding } from '../nlu/understanding.js'
import type { Conversation } from './domain/conversation.js'
import type { StoredInbound } from './domain/inbound.js'
import type { LocalizedText } from './domain/locale.js'
import { replyLocale, respond, type Decision, type EngineDeps } from './engine/index.js'
import { transition, type Ownership } from './handoff/transitions.js'
import type { Customers, TurnCarrier } from './ports.js'
import { contextOf } from './read-ahead.js'
import type { Stopwatch } from './stopwatch.js'
import type { TurnAnswer } from './turn-record.js'

export interface BotAnswerDeps extends EngineDeps {
  nlu: Understander
  carrier: TurnCarrier
  customers: Customers
  log: Log
}

/** `changed`: the shop was changed for good while the answer was made. */
export type BotAnswer = TurnAnswer & { changed: boolean }

const apology: LocalizedText = {
  en: 'I am sorry, something went wrong on our side and I could not finish that. Nothing you wrote is lost. Please try again in a moment, or ask for a person.',
  zh: '抱歉，我们这边出了点问题，刚才的请求没能完成。您的消息没有丢失，请稍后再试，或者转人工客服。',
}
const person: LocalizedText = { en: 'Talk to a person', zh: '转人工客服' }

/** Faults of a definition would come again at the same place: the flow is left. Others may pass: the dialogue stays where it was. */
const leavesFlow = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'step-limit' || error.code === 'flow-invalid')

function failed(
  conversation: Conversation,
  item: StoredInbound,
  understanding: Understanding | undefined,
  error: unknown,
  log: Log,
): BotAnswer {
  log.error({ err: toError(error), conversation: conversation.id, inbound: item.id }, 'the bot could not answer')
  const locale = understanding ? replyLocale(understanding, conversation.locale) : conversation.locale
  const code = error instanceof AppError ? error.code : 'internal'
  return {
    author: { kind: 'bot' },
    replies: [{ text: apology[locale], quickReplies: [{ label: person[locale], value: person[locale] }] }],
    ...(leavesFlow(error) && { dialogue: { ...conversation.dialogue, stack: [] } }),
    locale,
    events: [{ type: 'answer.failed', data: { code } }],
    ...(understanding && { understanding }),
    receipt: {
      flow: conversation.dialogue.stack.at(-1)?.flow ?? null,
      step: null,
      outcome: 'failed',
      commands: [`failed:${code}`],
      read: [],
    },
    changed: false,
  }
}

/** A goodbye resolves what the bot has in hand, unless a flow or a complaint is open or nothing else was ever said. */
function ending(conversation: Conversation, { ends, dialogue }: Decision, now: Date): Ownership | undefined {
  if (!ends || dialogue.stack.length > 0 || dialogue.openComplaint === true || conversation.lastSeq === 0)
    return undefined
  const result = transition(conversation, { kind: 'resolve' }, now)
  const { owner, epoch } = conversation
  // "Bye" once more is no new end.
  return result.kind === 'changed' ? result.next : { owner, epoch, status: 'resolved' }
}

function answered(
  conversation: Conversation,
  understanding: Understanding,
  decision: Decision,
  replies: TurnAnswer['replies'],
  now: Date,
): BotAnswer {
  const asked = decision.handOff && transition(conversation, { kind: 'request', reason: decision.handOff.reason }, now)
  const requested = asked?.kind === 'changed' ? asked.next : undefined
  const ended = requested ? undefined : ending(conversation, decision, now)
  const ownership = requested ?? ended
  return {
    author: { kind: 'bot' },
    replies,
    dialogue: decision.dialogue,
    locale: replyLocale(understanding, conversation.locale),
    ...(ownership && { ownership }),
    events: [
      ...decision.events,
      ...(requested
        ? [{ type: 'handoff.requested', data: { reason: decision.handOff?.reason, epoch: requested.epoch } }]
        : []),
      ...(ended && ended.epoch !== conversation.epoch
        ? [{ type: 'conversation.resolved', data: { by: 'bot', epoch: ended.epoch, channel: conversation.channel } }]
        : []),
    ],
    understanding,
    receipt: {
      flow: decision.flow,
      step: decision.step,
      outcome: decision.outcome,
      commands: decision.commands,
      read: [...decision.read],
      ...(decision.citation && { article: decision.citation }),
      ...(decision.recommendations.length > 0 && { recommendations: decision.recommendations }),
    },
    changed: decision.changed,
  }
}

/** Never rejects because of understanding or a lookup: the customer always gets a reply. Sends and stores nothing. */
export async function botAnswer(
  conversation: Conversation,
  item: StoredInbound,
  now: Date,
  watch: Stopwatch,
  deps: BotAnswerDeps,
): Promise<BotAnswer> {
  let understanding: Understanding | undefined
  try {
    const { result, replies } = await deps.carrier.carry(item, async (turn) => {
      const [heard, customer] = await Promise.all([
        watch.time('understand', () => deps.nlu.understand(item.text, contextOf(conversation, deps))),
        watch.time('load', () => deps.customers.get(conversation.customerId)),
      ])
      understanding = heard
      const decision = await watch.time('decide', () =>
        respond({ conversation, ...(customer && { customer }), inbound: item, understanding: heard, now }, deps),
      )
      for (const reply of decision.replies) await turn.say(reply)
      return { heard, decision }
    })
    return answered(conversation, result.heard, result.decision, replies, now)
  } catch (error) {
    return failed(conversation, item, understanding, error, deps.log)
  }
}
