// A channel inside the process: tests and the terminal chat talk through it, past no network.
import type { Inbound, Ingest, IngestResult, Trust } from '../../bot/domain/inbound.js'
import type { Locale } from '../../bot/domain/locale.js'
import type { Message } from '../../bot/domain/message.js'
import type { Clock } from '../../platform/clock.js'
import { systemClock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { newId } from '../../platform/ids.js'
import type { Channel } from '../channel.js'
import { createInFlight } from '../in-flight.js'
import { checkedText } from '../message-text.js'
import { createTranscripts } from './transcripts.js'

export interface ScriptedMessage {
  text: string
  conversationKey: string
  /** Speaks as this verified customer; anonymous when absent. */
  customerNumber?: string
  /** `verified` with a customer number, else `anonymous`, unless said here. */
  trust?: Trust
  /** Who is speaking; the conversation's key when absent, so each conversation has its own stranger. */
  subject?: string
  email?: string
  locale?: Locale
  /** Made up when absent. The same one again is a redelivery. */
  externalId?: string
  at?: Date
}

export interface ScriptedChannel extends Channel {
  /** Resolves when the core has stored it; rejects with the core's `AppError`. */
  send(message: ScriptedMessage): Promise<IngestResult>
  /** What the customer saw, in order of seq, each message once. */
  replies(conversationKey: string): readonly Message[]
  /** The same with the customer's own messages in between, when the core delivers those too. */
  transcript(conversationKey: string): readonly Message[]
  /**
   * Waits until the work that `idle` speaks of is done and gives the replies with seq > `after`: an empty list when nothing was said.
   * `idle` is the job queue's: the turn and its deliveries are jobs.
   */
  waitForTurn(conversationKey: string, idle: () => Promise<void>, after?: number): Promise<readonly Message[]>
  /** Calls back on each message as it is delivered the first time. Returns the way to end that. */
  onMessage(listener: (conversationKey: string, message: Message) => void): () => void
}

function inboundFrom(message: ScriptedMessage, now: Date): Inbound {
  const { customerNumber, email } = message
  return {
    channel: 'scripted',
    externalId: message.externalId ?? newId('scr'),
    conversationKey: message.conversationKey,
    from: {
      channel: 'scripted',
      subject:
        message.subject ?? (customerNumber === undefined ? message.conversationKey : `customer:${customerNumber}`),
      trust: message.trust ?? (customerNumber === undefined ? 'anonymous' : 'verified'),
      ...(customerNumber !== undefined && { customerNumber }),
      ...(email !== undefined && { email }),
    },
    text: checkedText(message.text),
    ...(message.locale && { locale: message.locale }),
    at: message.at ?? now,
  }
}

export function createScriptedChannel(options: { clock?: Clock } = {}): ScriptedChannel {
  const clock = options.clock ?? systemClock
  const transcripts = createTranscripts()
  const inFlight = createInFlight()
  let ingest: Ingest | undefined

  return {
    name: 'scripted',
    mailbox: true,
    limits: { maxTextLength: Number.MAX_SAFE_INTEGER, maxQuickReplies: Number.MAX_SAFE_INTEGER, cards: true },
    start: async (core) => {
      ingest = core.ingest
    },
    stop: async () => {
      ingest = undefined
      await inFlight.drained()
    },
    send: async (message) => {
      const take = ingest
      if (!take) throw new AppError('shutting-down', 'The channel is not taking messages.', { retryable: true })
      const inbound = inboundFrom(message, clock.now())
      return inFlight.run(() => take(inbound))
    },
    deliver: async (to, message) => {
      transcripts.put(to.conversationKey, message)
      return { kind: 'delivered' }
    },
    transcript: (key) => transcripts.of(key),
    replies: (key) => transcripts.of(key).filter((message) => message.direction === 'out'),
    waitForTurn: async (key, idle, after = 0) => {
      await idle()
      return transcripts.of(key).filter((message) => message.direction === 'out' && message.seq > after)
    },
    onMessage: (listener) => transcripts.onNew(listener),
  }
}
