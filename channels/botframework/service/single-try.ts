// Makes botbuilder's connector try a post once and not wait for ever: the job queue tries again, and it knows what was sent.
import type { TurnContext } from 'botbuilder'
import { AppError } from '../../../platform/errors.js'

interface Policy {
  name: string
  sendRequest?: (
    request: { timeout: number },
    next: (request: { timeout: number }) => Promise<unknown>,
  ) => Promise<unknown>
}
interface Pipeline {
  removePolicy(policy: Policy): unknown
  addPolicy(policy: Policy): void
}

/** Longer than the service's own limit of 15 s on a bot. */
const timeoutMs = 20_000

/** `ConnectorClientOptions` cannot say this: they hide the pipeline of https://www.npmjs.com/package/@azure/core-rest-pipeline behind them. */
export function trySingly(context: TurnContext, connectorKey: symbol): void {
  const connector = context.turnState.get<{ client?: { pipeline?: Pipeline } } | undefined>(connectorKey)
  const pipeline = connector?.client?.pipeline
  if (!pipeline) throw new AppError('internal', "botbuilder's connector has no pipeline.")
  pipeline.removePolicy({ name: 'defaultRetryPolicy' })
  pipeline.addPolicy({
    name: 'kefu-timeout',
    sendRequest: (request, next) => next(Object.assign(request, { timeout: timeoutMs })),
  })
}
