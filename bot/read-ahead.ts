// What a turn asks for first, begun while its message is still being stored: meanwhile this thread would only wait for the database.
import type { Understander, Understanding, UnderstandingContext } from '../nlu/understanding.js'
import type { Conversation } from './domain/conversation.js'
import type { Customer } from './domain/customer.js'
import type { StoredInbound } from './domain/inbound.js'
import { expectedIntents, type EngineDeps } from './engine/index.js'
import type { Customers } from './ports.js'

export interface Ahead {
  /** The record of who writes. */
  customer: Promise<Customer | undefined>
  understanding: Promise<Understanding>
  /** With which it is understood. */
  context: UnderstandingContext
}

export interface ReadingDeps extends Pick<EngineDeps, 'flows'> {
  customers: Customers
  nlu: Understander
}

/** What the conversation so far says about the next message. */
export const contextOf = (conversation: Conversation, deps: Pick<EngineDeps, 'flows'>): UnderstandingContext => ({
  language: conversation.locale,
  expectedIntents: expectedIntents(conversation.dialogue, deps),
})

const isSame = (left: UnderstandingContext, right: UnderstandingContext): boolean =>
  left.language === right.language && left.expectedIntents?.join() === right.expectedIntents?.join()

/** Begins both; what fails is asked anew by the turn. Understanding begins when the write that was called before is on its way. */
export function readAhead(conversation: Conversation, item: StoredInbound, deps: ReadingDeps): Ahead {
  const context = contextOf(conversation, deps)
  const customer = deps.customers.get(item.customerId)
  const understanding = new Promise((resolve) => setImmediate(resolve)).then(() =>
    deps.nlu.understand(item.text, context),
  )
  for (const begun of [customer, understanding]) begun.catch(() => undefined)
  return { customer, understanding, context }
}

/** The same ways, which answer once with what was begun: when that failed, and when the turn is computed again, everything is asked anew. */
export function usingAhead<Deps extends ReadingDeps>(deps: Deps, item: StoredInbound, ahead: Ahead): Deps {
  const { customers, nlu } = deps
  let [isRead, isUnderstood] = [false, false]
  return {
    ...deps,
    customers: {
      get(id) {
        if (isRead || id !== item.customerId) return customers.get(id)
        isRead = true
        return ahead.customer.catch(() => customers.get(id))
      },
    },
    nlu: {
      understand(text, context = {}) {
        if (isUnderstood || !isSame(context, ahead.context)) return nlu.understand(text, context)
        isUnderstood = true
        return ahead.understanding.catch(() => nlu.understand(text, context))
      },
    },
  }
}
