// Prometheus metrics of the process, by name and unit. One registry an app, so tests do not share counters.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    turnStage: new Histogram({
      name: 'kefu_turn_stage_seconds',
      help: 'Time a turn spends in each stage.',
      labelNames: ['stage'],
      buckets: secondsBuckets,
      registers,
    }),
    turns: new Counter({
      name: 'kefu_turns_total',
      help: 'Turns by channel and outcome.',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    inbound: new Counter({
      name: 'kefu_inbound_total',
      help: 'Messages taken in, by channel and result: stored, duplicate or the code of the refusal.',
      labelNames: ['channel', 'result'],
      registers,
    }),
    deliveries: new Counter({
      name: 'kefu_deliveries_total',
      help: 'Messages handed to channels, by result.',
      labelNames: ['channel', 'result'],
      registers,
    }),
    discarded: new Counter({
      name: 'kefu_discarded_answers_total',
      help: 'Bot answers thrown away because their epoch was over.',
      registers,
    }),
    jobs: new Counter({
      name: 'kefu_jobs_total',
      help: 'Jobs by name and result: done, retried, dead.',
      labelNames: ['name', 'result'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'kefu_job_seconds',
      help: 'Time from enqueuing a job to its end.',
      labelNames: ['name'],
      buckets: secondsBuckets,
      registers,
    }),
    refusedEvents: new Counter({
      name: 'kefu_refused_events_total',
      help: 'Socket events and requests refused, by channel and code.',
      labelNames: ['channel', 'code'],
      registers,
    }),
    connections: new Gauge({
      name: 'kefu_connections',
      help: 'Open customer connections, by channel.',
      labelNames: ['channel'],
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'kefu_http_request_seconds',
      help: 'HTTP requests by route, method and status.',
      labelNames: ['route', 'method', 'status'],
      buckets: secondsBuckets,
      registers,
    }),
  }
}
