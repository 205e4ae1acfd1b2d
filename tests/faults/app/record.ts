// The record of a running server, reached from outside as a guest of its database, and what must be true in it.
import type { Conversation } from '../../../bot/domain/conversation.js'
import type { RecordEvent } from '../../../bot/domain/event.js'
import type { ConversationId } from '../../../bot/domain/ids.js'
import type { Outcome } from '../../../bot/domain/receipt.js'
import type { Message } from '../../../bot/domain/message.js'
import { createKnowledge, openStore, type Knowledge } from '../../../knowledge/index.js'
import { eventSchema } from '../../../knowledge/store/models/event-model.js'
import { fromStored } from '../../../knowledge/store/record-schema.js'
import { systemClock } from '../../../platform/clock.js'

export interface History {
  conversation: Conversation
  messages: readonly Message[]
  events: readonly RecordEvent[]
  receipts: readonly { inboundId: string; outcome: Outcome }[]
  /** Inbound ids in the inbox. */
  inbox: readonly string[]
}

export interface LiveRecord {
  knowledge: Knowledge
  /** Work that is still to do, in words. */
  unfinished(): Promise<string[]>
  deadJobs(): Promise<number>
  find(thread: string): Promise<Conversation | undefined>
  history(conversation: Conversation): Promise<History>
  close(): Promise<void>
}

/** Rejects when the server dies meanwhile. */
export async function openRecord(dataDir: string): Promise<LiveRecord> {
  const opened = await openStore({ dataDir, appName: 'kefu-faults', timeoutMs: 3_000 })
  if (opened.mode !== 'running') {
    await opened.close()
    throw new Error('the server is gone')
  }
  const { store } = opened
  const knowledge = createKnowledge(store, { clock: systemClock })
  const of = (id: ConversationId) => ({ conversationId: id })
  return {
    knowledge,
    async unfinished() {
      const { waiting, running } = await knowledge.jobsStore.count()
      const unprocessed = await store.models.inbox.countDocuments({ processedAt: null })
      const pending = await store.models.conversations.countDocuments({ hasPending: true })
      return [
        ...(waiting + running === 0 ? [] : [`${String(waiting)} jobs wait and ${String(running)} run`]),
        ...(unprocessed === 0 ? [] : [`${String(unprocessed)} messages are not processed`]),
        ...(pending === 0 ? [] : [`${String(pending)} conversations hold something pending`]),
      ]
    },
    deadJobs: async () => (await knowledge.jobsStore.count()).dead,
    find: (thread) => knowledge.conversations.byKey('web', thread),
    async history(conversation) {
      const { id } = conversation
      const events = await store.models.events.find(of(id)).lean()
      const receipts = await store.models.receipts.find(of(id), { inboundId: 1, outcome: 1 }).lean()
      const inbox = await store.models.inbox.find(of(id), { _id: 1 }).lean()
      return {
        conversation,
        messages: await knowledge.conversations.messagesAfter(id, 0, 100_000),
        events: events.map((event) => fromStored('events', eventSchema, event)),
        receipts: receipts.map(({ inboundId, outcome }) => ({ inboundId, outcome })),
        inbox: inbox.map(({ _id }) => String(_id)),
      }
    },
    close: () => opened.close(),
  }
}
