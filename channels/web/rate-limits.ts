// How much one visitor, one address and one site may ask for.
import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { AppError } from '../../platform/errors.js'

export interface Rate {
  /** So many … */
  points: number
  /** … in so many seconds. */
  seconds: number
}

export interface WebRates {
  messagesPerVisitor: Rate
  messagesPerAddress: Rate
  messagesPerSite: Rate
  /** Everything but messages: sync, read, typing, faulty events. */
  commandsPerVisitor: Rate
  connectionsPerAddress: Rate
  uploadsPerVisitor: Rate
  ratingsPerVisitor: Rate
}

/** A quick typist stays far below; an office behind one address fits. */
export const defaultRates: WebRates = {
  messagesPerVisitor: { points: 20, seconds: 10 },
  messagesPerAddress: { points: 300, seconds: 10 },
  messagesPerSite: { points: 50_000, seconds: 10 },
  commandsPerVisitor: { points: 200, seconds: 10 },
  connectionsPerAddress: { points: 600, seconds: 60 },
  uploadsPerVisitor: { points: 20, seconds: 60 },
  ratingsPerVisitor: { points: 10, seconds: 60 },
}

/** Makes the counter of one rate. Its `consume` rejects with a `RateLimiterRes` when nothing is left. */
export type MakeLimiter = (name: keyof WebRates, rate: Rate) => RateLimiterAbstract

/** In this process's memory. */
export const memoryLimiter: MakeLimiter = (_name, { points, seconds }) =>
  new RateLimiterMemory({ points, duration: seconds })

/** Uses one point or throws `rate-limited` with `retryAfterMs`. */
async function spend(rate: RateLimiterAbstract, key: string, whose: string): Promise<void> {
  try {
    await rate.consume(key)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new AppError('rate-limited', 'Too many requests; please wait a moment.', {
      details: { retryAfterMs: refused.msBeforeNext, whose },
      retryable: true,
    })
  }
}

export interface RateLimits {
  /** The narrowest first, so that one loud visitor uses up nothing of the others'. */
  message(from: { visitor: string; address: string; site: string }): Promise<void>
  command(visitor: string): Promise<void>
  connection(address: string): Promise<void>
  upload(visitor: string): Promise<void>
  rating(visitor: string): Promise<void>
}

export function createRateLimits(rates: WebRates, limiter: MakeLimiter = memoryLimiter): RateLimits {
  const of = (name: keyof WebRates) => limiter(name, rates[name])
  const visitor = of('messagesPerVisitor')
  const address = of('messagesPerAddress')
  const site = of('messagesPerSite')
  const commands = of('commandsPerVisitor')
  const connections = of('connectionsPerAddress')
  const uploads = of('uploadsPerVisitor')
  const ratings = of('ratingsPerVisitor')
  return {
    async message(from) {
      await spend(visitor, from.visitor, 'visitor')
      await spend(address, from.address, 'address')
      await spend(site, from.site, 'site')
    },
    command: (key) => spend(commands, key, 'visitor'),
    connection: (key) => spend(connections, key, 'address'),
    upload: (key) => spend(uploads, key, 'visitor'),
    rating: (key) => spend(ratings, key, 'visitor'),
  }
}
