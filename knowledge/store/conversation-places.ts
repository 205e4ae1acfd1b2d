// Where conversations are found by what a channel calls them, and opened when there is none.
import { emptyDialogue } from '../../bot/domain/dialogue.js'
import type { Conversation } from '../../bot/domain/conversation.js'
import type { ConversationId } from '../../bot/domain/ids.js'
import type { ConversationSpec } from '../../bot/domain/first-contact.js'
import type { Clock } from '../../platform/clock.js'
import { newId } from '../../platform/ids.js'
import { createRecent } from '../../platform/recent.js'
import { together } from '../../platform/together.js'
import type { Store } from './connection.js'
import { conversationFromStored, conversationToStored, nothingPending } from './conversation-document.js'
import { direct } from './direct.js'
import { retryOnDuplicate } from './duplicate-key.js'

export type Place = Pick<Conversation, 'channel' | 'conversationKey'>

/** One name for a place. */
export const placeOf = ({ channel, conversationKey }: Place): string => `${channel}\0${conversationKey}`

/** So many places where nothing was are remembered. */
const recentPlaces = 2000

export function conversationPlaces(store: Store, clock: Clock) {
  const { collection, find: read, sealed } = direct(store.models.conversations)

  const readPlaces = together<Place, Conversation | undefined>(async (places) => {
    const byChannel = new Map<string, Set<string>>()
    for (const { channel, conversationKey } of places)
      byChannel.set(channel, (byChannel.get(channel) ?? new Set()).add(conversationKey))
    const found = await Promise.all(
      [...byChannel].map(([channel, keys]) => read({ channel, conversationKey: { $in: [...keys] } })),
    )
    const byPlace = new Map(found.flat().map((document) => [placeOf(document), document]))
    return places.map((place) => {
      const document = byPlace.get(placeOf(place))
      return document && conversationFromStored(document)
    })
  })
  /** Places where somebody looked and nothing was: likely to be where one is opened next. */
  const recentlyEmpty = createRecent<string, true>(recentPlaces)
  const at = async (place: Place): Promise<Conversation | undefined> => {
    const found = await readPlaces(place)
    if (!found) recentlyEmpty.set(placeOf(place), true)
    return found
  }

  /** Those of one moment in one write; when it fails each is tried by itself, and one that was written already is a duplicate then. */
  const insert = together<Conversation, undefined>(async (fresh) => {
    await collection.insertMany(fresh.map((one) => sealed(conversationToStored(one)) as never))
    return fresh.map(() => undefined)
  })

  const newAt = (spec: ConversationSpec): Conversation => {
    const now = clock.now()
    return {
      id: newId('cnv') as ConversationId,
      ...spec,
      owner: 'bot',
      epoch: 0,
      status: 'open',
      version: 0,
      lastSeq: 0,
      dialogue: emptyDialogue,
      pending: nothingPending,
      createdAt: now,
      updatedAt: now,
    }
  }
  const create = async (spec: ConversationSpec): Promise<Conversation> => {
    const fresh = newAt(spec)
    await insert(fresh)
    return fresh
  }

  return {
    /** The conversation there, if any. */
    at,

    /** A new one for this place, not written. */
    fresh: newAt,

    /** The one there, or a new one. Idempotent under races. */
    async openAt(spec: ConversationSpec): Promise<Conversation> {
      // Only a hint: when somebody opened one meanwhile, the unique place says so and it is found at the second try.
      let isEmpty = recentlyEmpty.get(placeOf(spec)) === true
      return retryOnDuplicate(async () => {
        const found = isEmpty ? undefined : await at(spec)
        isEmpty = false
        return found ?? create(spec)
      })
    },
  }
}
