// What the widget and the server say to each other. The widget imports types from here, the server the schemas too.
import { z } from 'zod'
import { locales } from '../../bot/domain/locale.js'
import type { Attachment, Reply } from '../../bot/domain/message.js'
import type { Owner } from '../../bot/domain/conversation.js'
import { maxCommentLength, scores, type Score } from '../../bot/domain/rating.js'
import type { ErrorCode } from '../../platform/errors.js'
import { maxFiles, pageSize } from './limits.js'

const seq = z.int().min(0)
const token = z.string().min(1).max(4096)
const locale = z.enum(locales)

/** The client's own id of a message: the same one again is the same message. */
const clientId = z.string().regex(/^[\w-]{8,64}$/)

/** Sent with the connection, never in a URL. */
export const handshake = z.object({
  site: z.string().min(1).max(100),
  /** The visitor token that the server issued before; absent on the first visit. */
  token: token.optional(),
  /** A signed identity from the customer's site. */
  identity: token.optional(),
  locale: locale.optional(),
})
export type Handshake = z.infer<typeof handshake>

/** Client → server, each answered by an ack. Text is checked apart, so that its faults have codes of their own. */
export const requests = {
  send: z.strictObject({
    id: clientId,
    text: z.unknown(),
    locale: locale.optional(),
    /** Ids of files that this visitor uploaded. */
    files: z.array(z.string().min(1).max(100)).max(maxFiles).optional(),
    /** What a pre-chat form asked for. */
    contact: z.strictObject({ name: z.string().max(200).optional(), email: z.email().max(254).optional() }).optional(),
  }),
  /** Messages with seq > after, oldest first. */
  sync: z.strictObject({ after: seq, limit: z.int().min(1).max(pageSize).optional() }),
  identify: z.strictObject({ token }),
  logout: z.strictObject({}),
  /** Everything up to seq has reached this device / was on the screen. */
  received: z.strictObject({ seq }),
  read: z.strictObject({ seq }),
  typing: z.strictObject({ on: z.boolean() }),
  /** How the conversation was resolved, in the customer's eyes; said again with another id it is changed. */
  rate: z.strictObject({
    id: clientId,
    /** `epoch` of the resolution that the customer saw. */
    epoch: z.int().min(0),
    score: z.literal([...scores]),
    comment: z.string().max(maxCommentLength).optional(),
  }),
} as const

export type RequestName = keyof typeof requests
export type Request<Name extends RequestName> = z.infer<(typeof requests)[Name]>

export interface Refusal {
  ok: false
  code: ErrorCode
  message: string
  /** Sending the same again later may succeed. */
  retryable: boolean
  retryAfterMs?: number
  /** Which field was wrong. */
  field?: string
}

export interface WireAttachment extends Attachment {
  /** A path of the server that is good for an hour, for this file alone. */
  url: string
}

export interface WireMessage {
  id: string
  seq: number
  direction: 'in' | 'out'
  author: { kind: 'customer' | 'bot' | 'person' | 'system'; name?: string }
  content: Omit<Reply, 'attachments'> & { attachments?: readonly WireAttachment[] }
  clientId?: string
  delivery?: 'queued' | 'sent' | 'delivered' | 'read' | 'failed'
  /** ISO 8601. */
  at: string
  editedAt?: string
  /** The content is empty then. */
  deletedAt?: string
}

/** A resolution that may be rated now, with what was said of it. */
export interface RatingAsked {
  epoch: number
  /** When it was resolved, server time, ISO 8601. Whoever writes after that has more to say than a rating. */
  resolvedAt: string
  /** Taken and changed until then, ISO 8601. */
  until: string
  /** Present once it was rated. */
  score?: Score
}

/** Who speaks on this connection and where the conversation stands. */
export interface Standing {
  /** Names the conversation on this channel; a new one after each change of identity. */
  thread: string
  who: { kind: 'visitor' } | { kind: 'customer'; name?: string }
  /** A new or renewed visitor token to keep. */
  token?: string
  /** 0 when nothing was said yet. */
  lastSeq: number
  owner: Owner
  /** Who is speaking when the owner is a person. */
  personName?: string
  /** Absent where ratings are off, nothing was resolved, or it is too long ago. */
  rating?: RatingAsked
  /** Server time, ISO 8601. */
  at: string
}

export interface Answers {
  /** Durably stored. `seq` is told when it is known already (a message sent again). */
  send: { at: string; duplicate: boolean }
  sync: { messages: readonly WireMessage[]; lastSeq: number }
  identify: Standing
  logout: Standing
  received: object
  read: object
  typing: object
  /** As it is kept now. */
  rate: { rating: RatingAsked }
}

export type Ack<Name extends RequestName> = ({ ok: true } & Answers[Name]) | Refusal

/** Server → client. `thread` lets a client drop what is not for who is signed in now. */
export interface ServerEvents {
  welcome(standing: Standing): void
  message(event: { thread: string; message: WireMessage }): void
  typing(event: { thread: string; on: boolean; name?: string }): void
  /** How far messages of one direction got, all of them up to `seq`. */
  delivery(event: { thread: string; direction: 'in' | 'out'; seq: number; state: 'delivered' | 'read' }): void
  owner(event: { thread: string; owner: Owner; personName?: string }): void
  /** The conversation was resolved and may be rated, or another tab or device rated it. */
  rating(event: { thread: string; rating: RatingAsked }): void
  /** The server is going away: come back in so many milliseconds. */
  restart(event: { inMs: number }): void
  /** Said when a faulty event carried no ack to answer. */
  problem(refusal: Refusal): void
}

/** What a client finds in `connect_error.data`. */
export type ConnectProblem = Omit<Refusal, 'ok'>
