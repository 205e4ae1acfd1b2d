// Messages to the Bot Framework Service, and what its refusals mean.
import { ActivityTypes } from 'botbuilder'
import { z } from 'zod'
import type { Message } from '../../../bot/domain/message.js'
import { AppError } from '../../../platform/errors.js'
import type { DeliveryResult, Destination } from '../../channel.js'
import { createDeliveredOnce } from '../../delivered-once.js'
import { renderFor } from '../../render.js'
import { activityOf } from '../activity.js'
import { referenceOf } from './activity-in.js'
import { limitsOf } from './places.js'
import type { ServiceAdapter } from './service-adapter.js'

const httpFault = z.object({ statusCode: z.number() })

/** What will be refused again however often it is tried: gone, forbidden, not understood, too large. */
const final = new Map([
  [400, 'the service refused the message'],
  [403, 'the customer has blocked the bot or left the conversation'],
  [404, 'the conversation is gone'],
  [410, 'the conversation is gone'],
  [413, 'the message is too large for the service'],
])

const nowhere: DeliveryResult = { kind: 'undeliverable', reason: 'the conversation has no address' }

function outcomeOf(error: unknown, to: Destination): DeliveryResult {
  const status = httpFault.safeParse(error).data?.statusCode
  const reason = status === undefined ? undefined : final.get(status)
  if (reason !== undefined) return { kind: 'undeliverable', reason }
  throw new AppError('delivery-failed', 'The Bot Framework Service did not take the message.', {
    details: { conversation: to.id, ...(status !== undefined && { status }) },
    retryable: true,
    cause: error,
  })
}

/** The service has no key against repetition: within this process each piece of a message is posted once, also when a later piece failed. */
export function createSend(adapter: ServiceAdapter) {
  const once = createDeliveredOnce<string>()
  return async (to: Destination, message: Message): Promise<DeliveryResult> => {
    if (message.direction === 'in') return { kind: 'delivered' }
    const reference = referenceOf(to.reference)
    if (!reference) return nowhere
    const pieces = renderFor(limitsOf(reference.channelId ?? ''), message.content, to.locale)
    let externalId = ''
    try {
      for (const [index, piece] of pieces.entries()) {
        externalId = await once(`${message.id}/${String(index)}`, async () => {
          let id = ''
          await adapter.proactive(reference, async (context) => {
            const sent = await context.sendActivity({ ...activityOf(piece), locale: to.locale })
            id = sent?.id ?? ''
          })
          return id
        })
      }
    } catch (error) {
      return outcomeOf(error, to)
    }
    return { kind: 'sent', ...(externalId !== '' && { externalId }) }
  }
}

/** Best effort; a failure is the next message's to tell. */
export async function sendTyping(adapter: ServiceAdapter, to: Destination): Promise<void> {
  const reference = referenceOf(to.reference)
  if (!reference) return
  await adapter.proactive(reference, async (context) => {
    await context.sendActivity({ type: ActivityTypes.Typing })
  })
}
