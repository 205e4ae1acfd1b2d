// Predictions of one customer, and the models behind them.
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { z } from 'zod'
import type { Handlers } from '../serve.js'
import type { predictionsContract, PredictionView } from './contract.js'

type Target = PredictionView['target']
type Report = z.infer<typeof predictionsContract.versions.response>['items'][number]['report']

/** What this room needs from the record. knowledge/predictions satisfies it. */
export interface Predictions {
  of(
    customer: CustomerId,
  ): Promise<readonly (Omit<PredictionView, 'reasons'> & { reasons: readonly PredictionView['reasons'][number][] })[]>
  versions(): Promise<readonly { target: Target; id: string; createdAt: Date; live: boolean; report: Report }[]>
  drift(
    target: Target,
  ): Promise<{ alarm: boolean; features: readonly { feature: string; index: number }[] } | undefined>
  train(target: Target): Promise<{
    kind: 'live' | 'kept-old' | 'not-enough' | 'no-signal'
    version?: string
    report?: Report
    oldLogLoss?: number
  }>
}

export const predictionsHandlers = ({
  predictions,
}: {
  predictions: Predictions
}): Handlers<typeof predictionsContract> => ({
  customer: async ({ params }) => ({
    items: (await predictions.of(params.id as CustomerId)).map(({ reasons, ...rest }) => ({
      ...rest,
      reasons: [...reasons],
    })),
  }),
  versions: async () => ({
    items: (await predictions.versions()).map(({ createdAt, ...version }) => ({
      ...version,
      createdAt: createdAt.toISOString(),
    })),
  }),
  async drift({ params }) {
    const found = await predictions.drift(params.target)
    return { drift: found === undefined ? null : { alarm: found.alarm, features: [...found.features] } }
  },
  train: async ({ params }) => predictions.train(params.target),
})
