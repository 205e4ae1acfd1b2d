// Keeps the terms of every conversation's messages, following `updatedAt`: whoever wrote a message, it is found at the next search.
import type { ConversationId } from '../../bot/domain/ids.js'
import type { Store } from '../store/connection.js'
import { pendingMessages } from '../store/conversation-document.js'
import type { StoredConversation } from '../store/models/conversation-model.js'
import type { StoredConversationTerms } from '../store/models/conversation-terms-model.js'
import type { StoredMessage } from '../store/models/message-model.js'
import { termsOf, termsOfQuery } from './search-terms.js'

const batch = 200
/** Clocks of several processes differ: so far back is looked again. */
const overlapMs = 5000
/** Enough for any page of results; a query that matches more wants another word. */
const mostCandidates = 2000

type Row = Pick<StoredConversation, '_id' | 'lastSeq' | 'updatedAt' | 'pending'>

export function searchIndex(store: Store) {
  const { conversations, conversationTerms, messages } = store.models
  let running: Promise<void> | undefined

  const textsAfter = async (row: Row, seq: number): Promise<readonly string[]> => {
    const stored = await messages
      .find({ conversationId: row._id as ConversationId, seq: { $gt: seq } }, { content: 1 })
      .lean<Pick<StoredMessage, 'content'>[]>()
    return [...stored, ...pendingMessages(row)].map(({ content }) => content.text)
  }

  const follow = async (row: Row, known: StoredConversationTerms | undefined): Promise<void> => {
    if (known !== undefined && known.seq >= row.lastSeq && known.updatedAt >= row.updatedAt) return
    const texts = known !== undefined && known.seq >= row.lastSeq ? [] : await textsAfter(row, known?.seq ?? 0)
    const terms = [...new Set(texts.flatMap(termsOf))]
    await conversationTerms.updateOne(
      { _id: row._id },
      { $max: { seq: row.lastSeq, updatedAt: row.updatedAt }, $addToSet: { terms: { $each: terms } } },
      { upsert: true },
    )
  }

  const catchUp = async (): Promise<void> => {
    const newest = await conversationTerms
      .findOne({}, { updatedAt: 1 })
      .sort({ updatedAt: -1 })
      .lean<StoredConversationTerms>()
    let from = new Date((newest?.updatedAt.getTime() ?? overlapMs) - overlapMs)
    let after = ''
    for (;;) {
      const rows = await conversations
        .find({ $or: [{ updatedAt: { $gt: from } }, { updatedAt: from, _id: { $gt: after } }] })
        .select({ lastSeq: 1, updatedAt: 1, pending: 1 })
        .sort({ updatedAt: 1, _id: 1 })
        .limit(batch)
        .lean<Row[]>()
      const known = await conversationTerms
        .find({ _id: { $in: rows.map(({ _id }) => _id) } }, { terms: 0 })
        .lean<StoredConversationTerms[]>()
      const byId = new Map(known.map((entry) => [entry._id, entry]))
      for (const row of rows) await follow(row, byId.get(row._id))
      const last = rows.at(-1)
      if (last === undefined || rows.length < batch) return
      from = last.updatedAt
      after = last._id
    }
  }

  return {
    /** Calls that come together share one pass. */
    catchUp(): Promise<void> {
      running ??= catchUp().finally(() => {
        running = undefined
      })
      return running
    },

    /** Conversations whose messages hold all terms of the query, newest first: some may not hold the query itself. */
    async candidates(query: string): Promise<readonly string[]> {
      const terms = termsOfQuery(query)
      if (terms.length === 0) return []
      const found = await conversationTerms
        .find({ terms: { $all: [...terms] } }, { _id: 1 })
        .sort({ updatedAt: -1 })
        .limit(mostCandidates)
        .lean<{ _id: string }[]>()
      return found.map(({ _id }) => _id)
    },
  }
}
