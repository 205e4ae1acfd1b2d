// What channels ask of the rest: the record they read, and where their figures go.
import type { ConversationId } from '../bot/domain/ids.js'
import { createBotFrameworkChannel } from '../channels/botframework/index.js'
import type { ChannelMetrics } from '../channels/observe.js'
import type { ConsoleCore } from '../channels/scripted/console.js'
import type { WebChannel, WebRecord } from '../channels/web/index.js'
import type { Knowledge } from '../knowledge/index.js'
import type { Clock } from '../platform/clock.js'
import type { Config } from '../platform/config.js'
import type { Log } from '../platform/log.js'
import type { Metrics } from '../platform/metrics.js'

/** What the web channel asks of the record. */
export const webRecord = ({ conversations, deliveries, customersTyping }: Knowledge, log: Log): WebRecord => ({
  find: async (conversationKey) => {
    const found = await conversations.byKey('web', conversationKey)
    if (found === undefined) return undefined
    const { id, lastSeq, owner, handOff, resolution, rating } = found
    return {
      ...{ id, lastSeq, owner },
      ...(handOff?.claimedBy && { personName: handOff.claimedBy.name }),
      ...(resolution && { resolution }),
      ...(rating && { rating }),
    }
  },
  messagesAfter: (id, after, limit) => conversations.messagesAfter(id, after, limit),
  mark: async (id, seq, state) => {
    // A customer may have read what is true and not yet spread.
    await conversations.spread(id)
    await deliveries.markUpTo(id, seq, state)
  },
  customerTyping: (id, on) => {
    const told = on ? customersTyping.note(id) : customersTyping.done(id)
    told.catch((error: unknown) => {
      log.warn({ err: error, conversationId: id }, 'people were not told that a customer is typing')
    })
  },
})

/** What the console asks of it. */
export const consoleCore = ({ customers, receipts, conversations }: Knowledge): ConsoleCore => ({
  knowsCustomer: async (number) => (await customers.byNumber(number)) !== undefined,
  receiptOf: receipts.ofInbound,
  messagesAfter: conversations.messagesAfter,
})

/** A customer who has the page open sees at once who answers now. */
export async function tellWhoAnswers({ conversations }: Knowledge, web: WebChannel, id: ConversationId): Promise<void> {
  const conversation = await conversations.get(id)
  if (conversation?.channel !== web.name) return
  web.ownerChanged(conversation, conversation.owner, conversation.handOff?.claimedBy?.name)
  web.askForRating(conversation)
}

/** How channels' reports become metrics. */
export function channelMetrics(metrics: Metrics): ChannelMetrics {
  return {
    count: (name, labels) => {
      const { channel = 'none' } = labels
      if (name === 'refused') metrics.refusedEvents.inc({ channel, code: labels['code'] ?? 'none' })
      if (name === 'connections' && labels['event'] === 'opened') metrics.connections.inc({ channel })
      if (name === 'connections' && labels['event'] === 'closed') metrics.connections.dec({ channel })
    },
    observe: (name, ms) => {
      metrics.turnStage.observe({ stage: `channel-${name}` }, ms / 1000)
    },
  }
}

/** Only with an app id; the configuration asks for the password then. */
export const botFrameworkOf = (config: Config, parts: { log: Log; metrics: ChannelMetrics; clock: Clock }) =>
  config.MICROSOFT_APP_ID === undefined
    ? undefined
    : createBotFrameworkChannel({
        appId: config.MICROSOFT_APP_ID,
        appPassword: config.MICROSOFT_APP_PASSWORD ?? '',
        appType: config.MICROSOFT_APP_TYPE,
        ...(config.MICROSOFT_APP_TENANT_ID !== undefined && { tenantId: config.MICROSOFT_APP_TENANT_ID }),
        ...parts,
      })
