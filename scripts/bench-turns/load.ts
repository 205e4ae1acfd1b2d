// Visitors who write, read the answer and write again, so many at a time for so long.
import type { ServerChild } from './child.js'
import { flood, type Connect, type Flooded, type Visitor } from './visitors.js'

export interface Target {
  name: string
  server: ServerChild
  connect: Connect
}

export interface Measured {
  messagesPerSecond: number
  /** Message to reply, milliseconds. */
  p50: number
  p95: number
  p99: number
  /** Processor time of the server, all threads. */
  cpuMsPerMessage: number
}

/** As real customers: a few messages, then somebody else comes. Stays below the limit of one visitor. */
const messagesPerVisitor = 12

/** A small shop's day: answers from articles, small talk, advice, an order status that asks for more; both languages. */
const sentences = [
  'Hi',
  'What are your opening hours?',
  'how long does shipping to Germany take',
  '你们几点营业？',
  'Where is my order?',
  'forget it',
  'Can I pay with PayPal?',
  '怎么退货',
  'Can you recommend a desk lamp under 50 euros?',
  'thanks a lot',
]

let visitorCount = 0

/** One place in the row of concurrent visitors. The next one's connection is opened while this one talks. */
async function place(target: Target, until: () => boolean, seen: (ms: number) => void): Promise<void> {
  const arrive = (): Promise<Visitor> => target.connect(target.server.url, (visitorCount += 1))
  let coming = arrive()
  while (!until()) {
    const visitor = await coming
    coming = arrive()
    for (let n = 0; n < messagesPerVisitor && !until(); n += 1) {
      const began = performance.now()
      await visitor.say(sentences[n % sentences.length] ?? 'Hi')
      seen(performance.now() - began)
    }
    visitor.close()
  }
  ;(await coming).close()
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN

/** `warmUpMs` are not counted. */
export async function measure(target: Target, visitors: number, warmUpMs: number, forMs: number): Promise<Measured> {
  const times: number[] = []
  const begin = performance.now() + warmUpMs
  const end = begin + forMs
  let cpuBefore = 0
  const counting = setTimeout(() => (cpuBefore = target.server.cpuMs()), warmUpMs)
  const seen = (ms: number) => {
    const now = performance.now()
    if (now >= begin && now < end) times.push(ms)
  }
  let cpuAfter = 0
  const closing = setTimeout(() => (cpuAfter = target.server.cpuMs()), warmUpMs + forMs)
  await Promise.all(Array.from({ length: visitors }, () => place(target, () => performance.now() >= end, seen)))
  clearTimeout(counting)
  clearTimeout(closing)
  if (cpuAfter === 0) cpuAfter = target.server.cpuMs()
  times.sort((a, b) => a - b)
  return {
    messagesPerSecond: times.length / (forMs / 1000),
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    cpuMsPerMessage: (cpuAfter - cpuBefore) / Math.max(1, times.length),
  }
}

export interface Flood extends Flooded {
  /** Of the others: how many they are, alone and beside the flood. */
  visitors: number
  alone: Measured
  beside: Measured
}

/** One visitor who writes as quickly as a program can, beside others who talk as people do. */
export async function measureFlood(target: Target, visitors: number, messages: number, forMs: number): Promise<Flood> {
  const alone = await measure(target, visitors, forMs / 4, forMs)
  const [beside, flooded] = await Promise.all([
    measure(target, visitors, forMs / 4, forMs),
    flood(target.server.url, (visitorCount += 1), messages, forMs * 1.25),
  ])
  return { visitors, alone, beside, ...flooded }
}

export interface Idle {
  visitors: number
  bytesPerVisitor: number
  /** Message to reply of one visitor who does talk. */
  p50: number
}

/** Many who have the page open and say nothing. */
export async function measureIdle(target: Target, visitors: number): Promise<Idle> {
  const { server } = target
  const before = server.residentBytes()
  const idle: Visitor[] = []
  while (idle.length < visitors) {
    const batch = Math.min(100, visitors - idle.length)
    idle.push(
      ...(await Promise.all(Array.from({ length: batch }, () => target.connect(server.url, (visitorCount += 1))))),
    )
  }
  const bytesPerVisitor = (server.residentBytes() - before) / visitors
  const { p50 } = await measure(target, 1, 500, 3000)
  for (const visitor of idle) visitor.close()
  return { visitors, bytesPerVisitor, p50 }
}
