// The bridge onto the Activity protocol: runs logic inside a TurnContext, through middleware, and hands what it says to an `Outbound`.
import {
  ActivityTypes,
  BotAdapter,
  INVOKE_RESPONSE_KEY,
  TurnContext,
  type Activity,
  type ConversationReference,
  type ResourceResponse,
} from 'botbuilder'
import { AppError } from '../../platform/errors.js'
import type { Outbound } from './collector.js'

const outboundKey = Symbol('outbound')

/** A place in which nothing can be said; used when a proactive turn is run without one. */
function outboundOf(context: TurnContext): Outbound {
  const outbound = context.turnState.get<Outbound | undefined>(outboundKey)
  if (!outbound) throw new AppError('internal', 'The turn has nowhere to send its activities.')
  return outbound
}

/**
 * One adapter serves every channel; a turn brings its own `Outbound`. Middleware added with `use` runs around each turn, first added
 * outermost. Errors pass through to the caller. A TurnContext is dead once its turn is over: keep the reference, not the context.
 */
export class ChannelAdapter extends BotAdapter {
  /** Runs `logic` for an activity that came in. */
  async receive(
    activity: Partial<Activity>,
    outbound: Outbound,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const context = new TurnContext(this, activity)
    context.turnState.set(outboundKey, outbound)
    await this.runMiddleware(context, logic)
  }

  /** Runs `logic` for a conversation in which nobody just spoke. */
  async proactive(
    reference: Partial<ConversationReference>,
    outbound: Outbound,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const event = TurnContext.applyConversationReference(
      { type: ActivityTypes.Event, name: 'continueConversation' },
      reference,
      true,
    )
    await this.receive(event, outbound, logic)
  }

  override async continueConversation(): Promise<void> {
    throw new AppError('internal', 'Use `proactive`: a turn needs an `Outbound`.')
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const responses: ResourceResponse[] = []
    for (const activity of activities) responses.push({ id: await this.sendOne(context, activity) })
    return responses
  }

  private async sendOne(context: TurnContext, activity: Partial<Activity>): Promise<string> {
    switch (activity.type) {
      case ActivityTypes.Typing:
        outboundOf(context).typing()
        return ''
      case ActivityTypes.InvokeResponse:
        context.turnState.set(INVOKE_RESPONSE_KEY, activity)
        return ''
      // A pause means nothing here: what a turn says is stored first and sent afterwards. Traces are for debuggers.
      case 'delay':
      case ActivityTypes.Trace:
        return ''
      default:
        return outboundOf(context).send(activity)
    }
  }

  override async updateActivity(context: TurnContext, activity: Partial<Activity>): Promise<void> {
    await outboundOf(context).update(activity)
  }

  override async deleteActivity(context: TurnContext, reference: Partial<ConversationReference>): Promise<void> {
    if (reference.activityId !== undefined) await outboundOf(context).remove(reference.activityId)
  }
}
