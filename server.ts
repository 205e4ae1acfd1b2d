// The composition root: reads the configuration once, builds every part, connects rooms that may not import each other, listens, and
// drains on SIGTERM.
import { randomBytes } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { createAdmin, createLanguageModels, type Admin } from './admin-ui/index.js'
import { botMetrics, createBot, enrichPayload, type Bot } from './bot/index.js'
import type { ConversationId } from './bot/domain/ids.js'
import type { Shop } from './bot/ports.js'
import { createBotFrameworkChannel, createTurnCarrier } from './channels/botframework/index.js'
import type { Channel } from './channels/channel.js'
import type { ChannelMetrics } from './channels/observe.js'
import {
  consoleRouter,
  converse,
  type ConsoleCore,
  type ConsoleLine,
  type ConsoleRequest,
} from './channels/scripted/console.js'
import { createScriptedChannel } from './channels/scripted/index.js'
import {
  createFolderFileStore,
  createWebChannel,
  signIdentity,
  type Site,
  type WebChannel,
  type WebRecord,
} from './channels/web/index.js'
import { loadDemoShop } from './demo/shop/index.js'
import { demoLook, demoSite } from './demo/shop/site.js'
import {
  createAdminRecord,
  createKnowledge,
  openStore,
  seedRecord,
  type Knowledge,
  type SeedDataset,
  type Store,
} from './knowledge/index.js'
import {
  createUnderstander,
  openLiveModel,
  trainInWorker,
  trainingReportSchema,
  warmUpRecognizers,
  type SwappableUnderstander,
} from './nlu/index.js'
import { systemClock, type Clock } from './platform/clock.js'
import { readConfig, type Config } from './platform/config.js'
import { deriveSecret } from './platform/crypto.js'
import { announceInstance, installationSecret, openDataFolder, withdrawInstance } from './platform/data-folder.js'
import { bind } from './platform/http/bind.js'
import { errorHandler, notFound } from './platform/http/error-handler.js'
import { createHttpApp } from './platform/http/http-app.js'
import { operations } from './platform/http/operations.js'
import { createJobQueue, localDispatcher, type JobDriver, type JobQueue } from './platform/jobs/index.js'
import { closeServer, createUndo, every, runUntilSignal, type Undo } from './platform/lifecycle.js'
import { createLog, type Log } from './platform/log.js'
import { createMetrics, type Metrics } from './platform/metrics.js'

/** Shows progress of a named step that may take long. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>

export interface AppOptions {
  /** False: no port is taken; only `converse` reaches the bot. */
  listen?: boolean
  step?: Step
  clock?: Clock
  log?: Log
}

export interface App {
  /** Where it listens, when it does. */
  url: string | undefined
  store: Store
  knowledge: Knowledge
  bot: Bot
  /** When it listens. */
  admin: Admin | undefined
  /** Sends one message through the scripted channel and waits for its turn. */
  converse(request: ConsoleRequest): Promise<ConsoleLine>
  /** Takes no new work, lets what is under way finish, closes the database. Idempotent. */
  stop(): Promise<void>
}

const withoutProgress: Step = (_name, work) => work()

const demoSiteKey = 'demo'

/** The sites that may show the widget: the demo shop of this very server, and the configured one. */
function sitesOf(config: Config, secret: string): Site[] {
  return [
    ...(config.DEMO
      ? [{ key: demoSiteKey, origins: ['self'], identitySecret: deriveSecret(secret, 'demo-site'), look: demoLook }]
      : []),
    ...(config.SITE_KEY !== undefined && config.SITE_ORIGINS !== undefined
      ? [
          {
            key: config.SITE_KEY,
            origins: config.SITE_ORIGINS,
            ...(config.SITE_IDENTITY_SECRET !== undefined && { identitySecret: config.SITE_IDENTITY_SECRET }),
          },
        ]
      : []),
  ]
}

/** What the web channel asks of the record. */
const webRecord = ({ conversations, deliveries }: Knowledge): WebRecord => ({
  find: async (conversationKey) => {
    const found = await conversations.byKey('web', conversationKey)
    if (found === undefined) return undefined
    const { id, lastSeq, owner, handOff } = found
    return { id, lastSeq, owner, ...(handOff?.claimedBy && { personName: handOff.claimedBy.name }) }
  },
  messagesAfter: (id, after, limit) => conversations.messagesAfter(id, after, limit),
  mark: async (id, seq, state) => {
    await deliveries.markUpTo(id, seq, state)
  },
})

/** How channels' reports become metrics. */
function channelMetrics(metrics: Metrics): ChannelMetrics {
  return {
    count: (name, labels) => {
      const { channel = 'none' } = labels
      if (name === 'refused') metrics.refusedEvents.inc({ channel, code: labels['code'] ?? 'none' })
      if (name === 'connections' && labels['event'] === 'opened') metrics.connections.inc({ channel })
      if (name === 'connections' && labels['event'] === 'closed') metrics.connections.dec({ channel })
    },
    observe: (name, ms) => {
      metrics.turnStage.observe({ stage: `channel-${name}` }, ms / 1000)
    },
  }
}

/** Only with an app id; the configuration asks for the password then. */
const botFrameworkOf = (config: Config, parts: { log: Log; metrics: ChannelMetrics; clock: Clock }) =>
  config.MICROSOFT_APP_ID === undefined
    ? undefined
    : createBotFrameworkChannel({
        appId: config.MICROSOFT_APP_ID,
        appPassword: config.MICROSOFT_APP_PASSWORD ?? '',
        appType: config.MICROSOFT_APP_TYPE,
        ...(config.MICROSOFT_APP_TENANT_ID !== undefined && { tenantId: config.MICROSOFT_APP_TENANT_ID }),
        ...parts,
      })

/** Loaded only where it is asked for. A Redis that does not answer stops the start, before anything takes long. */
async function jobDriver({ REDIS_URL }: Config, log: Log): Promise<JobDriver> {
  if (REDIS_URL === undefined) return localDispatcher()
  const { createBullDriver } = await import('./platform/jobs/bull-driver.js')
  return createBullDriver({ url: REDIS_URL, log })
}

/** The configuration asks for both names when there is no demo. */
const shopOf = ({ SHOP_NAME, SUPPORT_EMAIL }: Config, demo: SeedDataset | undefined): Shop => ({
  name: SHOP_NAME === undefined ? (demo?.shop.name ?? { en: 'Support', zh: '客服' }) : { en: SHOP_NAME, zh: SHOP_NAME },
  supportEmail: SUPPORT_EMAIL ?? demo?.shop.supportEmail ?? '',
})

/** The demo shop's web server, which vouches for its customers as any site would. */
function demoRoutes(secret: string, { products, articles }: Knowledge, clock: Clock) {
  const site = { key: demoSiteKey, identitySecret: deriveSecret(secret, 'demo-site') }
  return demoSite({
    signIdentity: (customer) => signIdentity(customer, site, { now: clock.now() }),
    products: products.all,
    article: articles.bySlug,
  })
}

/** A customer who has the page open sees at once who answers now. */
async function tellWhoAnswers({ conversations }: Knowledge, web: WebChannel, id: ConversationId): Promise<void> {
  const conversation = await conversations.get(id)
  if (conversation?.channel === web.name)
    web.ownerChanged(conversation, conversation.owner, conversation.handOff?.claimedBy?.name)
}

interface AdminParts {
  store: Store
  knowledge: Knowledge
  bot: Bot
  web: WebChannel
  nlu: SwappableUnderstander
  config: Config
  clock: Clock
  log: Log
}

async function openAdmin({ store, knowledge, bot, web, nlu, config, clock, log }: AdminParts): Promise<Admin> {
  const admin = await createAdmin({
    ...createAdminRecord(store, clock),
    desk: bot.desk,
    models: createLanguageModels({
      versions: languageVersions(knowledge),
      answering: nlu,
      entities: async () => (await knowledge.intents.trainingSet()).entities,
      clock,
    }),
    onActed: (id) => {
      tellWhoAnswers(knowledge, web, id as ConversationId).catch((error: unknown) => {
        log.warn({ err: error, conversationId: id }, 'the customer was not told who answers')
      })
    },
    publicUrl: config.PUBLIC_URL,
    clock,
    log,
  })
  await admin.sweep()
  return admin
}

/** Sockets attach to the server before there are pages. */
const comeBackSoon: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '2' }).end()
}

const sweepEveryMs = 30_000
const recommendEveryMs = 3_600_000

/**
 * Builds and starts everything. Rejects with an `AppError` that says in one sentence what is wrong; nothing is left running then.
 * The port is taken first, so that a second server on it changes nothing.
 */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const undo = createUndo()
  try {
    return await assemble(config, options, undo)
  } catch (error) {
    await undo.run()
    throw error
  }
}

async function assemble(config: Config, options: AppOptions, undo: Undo): Promise<App> {
  const { listen = true, step = withoutProgress, clock = systemClock } = options
  const log = options.log ?? createLog(config.LOG_LEVEL)
  const metrics = createMetrics()
  const dataFolder = openDataFolder(config.DATA_DIR)
  const secret = config.KEFU_SECRET ?? installationSecret(dataFolder)
  const httpServer = createServer()
  let pages = comeBackSoon
  httpServer.on('request', (request, response) => {
    pages(request, response)
  })
  const url = listen ? await bind(httpServer, config.PORT, config.HOST) : undefined
  undo.push(() => closeServer(httpServer))

  const driver = await jobDriver(config, log)
  undo.push(() => driver.stop())
  const opened = await step('opening the database', () =>
    openStore({ mongodbUri: config.MONGODB_URI, dataDir: dataFolder, appName: 'kefu', mustOwn: listen }),
  )
  undo.push(() => opened.close())
  const { store } = opened
  let admin: Admin | undefined
  const knowledge = createKnowledge(store, { clock, peopleOnline: async () => admin?.peopleOnline() ?? 0 })
  const demo = config.DEMO ? loadDemoShop({ now: clock.now() }) : undefined
  if (demo) await step('seeding the demo shop', () => seedRecord(store, demo, { clock }))
  const nlu = await openLanguage(knowledge, step, log, clock)

  const jobs = createJobQueue({
    store: knowledge.jobsStore,
    driver,
    clock,
    log,
    sole: opened.mode === 'embedded',
    metrics: {
      ended: (name, result, sinceEnqueuedMs) => {
        metrics.jobs.inc({ name, result })
        metrics.jobSeconds.observe({ name }, sinceEnqueuedMs / 1000)
      },
    },
  })
  const scripted = createScriptedChannel({ clock })
  const web = createWebChannel({
    httpServer,
    secret: deriveSecret(secret, 'visitor-token'),
    sites: sitesOf(config, secret),
    record: webRecord(knowledge),
    files: { store: createFolderFileStore(join(dataFolder, 'files')) },
    log,
    metrics: channelMetrics(metrics),
    clock,
    trustedProxies: config.TRUST_PROXY,
  })
  const framework = botFrameworkOf(config, { log, metrics: channelMetrics(metrics), clock })
  const channels = new Map<string, Channel>(
    [scripted, web, ...(framework ? [framework.channel] : [])].map((channel) => [channel.name, channel]),
  )
  const bot = createBot({
    ...knowledge,
    answers: knowledge.intents,
    nlu,
    carrier: createTurnCarrier({
      metrics: channelMetrics(metrics),
      onTyping: (inbound) =>
        channels.get(inbound.channel)?.typing?.({ ...inbound, id: inbound.conversationId, locale: 'en' }, true),
    }),
    channels,
    jobs,
    shop: shopOf(config, demo),
    clock,
    log,
    metrics: botMetrics(metrics),
  })
  defineJobs(jobs, bot, knowledge)

  const consoleToken = randomBytes(24).toString('base64url')
  const core: ConsoleCore = {
    knowsCustomer: async (number) => (await knowledge.customers.byNumber(number)) !== undefined,
    receiptOf: knowledge.receipts.ofInbound,
    messagesAfter: knowledge.conversations.messagesAfter,
  }
  if (url !== undefined) {
    const adminApp = (admin = await openAdmin({ store, knowledge, bot, web, nlu, config, clock, log }))
    adminApp.attachSocket(httpServer)
    undo.push(() => adminApp.close(), every(sweepEveryMs, adminApp.sweep, log))
    const app = createHttpApp({
      metrics,
      trustedProxies: config.TRUST_PROXY,
      secure: config.PUBLIC_URL?.startsWith('https:') ?? false,
    })
    app.use(
      operations({
        registry: metrics.registry,
        ...(config.METRICS_TOKEN !== undefined && { metricsToken: config.METRICS_TOKEN }),
        checks: {
          database: () => store.ping().then(() => ({ ok: true })),
          language: async () => ({ ok: true, detail: nlu.version() }),
        },
      }),
      web.router,
      consoleRouter(scripted, core, consoleToken),
      adminApp.router,
      ...(framework ? [framework.router] : []),
    )
    if (config.DEMO) app.use(demoRoutes(secret, knowledge, clock))
    app.use(notFound, errorHandler(log))
    pages = app
  }

  await bot.sweep()
  await jobs.start()
  undo.push(() => jobs.stop(config.SHUTDOWN_GRACE_MS))
  for (const channel of channels.values()) {
    await channel.start({ ingest: bot.ingest })
    undo.push(() => channel.stop())
  }
  undo.push(
    every(sweepEveryMs, bot.sweep, log),
    every(recommendEveryMs, () => enqueueRecommendations(jobs, clock), log),
  )
  if (url !== undefined) {
    announceInstance(dataFolder, { pid: process.pid, url, consoleToken })
    undo.push(() => withdrawInstance(dataFolder))
  }
  void opened.died.then((error) => {
    log.fatal({ err: error }, 'the embedded database stopped')
    process.exit(1)
  })
  return {
    url,
    store,
    knowledge,
    bot,
    admin,
    converse: (request) => converse(scripted, core, request),
    stop: () => undo.run(),
  }
}

/** Trained versions of the language model. */
const languageVersions = (knowledge: Knowledge) =>
  knowledge.models('nlu', (stored) => trainingReportSchema.parse(stored))

async function openLanguage(knowledge: Knowledge, step: Step, log: Log, clock: Clock): Promise<SwappableUnderstander> {
  const { id, model } = await openLiveModel(languageVersions(knowledge), {
    trainingSet: knowledge.intents.trainingSet,
    train: (set) => step('training the language model', () => trainInWorker(set)),
    clock,
    log,
  })
  await warmUpRecognizers(clock.now())
  return createUnderstander(model, id, { clock })
}

/** What runs as a job; ids and payloads are the rooms' own. */
function defineJobs(jobs: JobQueue, bot: Bot, knowledge: Knowledge): void {
  const [turn, deliver] = bot.jobs
  jobs.define(turn)
  jobs.define(deliver)
  jobs.define({
    name: 'enrich',
    payload: enrichPayload,
    handler: async ({ customerId }) => {
      await knowledge.enrichment.enrich(customerId)
    },
  })
  jobs.define({
    name: 'recommendations',
    payload: z.object({}),
    leaseMs: 300_000,
    concurrency: 1,
    handler: async () => {
      await knowledge.recommendations.recompute()
    },
  })
}

/** Once an hour of the clock, however many processes ask. */
const enqueueRecommendations = (jobs: JobQueue, clock: Clock) =>
  jobs.enqueue({
    name: 'recommendations',
    id: `recommendations:${clock.now().toISOString().slice(0, 13)}`,
    payload: {},
  })

/** @param progress how steps of preparation are shown */
export async function main(progress: { step?: Step } = {}): Promise<void> {
  await runUntilSignal(async () => {
    const config = readConfig(process.cwd())
    const app = await createApp(config, progress)
    const base = config.PUBLIC_URL ?? app.url ?? ''
    const first = app.admin?.firstPassword
    process.stdout.write(
      [
        '',
        'Kefu is ready.',
        ...(config.DEMO ? [`  demo shop  ${base}/`] : []),
        `  admin      ${base}/admin`,
        ...(first ? [`             sign in as ${first.login} with the one-time password ${first.password}`] : []),
        `  health     ${base}/healthz`,
        `  metrics    ${base}/metrics`,
        '',
        '',
      ].join('\n'),
    )
    return app
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
