// Messages: what passes between a customer and the bot or a person.
import type { ConversationId, InboundId, MessageId } from './ids.js'

/** A button under a reply; pressing it sends `value` as the customer's next message, shown as `label`. */
export interface QuickReply {
  label: string
  value: string
}

export interface CardAction {
  label: string
  /** Sent as the customer's next message. */
  value?: string
  /** Opened in the browser: `https:` or a path of this site. */
  url?: string
}

/** A structured answer; a channel that cannot draw it sends `fallbackText(card)` instead. */
export interface Card {
  kind: 'order' | 'product' | 'article'
  title: string
  subtitle?: string
  imageUrl?: string
  facts?: readonly { label: string; value: string }[]
  actions?: readonly CardAction[]
  /** A carousel: several products in one answer. */
  items?: readonly Omit<Card, 'items'>[]
}

/** Which article an answer was taken from. */
export interface Citation {
  articleId: string
  title: string
  version: number
  url: string
}

/** A file that goes with a message; its bytes stand in the file store under `id`. */
export interface Attachment {
  id: string
  name: string
  /** Found by looking at the bytes, never the sender's word. */
  mime: string
  /** Bytes. */
  size: number
}

/** What the bot or a person says in one go. */
export interface Reply {
  text: string
  attachments?: readonly Attachment[]
  quickReplies?: readonly QuickReply[]
  card?: Card
  citation?: Citation
}

export type Author =
  { kind: 'customer' } | { kind: 'bot' } | { kind: 'person'; id: string; name: string } | { kind: 'system' }

/** Outbound only: how far the message got. */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed'

/** One entry of a conversation. `seq` starts at 1 and has no gaps; (conversation, seq) is unique. */
export interface Message {
  id: MessageId
  conversationId: ConversationId
  seq: number
  direction: 'in' | 'out'
  author: Author
  content: Reply
  /** Inbound: the inbox entry it came from. */
  inboundId?: InboundId
  /** Inbound: the id that the client gave it. */
  clientId?: string
  delivery?: DeliveryState
  at: Date
  editedAt?: Date
  deletedAt?: Date
}
