// The whole bot over fakes of its own ports: a conversation in a unit test reads as what the customer says and what comes back.
import { fixedClock } from '../../platform/clock.js'
import type { NewJob } from '../../platform/jobs/job-queue.js'
import { createLog } from '../../platform/log.js'
import { createBot, type BotDeps } from '../index.js'
import type { Inbound, Trust } from '../domain/inbound.js'
import type { Reply } from '../domain/message.js'
import type { Receipt } from '../domain/receipt.js'
import type { TurnCarrier } from '../ports.js'
import { fakeAnswers, fakeArticles, fakeDesk, fakeOrders, fakeProducts, today } from './fake-shop.js'
import { fakeStore } from './fake-store.js'
import { scriptedNlu, type Heard } from './scripted-nlu.js'

const carrier: TurnCarrier = {
  carry: async (_inbound, logic) => {
    const replies: Reply[] = []
    const result = await logic({ say: async (reply) => void replies.push(reply) })
    return { result, replies }
  },
}

export interface Speaker {
  /** Verified as this customer; a stranger when absent. */
  customer?: string
  trust?: Trust
  locale?: 'en' | 'zh'
  key?: string
}

export type FakeBot = ReturnType<typeof fakeBot>

export function fakeBot(
  script: Readonly<Record<string, Heard>> = {},
  change: Partial<BotDeps> = {},
  before?: (call: string) => void,
) {
  const clock = fixedClock(today)
  const store = fakeStore(() => clock.now(), before)
  const orders = fakeOrders()
  const products = fakeProducts()
  const articles = fakeArticles()
  const nlu = scriptedNlu(script)
  const enqueued = new Map<string, NewJob>()
  const bot = createBot({
    ...store,
    customers: { get: async () => undefined },
    orders,
    products,
    articles,
    answers: fakeAnswers(),
    desk: fakeDesk(),
    carrier,
    nlu,
    channels: new Map(),
    jobs: {
      enqueue: async (job) => {
        before?.('jobs.enqueue')
        const id = job.id ?? 'unnamed'
        if (!enqueued.has(id)) enqueued.set(id, job)
        return id
      },
      notify: () => undefined,
    },
    shop: { name: { en: 'Test shop', zh: '测试商店' }, supportEmail: 'help@example.com', currency: 'EUR' },
    clock,
    log: createLog('silent'),
    timer: () => 0,
    ...change,
  })
  let count = 0

  const inbound = (text: string, speaker: Speaker = {}): Inbound => {
    count += 1
    const { customer, key = 'chat', locale } = speaker
    return {
      channel: 'test',
      externalId: `m${String(count)}`,
      conversationKey: key,
      from: {
        channel: 'test',
        subject: customer ?? 'visitor',
        trust: speaker.trust ?? (customer === undefined ? 'anonymous' : 'verified'),
        ...(customer !== undefined && { customerNumber: customer }),
      },
      text,
      ...(locale && { locale }),
      at: clock.now(),
    }
  }

  /** Says something and gives what comes back with its receipt. */
  const say = async (
    text: string,
    speaker?: Speaker,
  ): Promise<{ replies: readonly Reply[]; text: string; receipt: Receipt | undefined }> => {
    const { inboundId, conversationId } = await bot.ingest(inbound(text, speaker))
    await bot.runTurn(inboundId)
    const messages = store.messagesOf(conversationId)
    const at = messages.findIndex((message) => message.inboundId === inboundId)
    const replies = messages.slice(at + 1).map((message) => message.content)
    const receipt = [...store.spread.receipts.values()].find((one) => one.inboundId === inboundId)
    return { replies, text: replies.map((reply) => reply.text).join('\n'), receipt }
  }

  return { bot, store, orders, products, articles, nlu, clock, enqueued, inbound, say }
}
