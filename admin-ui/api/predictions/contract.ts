// Predictions: what is likely of one customer, with reasons, and the versions of the models behind it.
import { z } from 'zod'
import { instant, localizedText, route } from '../route.js'

const target = z.enum(['purchase', 'churn', 'dissatisfied'])

const report = z.object({
  model: z.string(),
  rows: z.number().int(),
  yesShare: z.number(),
  judgedRows: z.number().int(),
  auc: z.number(),
  logLoss: z.number(),
  calibrationError: z.number(),
  signal: z.enum(['strong', 'weak', 'none']),
  /** Whether the model learnt too much or too little, in words. */
  verdict: z
    .object({ kind: z.enum(['no-signal', 'over-fitting', 'under-fitting', 'well-fitted']), words: localizedText })
    .exactOptional(),
  /** What is done to the columns first, where that was found to help. */
  prepared: z.array(z.string()).exactOptional(),
})

export const predictionView = z.object({
  target,
  probability: z.number(),
  horizonDays: z.number(),
  version: z.string(),
  reasons: z.array(
    z.object({
      feature: z.string(),
      words: localizedText,
      value: z.number(),
      usual: z.number(),
      /** How much higher the probability is than with the usual value. */
      effect: z.number(),
    }),
  ),
})
export type PredictionView = z.infer<typeof predictionView>

export const predictionsContract = {
  customer: route({
    method: 'get',
    path: '/customers/:id/predictions',
    policy: 'customers.read',
    summary: 'How likely a purchase, leaving and dissatisfaction are, each with its main reasons.',
    params: z.object({ id: z.string().min(1).max(100) }),
    response: z.object({ items: z.array(predictionView) }),
  }),
  versions: route({
    method: 'get',
    path: '/predictions',
    policy: 'training.read',
    summary:
      'Every version of the prediction models, how well it foretold days that it had not learnt from, and which is in use.',
    response: z.object({
      items: z.array(z.object({ target, id: z.string(), createdAt: instant, live: z.boolean(), report })),
    }),
  }),
  drift: route({
    method: 'get',
    path: '/predictions/:target/drift',
    policy: 'training.read',
    summary:
      'How much the customers of today differ from those that the model in use learnt from; from .25 on a feature raises the alarm.',
    params: z.object({ target }),
    response: z.object({
      drift: z
        .object({ alarm: z.boolean(), features: z.array(z.object({ feature: z.string(), index: z.number() })) })
        .nullable(),
    }),
  }),
  train: route({
    method: 'post',
    path: '/predictions/:target/train',
    policy: 'training.publish',
    summary: 'Train now. The model in use stays unless the new one does better on the newest days.',
    params: z.object({ target }),
    body: z.object({}),
    response: z.object({
      kind: z.enum(['live', 'kept-old', 'not-enough', 'no-signal']),
      version: z.string().optional(),
      report: report.optional(),
      oldLogLoss: z.number().optional(),
    }),
  }),
}
