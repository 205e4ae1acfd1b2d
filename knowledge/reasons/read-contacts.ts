// What customers wrote, out of the log: each message with its text, masked, and what the bot understood in it; page after page.
import type { CustomerId } from '../../bot/domain/ids.js'
import { consentGate } from '../customers/consent-gate.js'
import { intentOf, languageOf } from '../enrichment/event-facts.js'
import { queryWords } from '../search/words.js'
import type { Store } from '../store/connection.js'
import { messageFromStored } from '../store/message-document.js'
import { eventSchema, type StoredEvent } from '../store/models/event-model.js'
import type { StoredIntent } from '../store/models/intent-model.js'
import type { ReasonLanguage } from '../store/models/contact-reason-model.js'
import type { StoredMessage } from '../store/models/message-model.js'
import { fromStored } from '../store/record-schema.js'
import { masked } from './mask.js'

export interface Contact {
  /** Of the event. */
  id: string
  customerId: CustomerId
  conversationId: string
  seq: number
  language: ReasonLanguage
  /** Masked. */
  text: string
  intents: readonly string[]
  at: Date
}

const pageSize = 500

/** Events of one turn have the turn's id with a number behind it. */
const turnOf = (eventId: string): string => eventId.replace(/#\d+$/, '')

const languageIn = (text: string): ReasonLanguage => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en')

/** Messages that say nothing about a reason ("ok", "thanks"), of people who refused `analytics`, or that were deleted are left out. */
export async function* readContacts(
  store: Store,
  range: { after: Date; newestFirst?: boolean },
): AsyncGenerator<Contact[]> {
  const { events, intents } = store.models
  const refused = await consentGate(store).refusedBy('analytics')
  const dialogue = await intents.find({ kind: 'dialogue' }, { _id: 1 }).lean<Pick<StoredIntent, '_id'>[]>()
  const isDialogue = new Set(dialogue.map(({ _id }) => _id))
  const order = range.newestFirst === true ? -1 : 1
  const cursor = events
    .find({ type: 'message.received', at: { $gt: range.after } })
    // Along the index, so that nothing is sorted; what happened at one moment is put in order page by page.
    .sort({ at: order })
    .lean<StoredEvent[]>()
    .cursor({ batchSize: pageSize })
  let page: StoredEvent[] = []
  const contacts = (): Promise<Contact[]> =>
    withTexts(
      store,
      page
        .filter(({ customerId }) => !refused.has(customerId))
        .sort((a, b) => order * (a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1))),
      isDialogue,
    )
  for await (const document of cursor) {
    page.push(document)
    if (page.length < pageSize) continue
    yield await contacts()
    page = []
  }
  if (page.length > 0) yield await contacts()
}

async function withTexts(
  store: Store,
  documents: readonly StoredEvent[],
  isDialogue: ReadonlySet<string>,
): Promise<Contact[]> {
  const received = documents.map((document) => fromStored('events', eventSchema, document))
  const conversations = [...new Set(received.flatMap(({ conversationId }) => conversationId ?? []))]
  const seqs = [...new Set(received.flatMap(({ data }) => (typeof data['seq'] === 'number' ? data['seq'] : [])))]
  const [written, understood] = await Promise.all([
    store.models.messages
      .find({ conversationId: { $in: conversations }, seq: { $in: seqs }, direction: 'in' })
      .lean<StoredMessage[]>(),
    store.models.events
      .find({ conversationId: { $in: conversations }, type: 'intent.recognised' })
      .lean<StoredEvent[]>(),
  ])
  const texts = new Map<string, string>(
    written
      .map(messageFromStored)
      .flatMap((message) =>
        message.deletedAt ? [] : [[`${message.conversationId}:${String(message.seq)}`, message.content.text] as const],
      ),
  )
  const intentsOf = new Map<string, string[]>()
  for (const document of understood) {
    const intent = intentOf(fromStored('events', eventSchema, document))
    const turn = turnOf(document._id)
    if (intent !== undefined) intentsOf.set(turn, [...(intentsOf.get(turn) ?? []), intent])
  }
  return received.flatMap((event): Contact[] => {
    const { id, customerId, conversationId, data, at } = event
    const seq = data['seq']
    if (conversationId === undefined || typeof seq !== 'number') return []
    const text = texts.get(`${conversationId}:${String(seq)}`)
    if (text === undefined) return []
    const known = intentsOf.get(turnOf(id)) ?? []
    const intents = known.filter((intent) => !isDialogue.has(intent))
    if (known.length > 0 ? intents.length === 0 : queryWords(text).length === 0) return []
    const language = languageOf(event) ?? languageIn(text)
    return [{ id, customerId, conversationId, seq, language, text: masked(text), intents, at }]
  })
}
