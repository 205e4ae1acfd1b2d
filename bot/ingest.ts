// The one door from every channel: a message is checked, stored and acknowledged here, and worked on later.
import type { Clock } from '../platform/clock.js'
import { AppError } from '../platform/errors.js'
import type { JobQueue } from '../platform/jobs/job-queue.js'
import { checkInbound } from './check-inbound.js'
import type { Conversation } from './domain/conversation.js'
import type { ConversationSpec, ResolvedIdentity } from './domain/first-contact.js'
import { inboundId } from './domain/ids.js'
import type { Inbound, Ingest, IngestResult, StoredInbound } from './domain/inbound.js'
import { silentMetrics, type BotMetrics } from './metrics.js'
import type { Conversations, Customers, FirstContacts, Identities, Inbox } from './ports.js'
import { readAhead, type ReadingDeps } from './read-ahead.js'
import { turnJob } from './turn-job.js'
import type { TurnLine } from './turn-line.js'

export interface IngestDeps extends ReadingDeps {
  inbox: Inbox
  identities: Identities
  /** Where absent, each of a stranger's steps is taken by itself. */
  firstContacts?: FirstContacts
  conversations: Pick<Conversations, 'open'>
  jobs: Pick<JobQueue, 'enqueue'>
  /** The short way, where this process alone uses the record. */
  line?: TurnLine
  clock: Clock
  metrics?: BotMetrics
}

const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : 'internal')

type Stored = Awaited<ReturnType<Inbox['insert']>>

const specOf = (inbound: Inbound, who: ResolvedIdentity): ConversationSpec => ({
  channel: inbound.channel,
  conversationKey: inbound.conversationKey,
  ...who,
  locale: inbound.locale ?? 'en',
  ...(inbound.reference && { reference: inbound.reference }),
})

const itemOf = (
  inbound: Inbound,
  { identityId, customerId, trust }: ResolvedIdentity,
  to: Conversation,
): StoredInbound => ({
  ...inbound,
  from: { ...inbound.from, trust },
  id: inboundId(inbound.channel, inbound.externalId),
  conversationId: to.id,
  identityId,
  customerId,
  processedAt: null,
})

/** Stores a stranger's first message with all that it begins; undefined when there is something that is known already. */
async function putFirst(inbound: Inbound, deps: IngestDeps): Promise<Stored | undefined> {
  const { firstContacts, customers, line } = deps
  const first = await firstContacts?.begin(
    inbound.from,
    inbound.locale,
    (who) => specOf(inbound, who),
    (conversation) => itemOf(inbound, conversation, conversation),
  )
  if (!first) return undefined
  const { conversation, item, stored } = first
  const begun: Customers = { get: async (id) => ((await stored) ? customers.get(id) : undefined) }
  const ahead = line && readAhead(conversation, item, { ...deps, customers: begun })
  if (!(await stored)) return undefined
  line?.accept(item, ahead)
  return { kind: 'stored', item }
}

async function put(inbound: Inbound, deps: IngestDeps): Promise<Stored> {
  const { inbox, identities, conversations, line } = deps
  const who = await identities.resolve(inbound.from, inbound.locale)
  const conversation = await conversations.open(specOf(inbound, who))
  const fresh = itemOf(inbound, who, conversation)
  // Only the bot wants to know who writes and what is meant.
  const isNext = conversation.owner === 'bot' && line?.isFree(conversation.id) === true
  const storing = inbox.insert(fresh)
  const ahead = isNext ? readAhead(conversation, fresh, deps) : undefined
  const stored = await storing
  if (stored.kind === 'stored' && line) line.accept(stored.item, ahead)
  return stored
}

async function store(inbound: Inbound, deps: IngestDeps): Promise<IngestResult> {
  const { jobs, line } = deps
  checkInbound(inbound)
  const storing = async () => (await putFirst(inbound, deps)) ?? put(inbound, deps)
  const { kind, item } = await (line
    ? line.arriving(inboundId(inbound.channel, inbound.externalId), storing)
    : storing())
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
