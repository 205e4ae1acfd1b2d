// A small world on one thread: customers who send until they are acknowledged, people at the desk, and server processes that answer, die and come
// back, over one shared record. Which of all waiting steps comes next is chosen from outside.
import type { Flows } from '../../bot/flows/schema.js'
import { createBot, enrichPayload, type Bot } from '../../bot/index.js'
import type { Conversation } from '../../bot/domain/conversation.js'
import type { ConversationId } from '../../bot/domain/ids.js'
import type { Inbound } from '../../bot/domain/inbound.js'
import type { Message, Reply } from '../../bot/domain/message.js'
import { fakeAnswers, fakeArticles, fakeDesk, fakeOrders, fakeProducts } from '../../bot/testing/fake-shop.js'
import { scriptedNlu } from '../../bot/testing/scripted-nlu.js'
import type { fixedClock } from '../../platform/clock.js'
import type { JobDriver, JobWork } from '../../platform/jobs/job-driver.js'
import type { JobHint } from '../../platform/jobs/job-store.js'
import type { JobQueue } from '../../platform/jobs/job-queue.js'
import { createJobQueue } from '../../platform/jobs/queue.js'
import { AppError } from '../../platform/errors.js'
import { createLog } from '../../platform/log.js'
import type { Backend, Ports } from './turn-backend.js'
import type { Gate, Interleaving } from './interleaving.js'

/** Understood, not understood (twice: a person is offered), for a person, back to the bot. */
export const texts = ['hello', 'mumble', 'person', 'bot please'] as const

const log = createLog('silent')
const person = (number: number) => ({ id: `p${String(number)}`, name: `Person ${String(number)}` })

export const deskCommands = ['claim', 'reply', 'again', 'handBack', 'resolve'] as const
export type DeskCommand = (typeof deskCommands)[number]

interface Process {
  gate: Gate & { kill(): void }
  ports: Ports
  bot: Bot
  queue: JobQueue
  work: JobWork | undefined
  ready: boolean
}

interface Customer {
  outbox: { externalId: string; text: string }[]
  sent: Inbound[]
  acknowledged: string[]
  /** The process that the first of the outbox was sent to; an acknowledgement from a dead one never comes. */
  waitingFor: Process | undefined
  /** Acknowledgements that get lost on the way. */
  dropAcks: number
  conversation: ConversationId | undefined
}

export interface World {
  customers: readonly Customer[]
  /** What arrived at each customer's device, in order, repeats included. */
  arrived: Map<ConversationId, Message[]>
  alive(): number
  start(): void
  kill(which: number): void
  say(customer: number, text: string): void
  late(customer: number, which: number): void
  dropAck(customer: number): void
  /** `again`: the last reply sent once more, by a client that saw no answer. */
  desk(customer: number, command: DeskCommand, who: number): void
  sweep(which: number): void
  /** Time goes by; what is due is looked at, and what nobody announced is found. */
  pass(ms: number): void
  /** Customers whose process died send again. */
  retry(): void
  /** Nobody waits for an acknowledgement. */
  allAcknowledged(): boolean
  mailbox: boolean
  /** Faults that no part of the world may ever show. */
  faults: unknown[]
  end(): void
}

export interface WorldOptions {
  backend: Backend
  interleaving: Interleaving
  clock: ReturnType<typeof fixedClock>
  flows: Flows
  customers: number
  /** Names the customers of this world in a record that many worlds use. */
  name: string
  /** One process at a time, which owns the record alone. */
  sole: boolean
  /** Customers read the record themselves; what they are told is a hint. */
  mailbox: boolean
}

export function createWorld(options: WorldOptions): World {
  const { backend, interleaving, clock, flows, name, sole, mailbox } = options
  const processes: Process[] = []
  const timers: { at: number; process: Process; hints: readonly JobHint[] }[] = []
  const faults: unknown[] = []
  const arrived = new Map<ConversationId, Message[]>()
  let replies = 0
  let lastReply: ((desk: Bot['desk']) => Promise<unknown>) | undefined
  const customers: Customer[] = Array.from({ length: options.customers }, () => ({
    outbox: [],
    sent: [],
    acknowledged: [],
    waitingFor: undefined,
    dropAcks: 0,
    conversation: undefined,
  }))
  /** Losing too many races is an answer that a person may get; anything else is a fault. */
  const noting = (what: Promise<unknown>): void =>
    void what.catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'conflict')) faults.push(error)
    })

  const driverOf = (process: () => Process): JobDriver => ({
    start: async (work) => void (process().work = work),
    announce(hints, delayMs) {
      if (delayMs > 0) timers.push({ at: clock.now().getTime() + delayMs, process: process(), hints })
      else if (process().work) noting(process().work?.handle(hints) ?? Promise.resolve())
    },
    stop: async () => undefined,
  })

  const start = (): void => {
    if (sole && processes.some(({ gate }) => !gate.dead)) return
    if (processes.filter(({ gate }) => !gate.dead).length >= 2) return
    const gate = interleaving.newGate()
    const ports = backend.openProcess(gate)
    const process: Partial<Process> = { gate, ports, ready: false }
    const queue = createJobQueue({
      store: ports.jobs,
      driver: driverOf(() => process as Process),
      clock,
      random: () => 0,
      sole,
    })
    const deliver = interleaving.gated(
      () => gate,
      async (to: Pick<Conversation, 'id'>, message: Message) => {
        arrived.set(to.id, [...(arrived.get(to.id) ?? []), message])
        return { kind: 'sent' as const }
      },
    )
    const understander = scriptedNlu({ hello: { intent: 'greeting' }, person: { intent: 'talk-to-person' } })
    const bot = createBot({
      ...ports,
      customers: { get: async () => undefined },
      orders: fakeOrders(),
      products: fakeProducts(),
      articles: fakeArticles(),
      answers: fakeAnswers(),
      desk: fakeDesk(),
      carrier: {
        carry: async (_inbound, logic) => {
          const said: Reply[] = []
          const result = await logic({ say: async (reply) => void said.push(reply) })
          return { result, replies: said }
        },
      },
      nlu: { understand: interleaving.gated(() => gate, understander.understand.bind(understander)) },
      channels: new Map([['test', { deliver, mailbox }]]),
      sole,
      jobs: queue,
      shop: { name: { en: 'Test shop', zh: '测试商店' }, supportEmail: 'help@example.com' },
      clock,
      log,
      flows,
      timer: () => 0,
    })
    const [turn, delivery] = bot.jobs
    queue.define(turn)
    queue.define(delivery)
    queue.define({ name: 'enrich', payload: enrichPayload, handler: async () => undefined })
    Object.assign(process, { bot, queue })
    processes.push(process as Process)
    noting(
      (async () => {
        await bot.sweep()
        await queue.start()
        process.ready = true
      })(),
    )
  }
  const living = (): Process[] => processes.filter(({ gate, ready }) => ready && !gate.dead)

  const transmit = (customer: Customer): void => {
    const next = customer.outbox[0]
    const process = living()[customer.sent.length % Math.max(1, living().length)]
    if (next === undefined || process === undefined || customer.waitingFor !== undefined) return
    const number = customers.indexOf(customer)
    const key = `${name}-${String(number)}`
    const inbound: Inbound = {
      channel: 'test',
      externalId: next.externalId,
      conversationKey: key,
      from: { channel: 'test', subject: key, trust: 'anonymous' },
      text: next.text,
      at: clock.now(),
    }
    customer.sent.push(inbound)
    customer.waitingFor = process
    noting(
      process.bot.ingest(inbound).then(({ conversationId }) => {
        if (process.gate.dead) return
        customer.waitingFor = undefined
        customer.conversation = conversationId
        if (customer.dropAcks > 0) {
          customer.dropAcks -= 1
          return
        }
        customer.acknowledged.push(next.externalId)
        customer.outbox.shift()
        transmit(customer)
      }),
    )
  }
  const customerOf = (number: number): Customer => customers[number % customers.length] as Customer

  return {
    customers,
    arrived,
    mailbox,
    faults,
    alive: () => living().length,
    start,
    kill(which) {
      const process = processes.filter(({ gate }) => !gate.dead)[which % 2]
      if (!process) return
      process.gate.kill()
      backend.closeProcess(process.ports)
      for (const customer of customers) if (customer.waitingFor === process) customer.waitingFor = undefined
    },
    say(number, text) {
      const customer = customerOf(number)
      const count = customer.acknowledged.length + customer.outbox.length
      customer.outbox.push({ externalId: `${name}-${String(customers.indexOf(customer))}-${String(count)}`, text })
      transmit(customer)
    },
    late(number, which) {
      const { sent } = customerOf(number)
      const earlier = sent[which % Math.max(1, sent.length)]
      const process = living()[0]
      if (earlier && process) noting(process.bot.ingest(earlier))
    },
    dropAck(number) {
      customerOf(number).dropAcks += 1
    },
    desk(number, command, who) {
      const { conversation } = customerOf(number)
      const process = living()[who % Math.max(1, living().length)]
      if (!conversation || !process) return
      const { desk } = process.bot
      switch (command) {
        case 'reply': {
          const clientId = `reply-${String((replies += 1))}`
          lastReply = (again) => again.reply(conversation, person(who), undefined, { text: clientId, clientId })
          return noting(lastReply(desk))
        }
        case 'again':
          return lastReply && noting(lastReply(desk))
        default:
          return noting(desk[command](conversation, person(who)))
      }
    },
    sweep(which) {
      const process = living()[which % Math.max(1, living().length)]
      if (process) noting(process.bot.sweep())
    },
    pass(ms) {
      clock.advance(ms)
      const now = clock.now().getTime()
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers.splice(timers.indexOf(timer), 1)
        if (!timer.process.gate.dead) noting(timer.process.work?.handle(timer.hints) ?? Promise.resolve())
      }
      for (const { work } of living()) noting(work?.search() ?? Promise.resolve())
    },
    retry() {
      for (const customer of customers) transmit(customer)
    },
    allAcknowledged: () => customers.every(({ outbox }) => outbox.length === 0),
    end() {
      for (const process of processes) {
        if (process.gate.dead) continue
        process.gate.kill()
        backend.closeProcess(process.ports)
      }
    },
  }
}
