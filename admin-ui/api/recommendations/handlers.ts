// Recommendations as colleagues see them.
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { LocalizedText } from '../../../bot/domain/locale.js'
import type { Clock } from '../../../platform/clock.js'
import type { Handlers } from '../serve.js'
import type { recommendationsContract } from './contract.js'

interface Group {
  customers: number
  bought: number
  rate: number
}

/** What this room needs from the record. knowledge/recommendations satisfies it. */
export interface Recommendations {
  recommend(
    customer: CustomerId,
    request: { limit: number; unasked: true },
  ): Promise<
    readonly {
      product: { id: string; title: LocalizedText }
      score: number
      reason: LocalizedText
      model: string
    }[]
  >
  /** Undefined when nothing speaks against putting something forward. */
  heldBack(customer: CustomerId): Promise<'complaint' | 'refund' | 'mood' | undefined>
  uplift(since: Date): Promise<{
    personal: Group
    holdout: Group
    uplift: { difference: number; low: number; high: number } | null
  }>
}

/** Looked back when no day is named. */
const usualMs = 90 * 86_400_000

export const recommendationsHandlers = ({
  recommendations,
  clock,
}: {
  recommendations: Recommendations
  clock: Clock
}): Handlers<typeof recommendationsContract> => ({
  async customer({ params, query }) {
    const customer = params.id as CustomerId
    const [heldBack, found] = await Promise.all([
      recommendations.heldBack(customer),
      recommendations.recommend(customer, { limit: query.limit, unasked: true }),
    ])
    return {
      heldBack: heldBack ?? null,
      items: found.map(({ product: { id, title }, score, reason, model }) => ({
        ...{ productId: id, title, score, reason, model },
      })),
    }
  },
  async uplift({ query }) {
    const since = query.since === undefined ? new Date(clock.now().getTime() - usualMs) : new Date(query.since)
    return { since: since.toISOString(), ...(await recommendations.uplift(since)) }
  },
})
