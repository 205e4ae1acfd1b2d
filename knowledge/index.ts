// The door of the room: the shared record and what the bot may know, over one store.
import type { Clock } from '../platform/clock.js'
import { articles } from './articles/articles.js'
import { desk } from './analytics/standing.js'
import { catalogue } from './commerce/catalogue.js'
import { orders } from './commerce/orders.js'
import { customers } from './customers/customers.js'
import { firstContacts } from './first-contacts.js'
import { identities } from './identity/identities.js'
import { intents } from './intents/intents.js'
import { predictions } from './predictions/live/predictions.js'
import { customersTyping } from './presence/customers-typing.js'
import { peopleOnline } from './presence/people-online.js'
import { ratings } from './ratings/ratings.js'
import { reasons } from './reasons/reasons.js'
import { recommendations } from './recommendations/recommendations.js'
import type { Store } from './store/connection.js'
import { conversations } from './store/conversations.js'
import { deliveries } from './store/deliveries.js'
import { inbox } from './store/inbox.js'
import { jobStore } from './store/jobs.js'
import { modelVersions, type ModelVersions } from './store/model-versions.js'
import { receipts } from './store/receipts.js'
import { upkeep } from './upkeep.js'

export type { ModelVersions, SavedModel } from './store/model-versions.js'
export { connectStore, type Store, type StoreOptions } from './store/connection.js'
export { openStore, type OpenStore, type OpenStoreOptions } from './store/open-store.js'
export { createAdminRecord, type AdminRecord } from './admin-record.js'
export { seedRecord, type SeedOptions, type SeedResult } from './seed/seed.js'
export { presenceBeatMs } from './presence/people-online.js'
export { restoreOrders } from './seed/restore-orders.js'
export type { SeedDataset } from './seed/dataset.js'

export interface KnowledgeOptions {
  clock: Clock
  /** How long a turn may stand in its conversation alone before it is spread with others; default 0. */
  spreadAfterMs?: number
}

export type Knowledge = ReturnType<typeof createKnowledge>

/** Everything over one store. Holds no connection of its own: closing the store ends it. */
export function createKnowledge(store: Store, options: KnowledgeOptions) {
  const { clock, spreadAfterMs } = options
  const people = peopleOnline(store, clock)
  const shop = catalogue(store, clock)
  const recommending = recommendations(store, clock, shop)
  const messages = {
    inbox: inbox(store),
    identities: identities(store, clock),
    conversations: conversations(store, clock, spreadAfterMs),
  }
  return {
    ...messages,
    firstContacts: firstContacts(store, messages),
    orders: orders(store, clock),
    products: { ...shop, recommend: recommending.recommend },
    articles: articles(store),
    customers: customers(store),
    ...upkeep(store, clock, shop),
    desk: desk(store, clock, async () => people.count()),
    peopleOnline: people,
    customersTyping: customersTyping(store, clock),
    /** Trained models of one kind; `parseReport` checks what training said of a version when it is read. */
    models: <Report>(kind: string, parseReport: (stored: unknown) => Report): ModelVersions<Report> =>
      modelVersions(store, { kind, parseReport, clock }),
    intents: intents(store),
    jobsStore: jobStore(store),
    recommendations: recommending,
    reasons: reasons(store, clock),
    predictions: predictions(store, clock),
    deliveries: deliveries(store, clock),
    ratings: ratings(store),
    receipts: receipts(store),
  }
}
