// What a connected client may ask for, one function a request.
import type { Ingest } from '../../bot/domain/inbound.js'
import type { Attachment } from '../../bot/domain/message.js'
import { maxCommentLength, type Rate } from '../../bot/domain/rating.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { checkedText } from '../message-text.js'
import { identityOn } from './admission.js'
import { maxTextLength, pageSize } from './limits.js'
import type { WebRecord } from './ports.js'
import type { Answers, Request, RequestName, ServerEvents, Standing } from './protocol.js'
import { channelName, subjectOf, threadOf, visitorSubject, type Session } from './session.js'
import type { VisitorTokens } from './visitor-token.js'
import { ratingAsked, toWire, toWireRating, type FileLink } from './wire.js'

export interface CommandParts {
  record: WebRecord
  ingest: Ingest
  /** Absent where nobody keeps ratings. */
  rate?: Rate
  tokens: VisitorTokens
  clock: Clock
  fileLink: FileLink
  /** The files of these ids, or `not-found` when one is not the subject's own. */
  filesOf(ids: readonly string[], owner: string): Promise<readonly Attachment[]>
}

/** One client's connection, as the commands see it. */
export interface Connection {
  session: Session
  /** Leaves the rooms of the old thread and enters those of the present one. */
  moveToThread(): Promise<void>
  /** To the other tabs and devices of this thread. */
  toOthers: <Name extends keyof ServerEvents>(event: Name, ...args: Parameters<ServerEvents[Name]>) => void
}

export type Command<Name extends RequestName> = (
  parts: CommandParts,
  connection: Connection,
  request: Request<Name>,
) => Promise<Answers[Name]>

const asks = ({ site }: Session): boolean => site.look?.ratings !== false

/** Where the conversation of this session stands now. */
export async function standingOf({ record, clock }: CommandParts, session: Session, token?: string): Promise<Standing> {
  const thread = threadOf(session)
  const conversation = await record.find(thread)
  if (conversation) session.conversationId = conversation.id
  const name = session.customer?.name
  const rating = asks(session) ? ratingAsked(conversation, clock.now()) : undefined
  return {
    thread,
    who: session.customer ? { kind: 'customer', ...(name !== undefined && { name }) } : { kind: 'visitor' },
    ...(token !== undefined && { token }),
    lastSeq: conversation?.lastSeq ?? 0,
    owner: conversation?.owner ?? 'bot',
    ...(conversation?.personName !== undefined && { personName: conversation.personName }),
    ...(rating && { rating }),
    at: clock.now().toISOString(),
  }
}

const send: Command<'send'> = async (parts, { session }, request) => {
  const files = request.files ?? []
  const text = checkedText(request.text, { maxLength: maxTextLength, mayBeEmpty: files.length > 0 })
  if (request.locale) session.locale = request.locale
  if (request.contact) session.contact = request.contact
  const thread = threadOf(session)
  const attachments = await parts.filesOf(files, subjectOf(session).subject)
  const result = await parts.ingest({
    channel: channelName,
    // Client ids are unique for their maker only, so another visitor's equal one must not collide.
    externalId: `${thread}:${request.id}`,
    conversationKey: thread,
    from: subjectOf(session),
    text,
    ...(attachments.length > 0 && { attachments }),
    ...(session.locale && { locale: session.locale }),
    ...(session.device !== undefined && { device: session.device }),
    clientId: request.id,
    at: parts.clock.now(),
  })
  session.conversationId = result.conversationId
  parts.record.customerTyping?.(result.conversationId, false)
  return { at: result.at.toISOString(), duplicate: result.kind === 'duplicate' }
}

const sync: Command<'sync'> = async ({ record, fileLink }, { session }, { after, limit }) => {
  const conversation = await record.find(threadOf(session))
  if (!conversation) return { messages: [], lastSeq: 0 }
  session.conversationId = conversation.id
  const messages = await record.messagesAfter(conversation.id, after, limit ?? pageSize)
  const lastSeq = Math.max(conversation.lastSeq, messages.at(-1)?.seq ?? 0)
  return { messages: messages.map((message) => toWire(message, fileLink)), lastSeq }
}

const identify: Command<'identify'> = async (parts, connection, { token }) => {
  const { session } = connection
  const customer = await identityOn(session.site, token, parts.clock)
  const stranger = session.customer ? undefined : visitorSubject(session)
  session.customer = customer
  delete session.conversationId
  await connection.moveToThread()
  if (stranger) await parts.record.linked?.(stranger, subjectOf(session))
  return standingOf(parts, session)
}

/** A new visitor, so that the next person at this browser finds nothing of the one who left, not even what was said before signing in. */
const logout: Command<'logout'> = async (parts, connection) => {
  const { session } = connection
  const visitor = await parts.tokens.issue(session.site.key)
  session.visitorId = visitor.id
  delete session.customer
  delete session.contact
  delete session.conversationId
  await connection.moveToThread()
  return standingOf(parts, session, visitor.token)
}

const markAs =
  (state: 'delivered' | 'read') =>
  async (
    { record, clock }: CommandParts,
    { session, toOthers }: Connection,
    { seq }: Request<'read'>,
  ): Promise<object> => {
    // Another tab or device may have begun it.
    const conversation = session.conversationId ?? (await record.find(threadOf(session)))?.id
    if (conversation === undefined) throw new AppError('conversation-unknown', 'Nothing was said yet.')
    session.conversationId = conversation
    await record.mark(conversation, seq, state, clock.now())
    toOthers('delivery', { thread: threadOf(session), direction: 'out', seq, state })
    return {}
  }

const typing: Command<'typing'> = async ({ record }, { session }, { on }) => {
  if (session.conversationId !== undefined) record.customerTyping?.(session.conversationId, on)
  return {}
}

const rate: Command<'rate'> = async (parts, { session, toOthers }, { id, epoch, score, comment = '' }) => {
  if (!parts.rate || !asks(session)) throw new AppError('not-allowed', 'This site asks for no ratings.')
  const thread = threadOf(session)
  const conversation = await parts.record.find(thread)
  if (!conversation) throw new AppError('conversation-unknown', 'Nothing was said yet.')
  const said = checkedText(comment, { maxLength: maxCommentLength, mayBeEmpty: true }).trim()
  const kept = await parts.rate({
    ...{ conversationId: conversation.id, epoch, score },
    ...(said !== '' && { comment: said }),
    requestId: `${thread}:${id}`,
  })
  const rating = toWireRating({ epoch, at: kept.resolvedAt }, kept.score)
  toOthers('rating', { thread, rating })
  return { rating }
}

export const commands: { [Name in RequestName]: Command<Name> } = {
  send,
  sync,
  identify,
  logout,
  received: markAs('delivered'),
  read: markAs('read'),
  typing,
  rate,
}
