// Recommendations: what one customer would be shown now, and what personal ones bring against popular ones.
import { z } from 'zod'
import { instant, limit, localizedText, route } from '../route.js'

const group = z.object({
  /** Customers who were shown recommendations. */
  customers: z.number().int(),
  /** Those who bought a shown product within fourteen days. */
  bought: z.number().int(),
  rate: z.number(),
})

export const recommendationsContract = {
  customer: route({
    method: 'get',
    path: '/customers/:id/recommendations',
    policy: 'customers.read',
    summary:
      'What would be put forward to a customer who did not ask; nothing while a complaint or refund is open or their mood is bad.',
    params: z.object({ id: z.string().min(1).max(100) }),
    query: z.object({ limit: limit(20, 3) }),
    response: z.object({
      heldBack: z.enum(['complaint', 'refund', 'mood']).nullable(),
      items: z.array(
        z.object({
          productId: z.string(),
          title: localizedText,
          score: z.number(),
          reason: localizedText,
          model: z.string(),
        }),
      ),
    }),
  }),
  uplift: route({
    method: 'get',
    path: '/recommendations/uplift',
    policy: 'recommendations.read',
    summary:
      'How many bought what they were shown: with personal recommendations, and in the part of the customers that gets popular ones for comparison.',
    query: z.object({ since: instant.optional() }),
    response: z.object({
      since: instant,
      personal: group,
      holdout: group,
      /** Difference of the rates and its 95 % interval; null while one group is empty. */
      uplift: z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullable(),
    }),
  }),
}
