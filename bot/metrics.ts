// What the dialogue counts, in its own words; a Prometheus adapter beside it.
import type { Metrics } from '../platform/metrics.js'

export interface BotMetrics {
  /** `result`: stored, duplicate, or the code of the refusal. */
  inbound(channel: string, result: string): void
  stage(stage: string, ms: number): void
  turn(channel: string, outcome: string): void
  /** A bot answer thrown away because its epoch was over. */
  discarded(): void
  delivery(channel: string, result: string): void
}

export const silentMetrics: BotMetrics = {
  inbound: () => undefined,
  stage: () => undefined,
  turn: () => undefined,
  discarded: () => undefined,
  delivery: () => undefined,
}

export const botMetrics = (
  metrics: Pick<Metrics, 'inbound' | 'turnStage' | 'turns' | 'discarded' | 'deliveries'>,
): BotMetrics => ({
  inbound: (channel, result) => {
    metrics.inbound.inc({ channel, result })
  },
  stage: (stage, ms) => {
    metrics.turnStage.observe({ stage }, ms / 1000)
  },
  turn: (channel, outcome) => {
    metrics.turns.inc({ channel, outcome })
  },
  discarded: () => {
    metrics.discarded.inc()
  },
  delivery: (channel, result) => {
    metrics.deliveries.inc({ channel, result })
  },
})
