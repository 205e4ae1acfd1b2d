// A stranger's first message: the record, the identity, the conversation and the message in one durable write instead of three.
import type { Conversation } from '../bot/domain/conversation.js'
import type { ConversationSpec, FirstContact, ResolvedIdentity } from '../bot/domain/first-contact.js'
import type { ChannelSubject, StoredInbound } from '../bot/domain/inbound.js'
import type { Locale } from '../bot/domain/locale.js'
import type { identities } from './identity/identities.js'
import type { Store } from './store/connection.js'
import type { conversations } from './store/conversations.js'
import { writingTogether, type Writing } from './store/direct.js'
import { isDuplicateKey } from './store/duplicate-key.js'
import type { inbox } from './store/inbox.js'

export interface FirstContactDeps {
  identities: Pick<ReturnType<typeof identities>, 'stranger'>
  conversations: Pick<ReturnType<typeof conversations>, 'opening'>
  inbox: Pick<ReturnType<typeof inbox>, 'insertion'>
}

/** Those of one moment in one write, each in its order: nobody's message is there without its conversation, nor that without its customer. */
export function firstContacts(store: Store, { identities, conversations, inbox }: FirstContactDeps) {
  const write = writingTogether(store.connection)
  /** False when some of it was there. */
  const isWritten = async (writings: readonly Writing[]): Promise<boolean> => {
    try {
      await write(writings)
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }

  return {
    /** As the port says. */
    async begin(
      subject: ChannelSubject,
      locale: Locale | undefined,
      describe: (who: ResolvedIdentity) => ConversationSpec,
      message: (conversation: Conversation) => StoredInbound,
    ): Promise<FirstContact | undefined> {
      const stranger = await identities.stranger(subject, locale)
      const opening = stranger && conversations.opening(describe(stranger.who))
      if (!opening) return undefined
      const { conversation } = opening
      const item = message(conversation)
      const writing = isWritten([...stranger.writings, opening.writing, inbox.insertion(item)])
      const stored = writing.then((holds) => {
        if (!holds) return false
        stranger.begun()
        opening.opened()
        return true
      })
      return { conversation, item, stored }
    },
  }
}
