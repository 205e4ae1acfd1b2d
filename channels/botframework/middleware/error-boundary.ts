// The one place where a turn's fault becomes an AppError with the ids that find it again.
import type { Middleware, TurnContext } from 'botbuilder'
import { AppError } from '../../../platform/errors.js'

/** An `AppError` passes as it is; anything else is wrapped as a retryable `internal` fault with its cause. Nothing is logged here. */
export const errorBoundary = (): Middleware => ({
  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    const { id, channelId, conversation } = context.activity
    try {
      await next()
    } catch (error) {
      if (error instanceof AppError) throw error
      throw new AppError('internal', 'The turn failed.', {
        details: { inbound: id, channel: channelId, conversation: conversation.id },
        retryable: true,
        cause: error,
      })
    }
  },
})
