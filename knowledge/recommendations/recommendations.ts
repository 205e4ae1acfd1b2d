// Recommendations over mongoose: computed for everybody by a job, stored with reason, model and time, narrowed when they are asked for.
import type { Product, Recommendation } from '../../bot/domain/commerce.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Locale } from '../../bot/domain/locale.js'
import type { Clock } from '../../platform/clock.js'
import { inWorker } from '../../platform/in-worker.js'
import type { Catalogue } from '../commerce/catalogue.js'
import { readPriceLimit } from '../commerce/price-words.js'
import { consentGate } from '../customers/consent-gate.js'
import { deepestChain, groups } from '../identity/groups.js'
import type { Store } from '../store/connection.js'
import { recommendationSchema, type StoredRecommendations } from '../store/models/recommendation-model.js'
import { parseRecord } from '../store/record-schema.js'
import { inSteps } from '../store/write-many.js'
import { isEligible, purchasesOf } from './eligibility.js'
import { heldBack } from './hold-back.js'
import { isHeldOut, measureUplift } from './holdout.js'
import { readHistories } from './interactions.js'
import { kinds, rankEverybody, type RankInput, type RankOutput } from './rank-everybody.js'
import { rankInput } from './rank-input.js'
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
  /** Nobody asked: nothing is put forward while something is wrong (`heldBack`). */
  unasked?: boolean
}

/** Kept for each customer: enough for narrowing by what is asked for. */
const keptItems = 50
/** Before what is sold out or bought already is taken out. */
const rankedItems = 150

/** Fewer customers are done before a thread has started. */
const threadFrom = 500

/** What was asked for in words. */
const searchModel = 'search'

/** Under this id stands what a stranger gets. */
const everybody = 'everybody' as CustomerId

const allMatches = 100

/** How the customer said it, beside what was understood of it. */
const wordsShare = 0.6

/** A product that holds less of what was asked for is no match. */
const leastCoverage = 0.34

type Ranked = Omit<Recommendation, 'at'>

export interface RecommendationsOptions {
  /** Share of customers who get what is popular, for comparison; default 5 %. */
  holdout?: number
}

export function recommendations(
  store: Store,
  clock: Clock,
  catalogue: Catalogue,
  { holdout = 0.05 }: RecommendationsOptions = {},
) {
  const person = groups(store)
  const gate = consentGate(store)
  const { recommendations: documents } = store.models

  const stored = async (customer: CustomerId): Promise<readonly Recommendation[]> => {
    const found = await documents.findById(customer).lean<StoredRecommendations>()
    return (found?.items ?? []).map((item) => parseRecord('recommendations', recommendationSchema, item))
  }

  /** Of merged records the one that lives on stands for the person. */
  const personOf = async (): Promise<(record: CustomerId) => CustomerId> => {
    const merged = await store.models.customers
      .find({ mergedInto: { $exists: true } }, { mergedInto: 1 })
      .lean<{ _id: CustomerId; mergedInto: CustomerId }[]>()
    const up = new Map(merged.map(({ _id, mergedInto }) => [_id, mergedInto]))
    const living = (id: CustomerId, hops = 0): CustomerId => {
      const next = up.get(id)
      return next === undefined || hops > deepestChain ? id : living(next, hops + 1)
    }
    return living
  }

  /**
   * Chooses and fits the models on all histories, in a thread of its own, and stores everybody's items. Safe to repeat; readers see the old or
   * the new list, never a mixture.
   */
  const recompute = async (
    onProgress?: (done: number, total: number) => void,
  ): Promise<{ customers: number; model: string }> => {
    const as = await personOf()
    const [products, all, refused] = await Promise.all([
      catalogue.all(),
      readHistories(store, { as }),
      gate.refusedBy('personalization'),
    ])
    const histories = new Map([...all].filter(([customer]) => !refused.has(customer)))
    const productOf = new Map(products.map((product) => [product.id, product]))
    const at = clock.now()
    const input = rankInput(products, histories, at, rankedItems)
    const ranked =
      histories.size < threadFrom
        ? rankEverybody(input)
        : await inWorker<RankInput, RankOutput>(import.meta.url, './rank-worker', input)
    const customers = [...histories.keys(), everybody]
    const listFor = (row: number): StoredRecommendations => {
      const customer = customers[row] ?? everybody
      const purchases = purchasesOf(histories.get(customer) ?? [], (id) => productOf.get(id), at)
      const items: Recommendation[] = []
      for (let place = row * ranked.most; place < (row + 1) * ranked.most && items.length < keptItems; place += 1) {
        const product = products[ranked.item[place] ?? -1]
        if (!product || !isEligible(product, purchases)) continue
        const because = products[ranked.because[place] ?? -1]?.id
        const kind = kinds[ranked.kind[place] ?? 0] ?? 'popular'
        const reason = { kind, ...(because !== undefined && { because }) }
        items.push({ productId: product.id, score: ranked.score[place] ?? 0, reason, model: ranked.model, at })
      }
      return { _id: customer, items, model: ranked.model, at }
    }
    await inSteps(
      [...customers.keys()],
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
    return { customers: customers.length - 1, model: ranked.model }
  }

  /** The customer's list, then everybody's, then the rest of the shop: always enough to choose from. */
  const candidates = async (records: readonly CustomerId[]): Promise<readonly Ranked[]> => {
    const customer = records[0] ?? everybody
    const personal = !isHeldOut(customer, holdout) && (await gate.may(customer, 'personalization'))
    const [own, popular] = await Promise.all([personal ? stored(customer) : [], stored(everybody)])
    const lists = [...own, ...popular.map((item) => ({ ...item, reason: { kind: 'popular' as const } }))]
    const seen = new Set<string>()
    return lists.filter(({ productId }) => !seen.has(productId) && seen.add(productId))
  }

  const recommend = async (customer: CustomerId, request: RecommendRequest): Promise<readonly Suggestion[]> => {
    const records = await person.readableBy(customer)
    if (request.unasked && (await heldBack(store, records, clock.now()))) return []
    const said = readPriceLimit(request.about ?? '')
    const most = Math.min(request.maxPrice ?? Infinity, said.atMost ?? Infinity)
    const matches = async (text: string | undefined) =>
      text === undefined || text === '' ? [] : catalogue.matches(text, allMatches)
    const [ranked, histories, hits, ownWords] = await Promise.all([
      candidates(records),
      readHistories(store, { of: records, as: () => customer }),
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
            model: searchModel,
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
        model: 'popularity',
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

  return {
    stored,
    recompute,
    recommend,

    /** Why nothing is put forward to this customer unasked, if so. */
    heldBack: async (customer: CustomerId) => heldBack(store, await person.readableBy(customer), clock.now()),

    /** What personal recommendations brought since then, against what is popular. */
    uplift: (since: Date) => measureUplift(store, since, holdout, person.readableBy),
  }
}

export type Recommendations = ReturnType<typeof recommendations>
