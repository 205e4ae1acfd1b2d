// Carries every turn of every channel through the Bot Framework's TurnContext and middleware.
import { ActivityTypes, type Middleware } from 'botbuilder'
import type { StoredInbound } from '../../bot/domain/inbound.js'
import type { Reply } from '../../bot/domain/message.js'
import { silentMetrics, type ChannelMetrics } from '../observe.js'
import { activityOf, inboundActivity, replyOf } from './activity.js'
import { ChannelAdapter } from './channel-adapter.js'
import { createCollector } from './collector.js'
import { errorBoundary } from './middleware/error-boundary.js'
import { locale } from './middleware/locale.js'
import { timing } from './middleware/timing.js'

/** The dialogue's port of the same name (bot/ports.ts), spelled out because channels know only the domain. */
export interface TurnCarrier {
  carry<T>(
    inbound: StoredInbound,
    logic: (turn: { say: (reply: Reply) => Promise<void> }) => Promise<T>,
  ): Promise<{ result: T; replies: readonly Reply[] }>
}

export interface TurnCarrierOptions {
  metrics?: ChannelMetrics
  /** Runs inside timing, error boundary and locale, first one outermost. It may change, add or take back what is said. */
  middleware?: readonly Middleware[]
  /** The bot is writing in this conversation. */
  onTyping?: (inbound: StoredInbound) => void
}

/**
 * `carry` runs `logic` once and resolves with its result and what was said, in order, as middleware left it. Nothing is sent.
 * Rejects with an `AppError`; what was said until then is dropped with the turn.
 */
export function createTurnCarrier(options: TurnCarrierOptions = {}): TurnCarrier {
  const adapter = new ChannelAdapter()
  adapter.use(timing(options.metrics ?? silentMetrics), errorBoundary(), locale(), ...(options.middleware ?? []))
  return {
    async carry<T>(inbound: StoredInbound, logic: (turn: { say: (reply: Reply) => Promise<void> }) => Promise<T>) {
      const collector = createCollector(() => options.onTyping?.(inbound))
      const outcome: { result?: T } = {}
      await adapter.receive(inboundActivity(inbound), collector, async (context) => {
        outcome.result = await logic({
          say: async (reply) => {
            await context.sendActivity(activityOf(reply))
          },
        })
      })
      const replies = collector.activities().filter((activity) => activity.type === ActivityTypes.Message)
      return { result: outcome.result as T, replies: replies.map(replyOf) }
    },
  }
}
