// Measures each turn and counts how turns end.
import type { Middleware, TurnContext } from 'botbuilder'
import type { ChannelMetrics } from '../../observe.js'

export const timing = (metrics: ChannelMetrics): Middleware => ({
  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    const began = performance.now()
    const channel = context.activity.channelId
    let result = 'failed'
    try {
      await next()
      result = 'done'
    } finally {
      metrics.observe('turn', performance.now() - began, { channel })
      metrics.count('turns', { channel, result })
    }
  },
})
