// The short way of an answer, for the one process that uses the record: customers whose side reads the record itself are told at once, without
// a job. Those who are not there, also because the process dies here, find it in the record when they come back to the next process.
import { toError } from '../platform/errors.js'
import type { Log } from '../platform/log.js'
import type { Conversation } from './domain/conversation.js'
import type { Message } from './domain/message.js'
import type { BotMetrics } from './metrics.js'
import type { Deliverer } from './ports.js'

export interface TellDeps {
  channels: ReadonlyMap<string, Deliverer>
  /** This process alone uses the record; where there are several, a job outlives the one that wrote it. */
  sole?: boolean
  metrics: BotMetrics
  log: Log
}

/** False: a message of this channel needs a job to be delivered. */
export const isToldAtOnce = (channel: string, { channels, sole }: Pick<TellDeps, 'channels' | 'sole'>): boolean =>
  sole === true && channels.get(channel)?.mailbox === true

/** Call right after the write that made the messages true, so that customers are told in the order of the writes. Never rejects. */
export async function tell(conversation: Conversation, messages: readonly Message[], deps: TellDeps): Promise<void> {
  if (isToldAtOnce(conversation.channel, deps)) await show(conversation, messages, deps)
}

/** Hands messages to those who are there, without a job. Never rejects. */
export async function show(
  conversation: Conversation,
  messages: readonly Message[],
  deps: Omit<TellDeps, 'sole'>,
): Promise<void> {
  const channel = deps.channels.get(conversation.channel)
  for (const message of messages) {
    try {
      const { kind } = (await channel?.deliver(conversation, message)) ?? { kind: 'undeliverable' as const }
      deps.metrics.delivery(conversation.channel, kind)
    } catch (error) {
      deps.log.warn(
        { err: toError(error), conversation: conversation.id, message: message.id },
        'a customer was not told',
      )
    }
  }
}
