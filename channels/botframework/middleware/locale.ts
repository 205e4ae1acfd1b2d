// Marks everything that is said in a turn with the language of the message it answers.
import type { Middleware, TurnContext } from 'botbuilder'

export const locale = (): Middleware => ({
  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    const spoken = context.activity.locale
    if (spoken)
      context.onSendActivities(async (_context, activities, send) => {
        for (const activity of activities) activity.locale ??= spoken
        return send()
      })
    await next()
  },
})
