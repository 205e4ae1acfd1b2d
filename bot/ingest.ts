// The one door from every channel: a message is checked, stored and acknowledged here, and worked on later.
import type { Clock } from '../platform/clock.js'
import { AppError } from '../platform/errors.js'
import type { JobQueue } from '../platform/jobs/job-queue.js'
import { checkInbound } from './check-inbound.js'
import { inboundId } from './domain/ids.js'
import type { Inbound, Ingest, IngestResult, StoredInbound } from './domain/inbound.js'
import { silentMetrics, type BotMetrics } from './metrics.js'
import type { Conversations, Identities, Inbox } from './ports.js'
import { readAhead, type ReadingDeps } from './read-ahead.js'
import { turnJob } from './turn-job.js'
import type { TurnLine } from './turn-line.js'

export interface IngestDeps extends ReadingDeps {
  inbox: Inbox
  identities: Identities
  conversations: Pick<Conversations, 'open'>
  jobs: Pick<JobQueue, 'enqueue'>
  /** The short way, where this process alone uses the record. */
  line?: TurnLine
  clock: Clock
  metrics?: BotMetrics
}

const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : 'internal')

async function store(inbound: Inbound, deps: IngestDeps): Promise<IngestResult> {
  const { inbox, identities, conversations, jobs, line } = deps
  checkInbound(inbound)
  const { identityId, customerId, trust } = await identities.resolve(inbound.from, inbound.locale)
  const conversation = await conversations.open({
    channel: inbound.channel,
    conversationKey: inbound.conversationKey,
    identityId,
    customerId,
    trust,
    locale: inbound.locale ?? 'en',
    ...(inbound.reference && { reference: inbound.reference }),
  })
  const fresh: StoredInbound = {
    ...inbound,
    from: { ...inbound.from, trust },
    id: inboundId(inbound.channel, inbound.externalId),
    conversationId: conversation.id,
    identityId,
    customerId,
    processedAt: null,
  }
  const put = async () => {
    // Only the bot wants to know who writes and what is meant.
    const isNext = conversation.owner === 'bot' && line?.isFree(conversation.id) === true
    const storing = inbox.insert(fresh)
    const ahead = isNext ? readAhead(conversation, fresh, deps) : undefined
    const stored = await storing
    if (stored.kind === 'stored' && line) line.accept(stored.item, ahead)
    return stored
  }
  const { kind, item } = await (line ? line.arriving(fresh.id, put) : put())
  // Also for a redelivery: the first time may have died between storing and enqueuing.
  if (item.processedAt === null && !line?.holds(item.id)) await (line ? line.asJob(item) : jobs.enqueue(turnJob(item)))
  return { kind, conversationId: item.conversationId, inboundId: item.id, at: item.at }
}

/**
 * Resolving is the acknowledgement: the message is durable and will be answered, whatever dies next. The same (channel, external id)
 * again answers `duplicate` with what was stored first. Rejects with an `AppError` whose code says why the message was refused.
 */
export function createIngest(deps: IngestDeps): Ingest {
  const metrics = deps.metrics ?? silentMetrics
  return async (inbound) => {
    try {
      const result = await store(inbound, deps)
      metrics.inbound(inbound.channel, result.kind)
      return result
    } catch (error) {
      metrics.inbound(inbound.channel, codeOf(error))
      throw error
    }
  }
}
