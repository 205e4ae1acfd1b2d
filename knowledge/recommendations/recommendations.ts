// Recommendations over mongoose: computed for everybody by a job, stored with reason, model and time, narrowed when they are asked for.
import type { Product, Recommendation } from '../../bot/domain/commerce.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Locale } from '../../bot/domain/locale.js'
import type { Clock } from '../../platform/clock.js'
import type { Catalogue } from '../commerce/catalogue.js'
import { readPriceLimit } from '../commerce/price-words.js'
import type { Store } from '../store/connection.js'
import { recommendationSchema, type StoredRecommendations } from '../store/models/recommendation-model.js'
import { parseRecord } from '../store/record-schema.js'
import { inSteps } from '../store/write-many.js'
import { isEligible, purchasesOf } from './eligibility.js'
import { fitRecommender, modelName } from './fit.js'
import { readHistories } from './interactions.js'
import { matchSentence, reasonSentence } from './reasons.js'

export interface Suggestion {
  product: Product
  score: number
  reasonKind: 'bought-together' | 'similar' | 'popular' | 'matches'
  reason: Readonly<Record<Locale, string>>
  model: string
}

export interface RecommendRequest {
  limit: number
  /** What the customer asked for, in words; a price limit in it is kept too. */
  about?: string
  /** How the customer said it, in whatever language: weighs among what fits, and is quoted in reasons. */
  words?: string
  /** In the currency's smallest unit. */
  maxPrice?: number
}

/** Kept for each customer: enough for narrowing by what is asked for. */
const keptItems = 50

/** Under this id stands what a stranger gets. */
const everybody = 'everybody' as CustomerId

const allMatches = 100

/** How the customer said it, beside what was understood of it. */
const wordsShare = 0.6

/** A product that holds less of what was asked for is no match. */
const leastCoverage = 0.34

type Ranked = Omit<Recommendation, 'at'>

export function recommendations(store: Store, clock: Clock, catalogue: Catalogue) {
  const { recommendations: documents } = store.models

  const stored = async (customer: CustomerId): Promise<readonly Recommendation[]> => {
    const found = await documents.findById(customer).lean<StoredRecommendations>()
    return (found?.items ?? []).map((item) => parseRecord('recommendations', recommendationSchema, item))
  }

  /** Fits the model on all histories and stores everybody's items. Safe to repeat; readers see the old or the new list, never a mixture. */
  const recompute = async (
    onProgress?: (done: number, total: number) => void,
  ): Promise<{ customers: number; model: string }> => {
    const [products, histories] = await Promise.all([catalogue.all(), readHistories(store)])
    const productOf = new Map(products.map((product) => [product.id, product]))
    const recommender = fitRecommender(products, histories)
    const at = clock.now()
    const listFor = (customer: CustomerId): StoredRecommendations => {
      const history = histories.get(customer) ?? []
      const purchases = purchasesOf(history, (id) => productOf.get(id), at)
      const ranked = recommender.rank(history, new Set()).filter(({ productId }) => {
        const product = productOf.get(productId)
        return product !== undefined && isEligible(product, purchases)
      })
      return {
        _id: customer,
        items: ranked.slice(0, keptItems).map((item) => ({ ...item, at })),
        model: recommender.model,
        at,
      }
    }
    const customers = [everybody, ...histories.keys()]
    await inSteps(
      customers,
      200,
      async (slice) => {
        const lists = slice.map(listFor)
        const writes = lists.map((list) => ({
          replaceOne: { filter: { _id: list._id }, replacement: list, upsert: true },
        }))
        await documents.bulkWrite(writes as never, { ordered: false })
      },
      onProgress,
    )
    // Lists that were not made anew belong to customers whose events are gone.
    await documents.deleteMany({ at: { $lt: at } })
    return { customers: customers.length - 1, model: recommender.model }
  }

  /** The customer's list, then everybody's, then the rest of the shop: always enough to choose from. */
  const candidates = async (customer: CustomerId): Promise<readonly Ranked[]> => {
    const [own, popular] = await Promise.all([stored(customer), stored(everybody)])
    const lists = [...own, ...popular.map((item) => ({ ...item, reason: { kind: 'popular' as const } }))]
    const seen = new Set<string>()
    return lists.filter(({ productId }) => !seen.has(productId) && seen.add(productId))
  }

  const recommend = async (customer: CustomerId, request: RecommendRequest): Promise<readonly Suggestion[]> => {
    const said = readPriceLimit(request.about ?? '')
    const most = Math.min(request.maxPrice ?? Infinity, said.atMost ?? Infinity)
    const matches = async (text: string | undefined) =>
      text === undefined || text === '' ? [] : catalogue.matches(text, allMatches)
    const [ranked, histories, hits, ownWords] = await Promise.all([
      candidates(customer),
      readHistories(store, customer),
      matches(said.rest),
      matches(request.words),
    ])
    const bySaying = new Map(ownWords.map((hit) => [hit.id, hit]))
    const bestSaying = ownWords[0]?.score ?? 1
    const history = histories.get(customer) ?? []
    const matching = hits.filter(({ coverage }) => coverage >= leastCoverage)
    const ids = [
      ...ranked.flatMap(({ productId, reason }) => [
        productId,
        ...(reason.because === undefined ? [] : [reason.because]),
      ]),
      ...matching.map(({ id }) => id),
    ]
    const found = new Map(await catalogue.byIds([...ids, ...history.map(({ item }) => item)]))
    if (ranked.length < request.limit) for (const product of await catalogue.all()) found.set(product.id, product)
    const purchases = purchasesOf(history, (id) => found.get(id), clock.now())
    const allowed = (product: Product | undefined, askedFor: boolean): product is Product =>
      product !== undefined && product.price.amount <= most && isEligible(product, purchases, askedFor)

    const personal = new Map(ranked.map((item, rank) => [item.productId, 1 - rank / ranked.length]))
    const bestHit = matching[0]?.score ?? 1
    const asked = matching
      .flatMap(({ id, score, coverage, words }): Suggestion[] => {
        const product = found.get(id)
        if (!allowed(product, true)) return []
        // What was asked for decides; among equal matches the customer's own taste does.
        const saying = bySaying.get(id)
        const taste = 0.8 + 0.2 * (personal.get(id) ?? 0)
        const blended = ((score / bestHit) * coverage + wordsShare * ((saying?.score ?? 0) / bestSaying)) * taste
        return [
          {
            product,
            score: blended,
            reasonKind: 'matches',
            reason: matchSentence(saying && saying.words.length > 0 ? saying.words : words, most < Infinity),
            model: modelName,
          },
        ]
      })
      .sort((a, b) => b.score - a.score || (a.product.id < b.product.id ? -1 : 1))

    const askedCategories = new Set(asked.slice(0, 3).map(({ product }) => product.category))
    const others = [
      ...ranked,
      ...[...found.keys()].map((productId): Ranked => ({
        productId,
        score: 0,
        reason: { kind: 'popular' },
        model: modelName,
      })),
    ].flatMap(({ productId, score, reason, model }): Suggestion[] => {
      const product = found.get(productId)
      if (!allowed(product, false)) return []
      const sentence = reasonSentence(
        reason,
        product,
        reason.because === undefined ? undefined : found.get(reason.because),
      )
      return [{ product, score, reasonKind: reason.kind, reason: sentence, model }]
    })
    const sameKind = others.filter(({ product }) => askedCategories.has(product.category))
    const seen = new Set<string>()
    return [...asked, ...sameKind, ...others]
      .filter(({ product }) => !seen.has(product.id) && seen.add(product.id))
      .slice(0, request.limit)
  }

  return { stored, recompute, recommend }
}

export type Recommendations = ReturnType<typeof recommendations>
