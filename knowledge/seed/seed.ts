// Fills an empty database with a demo business. Idempotent: every id is fixed, and a marker written last says that it is complete.
import type { Customer } from '../../bot/domain/customer.js'
import type { Clock } from '../../platform/clock.js'
import { systemClock } from '../../platform/clock.js'
import { catalogue } from '../commerce/catalogue.js'
import { enrichment } from '../enrichment/enrich.js'
import { recommendations } from '../recommendations/recommendations.js'
import type { Store } from '../store/connection.js'
import { entityToStored } from '../store/models/entity-model.js'
import { intentToStored } from '../store/models/intent-model.js'
import { orderToStored } from '../store/models/order-model.js'
import { productToStored } from '../store/models/product-model.js'
import type { StoredSeed } from '../store/models/seed-model.js'
import { toStored } from '../store/record-schema.js'
import { bumpRevision } from '../store/revisions.js'
import { inSteps } from '../store/write-many.js'
import type { SeedCustomer, SeedDataset } from './dataset.js'

export interface SeedOptions {
  /** Writes over what is there; default false: only an empty database is filled. */
  force?: boolean
  clock?: Clock
  onProgress?: (step: string, done: number, total: number) => void
}

export interface SeedResult {
  /** False when the database was filled before or holds data of its own. */
  seeded: boolean
  counts: Readonly<Record<string, number>>
}

const marker = 'demo'
const batch = 500

interface BulkModel {
  bulkWrite(operations: never, options: { ordered: boolean }): Promise<unknown>
}

function asCustomer(seed: SeedCustomer): Customer {
  const { id, number, name, email, phone, locale, address, createdAt } = seed
  return {
    id,
    number,
    name,
    email: email.toLowerCase(),
    ...(phone === undefined ? {} : { phone }),
    locale,
    address,
    traits: [],
    counters: {},
    createdAt,
    updatedAt: createdAt,
  }
}

/**
 * Seeds customers, catalogue, orders, reviews, events, articles, intents and entities, then derives traits and recommendations from them.
 * A run that was cut off is completed by the next one.
 */
export async function seedRecord(store: Store, dataset: SeedDataset, options: SeedOptions = {}): Promise<SeedResult> {
  const { force = false, clock = systemClock, onProgress } = options
  const { models } = store
  const earlier = await models.seeds.findById(marker).lean<StoredSeed>()
  const isComplete = earlier !== null && earlier.version !== ''
  const isForeign = earlier === null && (await models.customers.exists({})) !== null
  if (!force && (isComplete || isForeign)) return { seeded: false, counts: earlier?.counts ?? {} }

  await models.seeds.replaceOne({ _id: marker }, { version: '', counts: {}, at: clock.now() }, { upsert: true })
  const counts: Record<string, number> = {}
  const fill = async (step: string, model: unknown, documents: readonly { _id: string }[]): Promise<void> => {
    counts[step] = documents.length
    await inSteps(
      documents,
      batch,
      (slice) => {
        const writes = slice.map((document) => ({
          replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true },
        }))
        return (model as BulkModel).bulkWrite(writes as never, { ordered: false })
      },
      (done, total) => onProgress?.(step, done, total),
    )
  }
  await fill(
    'customers',
    models.customers,
    dataset.customers.map((customer) => toStored(asCustomer(customer))),
  )
  await fill('products', models.products, dataset.products.map(productToStored))
  await fill('orders', models.orders, dataset.orders.map(orderToStored))
  await fill('reviews', models.reviews, dataset.reviews.map(toStored))
  await fill('events', models.events, dataset.events.map(toStored))
  await fill('articles', models.articles, dataset.articles.map(toStored))
  await fill('intents', models.intents, dataset.intents.map(intentToStored))
  await fill('entities', models.entities, dataset.entities.map(entityToStored))
  const sentences = Object.entries(dataset.outOfScope).map(([locale, list]) => ({ _id: locale, sentences: list }))
  await fill('outOfScope', models.outOfScope, sentences)
  for (const name of ['articles', 'products', 'intents'] as const) await bumpRevision(store, name)

  const shop = catalogue(store)
  counts['enriched'] = await enrichment(store, clock, shop).rebuildAll((done, total) =>
    onProgress?.('enriched', done, total),
  )
  const made = await recommendations(store, clock, shop).recompute((done, total) =>
    onProgress?.('recommendations', done, total),
  )
  counts['recommendations'] = made.customers

  const { name, supportEmail, currency } = dataset.shop
  await models.seeds.replaceOne(
    { _id: marker },
    { version: dataset.version, counts, shop: { name, supportEmail, currency }, at: clock.now() },
  )
  return { seeded: true, counts }
}
