// One turn, top to bottom: lease, load, understand, decide, one conditional write, spread, announce.
import type { Clock } from '../platform/clock.js'
import { AppError } from '../platform/errors.js'
import { newId } from '../platform/ids.js'
import type { JobQueue } from '../platform/jobs/job-queue.js'
import { botAnswer, type BotAnswer, type BotAnswerDeps } from './bot-answer.js'
import type { Conversation } from './domain/conversation.js'
import type { ConversationId, InboundId } from './domain/ids.js'
import type { StoredInbound } from './domain/inbound.js'
import type { Message } from './domain/message.js'
import type { Outcome } from './domain/receipt.js'
import type { BotMetrics } from './metrics.js'
import type { Conversations, Inbox } from './ports.js'
import { usingAhead, type Ahead } from './read-ahead.js'
import { createStopwatch, type Stopwatch } from './stopwatch.js'
import { isToldAtOnce, tell, type TellDeps } from './tell.js'
import { hintsOf } from './turn-job.js'
import { recordTurn, type TurnAnswer } from './turn-record.js'
import { waitingAnswer } from './waiting-answer.js'

export interface TurnDeps extends BotAnswerDeps, TellDeps {
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
  const next = recordTurn(
    conversation,
    item,
    answer,
    { now, stagesMs: watch.stages(), ms: watch.total() },
    isToldAtOnce(conversation.channel, deps),
  )
  const held = await watch.time('save', () => deps.conversations.save(next, conversation))
  return { answer, ...(bot && { bot }), saved: held ? { ...next, version: next.version + 1 } : undefined }
}

async function load(item: StoredInbound, trusting: boolean, { conversations }: TurnDeps): Promise<Conversation> {
  const { conversationId } = item
  const conversation = await (trusting ? conversations.recent(conversationId) : conversations.get(conversationId))
  if (conversation) return conversation
  throw new AppError('conversation-unknown', 'The conversation of a stored message is gone.', {
    details: { conversation: item.conversationId, inbound: item.id },
  })
}

interface Written {
  /** The conversation as it is stored now. */
  saved: Conversation
  /** What this turn said and was told, in order. */
  messages: readonly Message[]
  outcome: Outcome
}

/**
 * Computes and writes until the write holds. Undefined when another process stored the message meanwhile.
 * @param isNew nobody can have answered this message yet, so that the first try need not look whether somebody has
 */
async function write(
  item: StoredInbound,
  isNew: boolean,
  watch: Stopwatch,
  deps: TurnDeps,
): Promise<Written | undefined> {
  let lost: { answer: BotAnswer; epoch: number } | undefined
  for (let race = 0; race < maxRaces; race += 1) {
    const trusting = isNew && race === 0
    const conversation = await watch.time('load', () => load(item, trusting, deps))
    if (!trusting && (await watch.time('load', () => deps.conversations.hasInbound(conversation.id, item.id))))
      return undefined
    if (lost && lost.epoch !== conversation.epoch) {
      deps.metrics.discarded()
      deps.log.info(
        { conversation: conversation.id, inbound: item.id, epoch: lost.epoch, now: conversation.epoch },
        'a bot answer was discarded: the conversation changed hands',
      )
    }
    const { answer, bot, saved } = await attempt(conversation, item, lost?.answer, watch, deps)
    if (saved) {
      const messages = saved.pending.messages.filter(({ seq }) => seq > conversation.lastSeq)
      return { saved, messages, outcome: answer.receipt.outcome }
    }
    if (bot) lost = { answer: bot, epoch: conversation.epoch }
  }
  throw new AppError('conflict', 'The conversation changed again and again while it was answered.', {
    details: { conversation: item.conversationId, inbound: item.id },
    retryable: true,
  })
}

/** Spreads what the turn left pending and says that its jobs are there. Safe to repeat. */
async function settle(item: StoredInbound, saved: Conversation | undefined, deps: TurnDeps): Promise<void> {
  const { conversations, jobs } = deps
  const { id, pending } = saved ?? (await load(item, false, deps))
  await conversations.spread(id, saved, item.id)
  jobs.notify(hintsOf(pending.jobs))
}

/** Resolves when the turn is true and told; `settled` when nothing of it is left to write. */
async function take(
  item: StoredInbound,
  isNew: boolean,
  deps: TurnDeps,
): Promise<{ result: TurnResult; settled: Promise<void> }> {
  const watch = createStopwatch(deps.timer)
  const written = await write(item, isNew, watch, deps)
  if (written) await tell(written.saved, written.messages, deps)
  const settled = settle(item, written?.saved, deps)
  const { conversationId } = item
  if (!written) return { result: { kind: 'already', conversationId }, settled }
  const { outcome } = written
  for (const [stage, ms] of Object.entries(watch.stages())) deps.metrics.stage(stage, ms)
  deps.metrics.stage('total', watch.total())
  deps.metrics.turn(item.channel, outcome)
  // Its receipt tells all of it to whoever looks.
  deps.log.debug({ conversation: conversationId, inbound: item.id, outcome, ms: watch.total() }, 'turn stored')
  return { result: { kind: 'stored', conversationId, outcome }, settled }
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
      const { result, settled } = await take(item, false, deps)
      await settled
      return result
    } finally {
      await deps.conversations.release(item.conversationId, holder)
    }
  }
}

/**
 * Answers a message that was stored just now, for the one process that uses the record and takes one message of a conversation at a time:
 * it needs no lease and no look at what is there already.
 */
export const createFreshTurn =
  (deps: TurnDeps) =>
  (item: StoredInbound, ahead?: Ahead): Promise<{ result: TurnResult; settled: Promise<void> }> =>
    take(item, true, ahead ? usingAhead(deps, item, ahead) : deps)
