// Several processes as one, over Redis: what one of them sends reaches customers who are connected to another, and limits count over all.
// Redis holds nothing that cannot be lost: customers ask for what passed them by while it was away.
import { once } from 'node:events'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { ServerOptions } from 'socket.io'
import { AppError } from '../../platform/errors.js'
import { memoryLimiter, type MakeLimiter } from './rate-limits.js'

export interface Cluster {
  adapter: NonNullable<ServerOptions['adapter']>
  /** Counts in Redis, and in this process while Redis is away. */
  limiter: MakeLimiter
  /** Called each time when Redis is back after it was away. */
  onReturn(listener: () => void): void
  /** Ends the connections. Call it after the socket server has stopped. */
  stop(): Promise<void>
}

export interface ClusterOptions {
  /** `redis://…` or `rediss://…` */
  url: string
  /** Separates installations that share one Redis. */
  prefix?: string
}

const connectMs = 3_000
const afterFaultMs = 1_000
const retryStrategy = (times: number): number => Math.min(50 * times, 1_000)

/** Connected when it resolves. Rejects with `redis-unreachable` when the server does not answer; outages after that are survived. */
export async function connectCluster({ url, prefix = 'kefu' }: ClusterOptions): Promise<Cluster> {
  // What cannot be told the others now fails at once and is not kept for later: by then, customers have asked for it.
  const client = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: null, retryStrategy })
  try {
    await once(client, 'ready', { signal: AbortSignal.timeout(connectMs) })
  } catch (error) {
    client.disconnect()
    throw new AppError('redis-unreachable', 'REDIS_URL: the Redis server does not answer.', { cause: error })
  }
  // The job driver, on the same Redis, tells of outages.
  client.on('error', () => undefined)

  const readers: Redis[] = []
  const listeners = new Set<() => void>()
  let away = false
  let stopped = false

  /** The connections that listen: a question of theirs waits for Redis to come back. */
  const reader = (): Redis => {
    const listening = new Redis(url, { maxRetriesPerRequest: null, retryStrategy })
    readers.push(listening)
    listening.on('close', () => (away = true))
    listening.on('ready', () => {
      if (!away || readers.some(({ status }) => status !== 'ready')) return
      away = false
      for (const listener of listeners) listener()
    })
    // The adapter asks again at once whatever went wrong; a Redis that refuses must not keep it spinning.
    const xread = async (...args: (string | number)[]): Promise<unknown> => {
      try {
        return await listening.call('xread', ...args)
      } catch (error) {
        await new Promise<void>((resolve) => {
          if (!stopped) setTimeout(resolve, afterFaultMs).unref()
        })
        throw error
      }
    }
    return Object.assign(listening, { xread })
  }

  return {
    adapter: createAdapter(Object.assign(client, { duplicate: reader }), {
      streamName: `${prefix}:sockets`,
      channelPrefix: `${prefix}:sockets`,
      onlyPlaintext: true,
    }),
    limiter: (name, rate) =>
      new RateLimiterRedis({
        storeClient: client,
        keyPrefix: `${prefix}:limit:${name}`,
        points: rate.points,
        duration: rate.seconds,
        // Whoever is over the limit is refused from memory: a storm costs Redis nothing.
        inMemoryBlockOnConsumed: rate.points,
        insuranceLimiter: memoryLimiter(name, rate),
      }),
    onReturn: (listener) => void listeners.add(listener),
    async stop() {
      stopped = true
      listeners.clear()
      for (const each of [client, ...readers]) each.disconnect()
    },
  }
}
