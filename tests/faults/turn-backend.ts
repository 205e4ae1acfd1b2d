// What the processes of a simulated world share: the record. Once as the bot's own in-memory fake (fast, so thousands of schedules), once as
// the real store over the embedded database, where each single write is a step and a process may die between any two.
import { fakeStore } from '../../bot/testing/fake-store.js'
import type { Conversation } from '../../bot/domain/conversation.js'
import type { ConversationId } from '../../bot/domain/ids.js'
import type { Receipt } from '../../bot/domain/receipt.js'
import type { Conversations, Deliveries, FirstContacts, Identities, Inbox, Ratings } from '../../bot/ports.js'
import { createKnowledge } from '../../knowledge/index.js'
import { conversationFromStored } from '../../knowledge/store/conversation-document.js'
import type { StoredConversation } from '../../knowledge/store/models/conversation-model.js'
import { connectStore, type Store } from '../../knowledge/store/connection.js'
import type { Clock } from '../../platform/clock.js'
import { laneOf, type JobStore } from '../../platform/jobs/job-store.js'
import { inMemoryJobStore } from '../../platform/jobs/testing/in-memory-job-store.js'
import type { Gate, Interleaving } from './interleaving.js'

export interface Ports {
  inbox: Inbox
  identities: Identities
  firstContacts?: FirstContacts
  conversations: Conversations
  deliveries: Deliveries
  ratings: Ratings
  jobs: JobStore
}

/** A conditional write that held: the conversation as the record had it, and what it became. */
export interface Write {
  before: Conversation
  next: Conversation
}

export interface Backend {
  /** The record as one process reaches it: every step through its gate. */
  openProcess(gate: Gate): Ports
  closeProcess(ports: Ports): void
  /** The record as it is, for checking. */
  plain: Ports
  /** Each conditional write of a conversation that held, in order. */
  writes: Write[]
  receiptsOf(conversation: ConversationId): Promise<readonly Receipt[]>
}

type AnyAsync = (...args: unknown[]) => Promise<unknown>

function gateAll<T extends object>(port: T, interleaving: Interleaving, gate: () => Gate | undefined): T {
  const gatedEntries = Object.entries(port).map(([name, work]) => [
    name,
    typeof work === 'function' ? interleaving.gated(gate, (work as AnyAsync).bind(port)) : (work as unknown),
  ])
  return Object.fromEntries(gatedEntries) as T
}

/** A world of its own for each schedule. */
export function fakeBackend(interleaving: Interleaving, clock: Clock): Backend {
  const store = fakeStore(() => clock.now())
  const jobs = inMemoryJobStore()
  const spread: Ports['conversations']['spread'] = async (...spreading) => {
    await store.conversations.spread(...spreading)
    const at = clock.now()
    const spreadJobs = [...store.spread.jobs.values()]
    await jobs.insert(
      spreadJobs.map((job) => ({
        id: job.id,
        name: job.name,
        lane: laneOf(job),
        payload: { ...job.payload },
        enqueuedAt: at,
        runAt: at,
      })),
    )
  }
  const writes: Write[] = []
  const save: Conversations['save'] = async (next, expected) => {
    const before = structuredClone(store.documents.get(next.id))
    const saved = await store.conversations.save(next, expected)
    if (saved && before) writes.push({ before, next: { ...next, version: expected.version + 1 } })
    return saved
  }
  const plain: Ports = { ...store, conversations: { ...store.conversations, save, spread }, jobs }
  return {
    plain,
    writes,
    openProcess: (gate) => ({
      inbox: gateAll(plain.inbox, interleaving, () => gate),
      identities: gateAll(plain.identities, interleaving, () => gate),
      conversations: gateAll(plain.conversations, interleaving, () => gate),
      deliveries: gateAll(plain.deliveries, interleaving, () => gate),
      ratings: gateAll(plain.ratings, interleaving, () => gate),
      jobs: gateAll(plain.jobs, interleaving, () => gate),
    }),
    closeProcess: () => undefined,
    receiptsOf: async (id) => [...store.spread.receipts.values()].filter((receipt) => receipt.conversationId === id),
  }
}

/** Methods of the driver's collection that are one step each. */
const steps = [
  'insertMany',
  'insertOne',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'bulkWrite',
  'findOne',
  'findOneAndUpdate',
  'distinct',
  'countDocuments',
] as const
/** These answer a cursor; asking it for everything is the step. */
const cursors = ['find', 'aggregate'] as const

interface Slot {
  store: Store
  ports: Ports | undefined
  gate: Gate | undefined
}

/** Connections to one database, each lent to one simulated process at a time. */
export async function realBackend(
  uri: string,
  interleaving: Interleaving,
  clock: Clock,
  processes: number,
): Promise<Backend & { close(): Promise<void>; empty(): Promise<void> }> {
  const connect = (): Promise<Store> => connectStore({ uri, appName: 'kefu-faults', database: 'faults' })
  const portsOf = (store: Store): Ports => {
    const knowledge = createKnowledge(store, { clock })
    const { inbox, identities, firstContacts, conversations, deliveries, ratings, jobsStore } = knowledge
    return { inbox, identities, firstContacts, conversations, deliveries, ratings, jobs: jobsStore }
  }
  const slots: Slot[] = []
  const writes: Write[] = []
  const plainStore = await connect()
  const openSlot = async (): Promise<void> => {
    const store = await connect()
    const slot: Slot = { store, ports: undefined, gate: undefined }
    witnessReplacements(store, plainStore, writes)
    for (const model of Object.values(store.models)) gateCollection(model.collection, interleaving, () => slot.gate)
    gateClient(store.connection.getClient(), interleaving, () => slot.gate)
    slots.push(slot)
  }
  for (let count = 0; count < processes; count += 1) await openSlot()
  return {
    plain: portsOf(plainStore),
    writes,
    openProcess(gate) {
      const slot = slots.find((one) => one.gate === undefined)
      if (!slot) throw new Error('more processes than connections')
      slot.gate = gate
      // A process remembers nothing of the one before it.
      slot.ports = portsOf({ ...slot.store })
      return slot.ports
    },
    closeProcess(ports) {
      const slot = slots.find((one) => one.ports === ports)
      if (slot) slot.gate = undefined
    },
    receiptsOf: async (id) =>
      (await plainStore.models.receipts.find({ conversationId: id }).lean()) as unknown as readonly Receipt[],
    async empty() {
      writes.length = 0
      for (const model of Object.values(plainStore.models))
        await (model as { deleteMany(filter: object): Promise<unknown> }).deleteMany({})
    },
    async close() {
      for (const { store } of slots) await store.close()
      await plainStore.close()
    },
  }
}

function gateCollection(collection: object, interleaving: Interleaving, gate: () => Gate | undefined): void {
  const methods = collection as Record<string, AnyAsync>
  for (const name of steps) {
    const work = methods[name]
    if (work) methods[name] = interleaving.gated(gate, work.bind(collection))
  }
  const cursorMethods = collection as Record<string, (...args: unknown[]) => { toArray: AnyAsync }>
  for (const name of cursors) {
    const open = cursorMethods[name]?.bind(collection)
    if (!open) continue
    cursorMethods[name] = (...args) => {
      const cursor = open(...args)
      cursor.toArray = interleaving.gated(gate, cursor.toArray.bind(cursor))
      return cursor
    }
  }
}

/** A write over several collections is as many steps: a database that dies with its process keeps a first part of them. */
function gateClient(client: object, interleaving: Interleaving, gate: () => Gate | undefined): void {
  const methods = client as { bulkWrite(writings: readonly object[], options?: object): Promise<unknown> }
  const step = interleaving.gated(gate, methods.bulkWrite.bind(client))
  methods.bulkWrite = async (writings, options) => {
    for (const writing of writings) await step([writing], options)
    return undefined
  }
}

interface Replacement {
  filter: { _id: string }
  replacement: StoredConversation
}

/** Steps are taken one at a time, so what is read just before a replacement is what it replaced. */
function witnessReplacements(store: Store, plain: Store, writes: Write[]): void {
  const collection = store.models.conversations.collection as unknown as {
    replaceOne(filter: { _id: string }, next: StoredConversation, options?: object): Promise<unknown>
    bulkWrite(operations: readonly { replaceOne?: Replacement }[], options?: object): Promise<unknown>
  }
  const read = (id: string) => plain.models.conversations.findOne({ _id: id }).lean<StoredConversation>()
  const witness = async <T>(replacements: readonly Replacement[], work: () => Promise<T>): Promise<T> => {
    const before = await Promise.all(replacements.map(({ filter }) => read(filter._id)))
    const result = await work()
    for (const [index, { filter, replacement }] of replacements.entries()) {
      const was = before[index]
      if (was && (await read(filter._id))?.savedAs === replacement.savedAs)
        writes.push({ before: conversationFromStored(was), next: conversationFromStored(replacement) })
    }
    return result
  }
  const replaceOne = collection.replaceOne.bind(collection)
  const bulkWrite = collection.bulkWrite.bind(collection)
  collection.replaceOne = (filter, replacement, options) =>
    witness([{ filter, replacement }], () => replaceOne(filter, replacement, options))
  collection.bulkWrite = (operations, options) =>
    witness(
      operations.flatMap(({ replaceOne: one }) => (one ? [one] : [])),
      () => bulkWrite(operations, options),
    )
}
