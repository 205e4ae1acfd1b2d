// One message in, one line out: what `npm run chat` and the console route of a running server answer.
import { timingSafeEqual } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import express, { Router } from 'express'
import { z } from 'zod'
import type { ConversationId, InboundId } from '../../bot/domain/ids.js'
import type { Message, Reply } from '../../bot/domain/message.js'
import type { Receipt } from '../../bot/domain/receipt.js'
import { AppError } from '../../platform/errors.js'
import type { ScriptedChannel, ScriptedMessage } from './index.js'

export const consoleRequest = z.object({
  text: z.string(),
  /** Messages of one key belong to one conversation. */
  conversationKey: z.string().min(1).max(200),
  /** Speaks as this customer, verified. */
  customerNumber: z.string().min(1).max(40).optional(),
})
export type ConsoleRequest = Pick<ScriptedMessage, 'text' | 'conversationKey' | 'customerNumber'>

/** What the console needs of the core, passed in by server.ts. */
export interface ConsoleCore {
  knowsCustomer(number: string): Promise<boolean>
  /** Undefined until the turn of this message is stored. */
  receiptOf(id: InboundId): Promise<Receipt | undefined>
  messagesAfter(id: ConversationId, after: number, limit: number): Promise<readonly Message[]>
}

interface Part {
  intent: string | null
  confidence: number
  entities: readonly unknown[]
}

/** One turn as a JSON line. `error` stands there when the message was refused. */
export interface ConsoleLine {
  conversation: string | null
  replies: readonly Pick<Reply, 'text' | 'quickReplies' | 'card'>[]
  understanding: { kind: string; language: string; sentiment: unknown; parts: readonly Part[] } | null
  receipt: Pick<Receipt, 'flow' | 'step' | 'outcome' | 'article' | 'recommendations' | 'ms'> | null
  error?: { code: string; message: string }
}

const refusedLine = (error: AppError): ConsoleLine => ({
  conversation: null,
  replies: [],
  understanding: null,
  receipt: null,
  error: { code: error.code, message: error.message },
})

function understandingOf(receipt: Receipt): ConsoleLine['understanding'] {
  if (receipt.understanding === undefined) return null
  const { kind, language, sentiment, parts } = receipt.understanding
  return {
    kind,
    language,
    sentiment,
    parts: parts.map((part) => ({
      intent: part.kind === 'understood' ? part.intent : part.kind === 'ambiguous' ? (part.intents[0] ?? null) : null,
      confidence: part.confidence,
      entities: part.entities,
    })),
  }
}

function receiptOf({ flow, step, outcome, article, recommendations, ms }: Receipt): ConsoleLine['receipt'] {
  return { flow, step, outcome, ...(article && { article }), ...(recommendations && { recommendations }), ms }
}

const replyOf = ({ content: { text, quickReplies, card } }: Message): ConsoleLine['replies'][number] => ({
  text,
  ...(quickReplies && { quickReplies }),
  ...(card && { card }),
})

/** The turn may run in another process, so the record is asked, at growing intervals. */
async function turnOf(core: ConsoleCore, id: InboundId): Promise<Receipt> {
  const deadline = Date.now() + 60_000
  for (let waitMs = 2; Date.now() < deadline; waitMs = Math.min(50, waitMs * 1.5)) {
    const receipt = await core.receiptOf(id)
    if (receipt !== undefined) return receipt
    await pause(waitMs)
  }
  throw new AppError('internal', 'The turn did not end within a minute.', { details: { inbound: id } })
}

/** The outbound messages between this inbound one and the customer's next. */
async function repliesTo(
  core: ConsoleCore,
  conversation: ConversationId,
  inbound: InboundId,
): Promise<readonly Message[]> {
  let after = 0
  let found = false
  const replies: Message[] = []
  for (;;) {
    const page = await core.messagesAfter(conversation, after, 200)
    for (const message of page) {
      if (message.inboundId === inbound) found = true
      else if (found && message.direction === 'in') return replies
      else if (found) replies.push(message)
    }
    const last = page.at(-1)
    if (last === undefined) return replies
    after = last.seq
  }
}

/** A site may introduce customers by its signed token; at the console a number that nobody has is a typing error. */
async function refuseUnknownCustomer(core: ConsoleCore, number: string | undefined): Promise<void> {
  if (number === undefined || (await core.knowsCustomer(number))) return
  throw new AppError('not-found', `There is no customer ${number}.`, { details: { field: 'customerNumber' } })
}

/** Sends one message and waits for its turn. A refused message is a line with `error`; an unknown customer or a fault of ours rejects. */
export async function converse(
  channel: ScriptedChannel,
  core: ConsoleCore,
  request: ConsoleRequest,
): Promise<ConsoleLine> {
  await refuseUnknownCustomer(core, request.customerNumber)
  try {
    const { conversationId, inboundId } = await channel.send(request)
    const receipt = await turnOf(core, inboundId)
    const replies = await repliesTo(core, conversationId, inboundId)
    return {
      conversation: conversationId,
      replies: replies.map(replyOf),
      understanding: understandingOf(receipt),
      receipt: receiptOf(receipt),
    }
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code.startsWith('message-')) return refusedLine(thrown)
    throw thrown
  }
}

const sameToken = (given: string, token: string) =>
  Buffer.byteLength(given) === Buffer.byteLength(token) && timingSafeEqual(Buffer.from(given), Buffer.from(token))

/** `POST /console`: for commands of the same machine, which read `token` from the data folder. */
export function consoleRouter(channel: ScriptedChannel, core: ConsoleCore, token: string): Router {
  const router = Router()
  router.post('/console', express.json({ limit: '1mb' }), async (request, response) => {
    if (!sameToken(request.get('authorization') ?? '', `Bearer ${token}`)) {
      throw new AppError('token-invalid', 'The console needs the token of the running instance.')
    }
    const parsed = consoleRequest.safeParse(request.body)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new AppError('input-invalid', issue?.message ?? 'The request is wrong.', {
        details: { field: issue?.path.join('.') },
      })
    }
    const { text, conversationKey, customerNumber } = parsed.data
    response.json(
      await converse(channel, core, { text, conversationKey, ...(customerNumber !== undefined && { customerNumber }) }),
    )
  })
  return router
}
