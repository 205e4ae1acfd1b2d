// One turn, top to bottom: lease, load, understand, decide, one conditional write, spread, announce.
import type { Clock } from '../platform/clock.js'
import { AppError } from '../platform/errors.js'
import { newId } from '../platform/ids.js'
import type { JobQueue } from '../platform/jobs/job-queue.js'
import { botAnswer, type BotAnswer, type BotAnswerDeps } from './bot-answer.js'
import type { Conversation } from './domain/conversation.js'
import type { ConversationId, InboundId } from './domain/ids.js'
import type { StoredInbound } from './domain/inbound.js'
import type { Outcome } from './domain/receipt.js'
import type { BotMetrics } from './metrics.js'
import type { Conversations, Inbox } from './ports.js'
import { createStopwatch, type Stopwatch } from './stopwatch.js'
import { hintsOf } from './turn-job.js'
import { recordTurn, type TurnAnswer } from './turn-record.js'
import { waitingAnswer } from './waiting-answer.js'

export interface TurnDeps extends BotAnswerDeps {
  inbox: Inbox
  conversations: Conversations
  jobs: Pick<JobQueue, 'notify'>
  clock: Clock
  metrics: BotMetrics
  /** Milliseconds that only go forward. */
  timer: () => number
}

export type TurnResult =
  | { kind: 'stored'; conversationId: ConversationId; outcome: Outcome }
  | { kind: 'already'; conversationId: ConversationId }

/** Longer than any turn takes: a holder that shows no sign of life for so long is dead. */
export const leaseMs = 30_000
/** Somebody writing to one conversation again and again for so long is a fault. */
const maxRaces = 8

/** An answer computed for an epoch that is over: not said. What it changed in the shop stays on record. */
const discard = (answer: TurnAnswer, lost: BotAnswer | undefined): TurnAnswer =>
  lost === undefined
    ? answer
    : {
        ...answer,
        events: [...answer.events, { type: 'answer.discarded', data: {} }, ...(lost.changed ? lost.events : [])],
        ...(lost.understanding && { understanding: lost.understanding }),
        receipt: { ...answer.receipt, commands: ['discarded', ...lost.receipt.commands, ...answer.receipt.commands] },
      }

async function attempt(
  conversation: Conversation,
  item: StoredInbound,
  lost: BotAnswer | undefined,
  watch: Stopwatch,
  deps: TurnDeps,
): Promise<{ answer: TurnAnswer; bot?: BotAnswer; saved: Conversation | undefined }> {
  const now = deps.clock.now()
  const bot = conversation.owner === 'bot' ? await botAnswer(conversation, item, now, watch, deps) : undefined
  const answer = bot ?? discard(waitingAnswer(conversation, item, now), lost)
  const next = recordTurn(conversation, item, answer, { now, stagesMs: watch.stages(), ms: watch.total() })
  const saved = await watch.time('save', () => deps.conversations.save(next, conversation))
  return { answer, ...(bot && { bot }), saved: saved ? next : undefined }
}

async function load(item: StoredInbound, deps: TurnDeps): Promise<Conversation> {
  const conversation = await deps.conversations.get(item.conversationId)
  if (conversation) return conversation
  throw new AppError('conversation-unknown', 'The conversation of a stored message is gone.', {
    details: { conversation: item.conversationId, inbound: item.id },
  })
}

/** Computes and writes until the write holds. Undefined when another process stored the message meanwhile. */
async function write(
  item: StoredInbound,
  watch: Stopwatch,
  deps: TurnDeps,
): Promise<{ saved: Conversation; outcome: Outcome } | undefined> {
  let lost: { answer: BotAnswer; epoch: number } | undefined
  for (let race = 0; race < maxRaces; race += 1) {
    const conversation = await watch.time('load', () => load(item, deps))
    if (await watch.time('load', () => deps.conversations.hasInbound(conversation.id, item.id))) return undefined
    if (lost && lost.epoch !== conversation.epoch) {
      deps.metrics.discarded()
      deps.log.info(
        { conversation: conversation.id, inbound: item.id, epoch: lost.epoch, now: conversation.epoch },
        'a bot answer was discarded: the conversation changed hands',
      )
    }
    const { answer, bot, saved } = await attempt(conversation, item, lost?.answer, watch, deps)
    if (saved) return { saved, outcome: answer.receipt.outcome }
    if (bot) lost = { answer: bot, epoch: conversation.epoch }
  }
  throw new AppError('conflict', 'The conversation changed again and again while it was answered.', {
    details: { conversation: item.conversationId, inbound: item.id },
    retryable: true,
  })
}

/** Spreads what the turn left pending and says that its jobs are there. Safe to repeat. */
export async function settle(
  conversation: Pick<Conversation, 'id' | 'pending'>,
  deps: Pick<TurnDeps, 'conversations' | 'jobs'>,
): Promise<void> {
  await deps.conversations.spread(conversation.id)
  deps.jobs.notify(hintsOf(conversation.pending.jobs))
}

async function underLease(item: StoredInbound, deps: TurnDeps): Promise<TurnResult> {
  const watch = createStopwatch(deps.timer)
  const written = await write(item, watch, deps)
  if (written) await settle(written.saved, deps)
  else await settle(await load(item, deps), deps)
  await deps.inbox.markProcessed(item.id, deps.clock.now())
  if (!written) return { kind: 'already', conversationId: item.conversationId }
  for (const [stage, ms] of Object.entries(watch.stages())) deps.metrics.stage(stage, ms)
  deps.metrics.stage('total', watch.total())
  deps.metrics.turn(item.channel, written.outcome)
  deps.log.info(
    { conversation: item.conversationId, inbound: item.id, outcome: written.outcome, ms: watch.total() },
    'turn stored',
  )
  return { kind: 'stored', conversationId: item.conversationId, outcome: written.outcome }
}

/**
 * Answers one accepted message. Safe to run again after dying at any point: the message enters the conversation once. Rejects retryably
 * when somebody else works on the conversation or the store is not reachable.
 */
export function createRunTurn(deps: TurnDeps): (inbound: InboundId) => Promise<TurnResult> {
  return async (inbound) => {
    const item = await deps.inbox.get(inbound)
    if (!item) throw new AppError('not-found', 'There is no such inbound message.', { details: { inbound } })
    if (item.processedAt !== null) return { kind: 'already', conversationId: item.conversationId }
    const holder = newId('lease')
    if (!(await deps.conversations.lease(item.conversationId, holder, leaseMs)))
      throw new AppError('conflict', 'Another process is working on this conversation.', {
        details: { conversation: item.conversationId },
        retryable: true,
      })
    try {
      return await underLease(item, deps)
    } finally {
      await deps.conversations.release(item.conversationId, holder)
    }
  }
}
