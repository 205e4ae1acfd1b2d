// Who speaks on one connection, and which conversation that is.
import type { ConversationId } from '../../bot/domain/ids.js'
import type { ChannelSubject } from '../../bot/domain/inbound.js'
import type { Locale } from '../../bot/domain/locale.js'
import type { SignedIdentity } from './signed-identity.js'
import type { Site } from './sites.js'

export const channelName = 'web'

export interface Session {
  readonly site: Site
  readonly address: string
  locale?: Locale
  visitorId: string
  /** What it writes from: `Firefox on Windows`. */
  readonly device?: string
  /** Present while the customer's site vouches for somebody. */
  customer?: SignedIdentity
  /** From a pre-chat form: the visitor's own word. */
  contact?: { name?: string | undefined; email?: string | undefined }
  /** Of the present thread, once known. */
  conversationId?: ConversationId
}

/** The key of the conversation: a stranger's and a signed-in customer's are never the same one. */
export const threadOf = (session: Pick<Session, 'customer' | 'visitorId'>): string =>
  session.customer ? `c:${session.customer.customerNumber}` : `v:${session.visitorId}`

export const visitorSubject = (session: Session): ChannelSubject => {
  const { name, email } = session.contact ?? {}
  return {
    channel: channelName,
    subject: `v:${session.visitorId}`,
    trust: email === undefined && name === undefined ? 'anonymous' : 'asserted',
    ...(name !== undefined && { displayName: name }),
    ...(email !== undefined && { email }),
  }
}

export function subjectOf(session: Session): ChannelSubject {
  if (!session.customer) return visitorSubject(session)
  const { customerNumber, name, email } = session.customer
  return {
    channel: channelName,
    subject: `c:${customerNumber}`,
    trust: 'verified',
    customerNumber,
    ...(name !== undefined && { displayName: name }),
    ...(email !== undefined && { email }),
  }
}

/** Every tab and device of a conversation listens here; known before the conversation is opened. */
export const roomOf = (thread: string): string => `conv:${thread}`
export const isRoom = (name: string): boolean => name.startsWith('conv:')
