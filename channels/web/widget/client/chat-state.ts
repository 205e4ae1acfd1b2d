// Everything the view shows of the conversation.
import type { Owner } from '../../../../bot/domain/conversation.js'
import type { ErrorCode } from '../../../../platform/errors.js'
import type { RatingAsked, Standing, WireMessage } from '../../protocol.js'
import { emptyTimeline, firstSeq, type Timeline } from './timeline.js'
import type { Draft } from './outbox.js'

export interface PendingMessage extends Draft {
  state: 'waiting' | 'sending' | 'stored' | 'failed'
  code?: ErrorCode
}

export interface ChatState {
  connection: 'idle' | 'connecting' | 'online' | 'offline'
  /** The page may not use the widget; nothing will work. */
  refused: ErrorCode | undefined
  thread: string
  who: Standing['who']
  owner: Owner
  personName: string | undefined
  timeline: Timeline
  pending: readonly PendingMessage[]
  /** What may be rated. */
  rating: RatingAsked | undefined
  /** A rating that is on its way. */
  rated: Draft['rating']
  typing: boolean
  /** The newest messages have been fetched once. */
  loaded: boolean
  /** Seq of the newest message that was on the screen. */
  lastRead: number
}

/** What one person's conversation looks like before anything is known of it. */
export const blank = {
  thread: '',
  who: { kind: 'visitor' },
  owner: 'bot',
  personName: undefined,
  timeline: emptyTimeline,
  pending: [],
  rating: undefined,
  rated: undefined,
  typing: false,
  loaded: false,
  lastRead: 0,
} satisfies Partial<ChatState>

export const initialState: ChatState = { connection: 'idle', refused: undefined, ...blank }

const isUnread = (message: WireMessage, lastRead: number) =>
  message.direction === 'out' &&
  message.seq > lastRead &&
  message.delivery !== 'read' &&
  message.deletedAt === undefined

export const unreadCount = ({ timeline, lastRead }: ChatState): number =>
  timeline.shown.filter((message) => isUnread(message, lastRead)).length

export const hasEarlier = ({ timeline }: ChatState): boolean => firstSeq(timeline) > 1
