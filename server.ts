// The composition root: reads the configuration once, builds every part, connects rooms that may not import each other (the parts of that
// are in composition/), listens, and drains on SIGTERM.
import { randomBytes } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Admin } from './admin-ui/index.js'
import { botMetrics, createBot, type Bot } from './bot/index.js'
import { createTurnCarrier } from './channels/botframework/index.js'
import type { Channel } from './channels/channel.js'
import { consoleRouter, converse, type ConsoleLine, type ConsoleRequest } from './channels/scripted/console.js'
import { createScriptedChannel } from './channels/scripted/index.js'
import { createFolderFileStore, createWebChannel } from './channels/web/index.js'
import { openAdmin } from './composition/admin.js'
import { botFrameworkOf, channelMetrics, consoleCore, webRecord } from './composition/channels.js'
import { openCluster } from './composition/cluster.js'
import { openHandOvers } from './composition/hand-overs.js'
import { openImports } from './composition/imports.js'
import { defineJobs, enqueueOften, enqueueUpkeep, jobDriver } from './composition/jobs.js'
import { languageHealth, openLanguage } from './composition/language.js'
import { openScanner } from './composition/scan.js'
import { demoRoutes, shopOf, sitesOf } from './composition/shop.js'
import { loadDemoShop } from './demo/shop/index.js'
import {
  createKnowledge,
  openStore,
  presenceBeatMs,
  seedRecord,
  type Knowledge,
  type Store,
} from './knowledge/index.js'
import { modelsFolder } from './nlu/index.js'
import { systemClock, type Clock } from './platform/clock.js'
import { readConfig, type Config } from './platform/config.js'
import { deriveSecret } from './platform/crypto.js'
import { announceInstance, installationSecret, openDataFolder, withdrawInstance } from './platform/data-folder.js'
import { bind } from './platform/http/bind.js'
import { errorHandler, notFound } from './platform/http/error-handler.js'
import { createHttpApp } from './platform/http/http-app.js'
import { operations } from './platform/http/operations.js'
import { createJobQueue } from './platform/jobs/index.js'
import { closeServer, createUndo, every, runUntilSignal, type Undo } from './platform/lifecycle.js'
import { createLog, type Log } from './platform/log.js'
import { createMetrics } from './platform/metrics.js'
import { withoutProgress, type Step } from './platform/progress.js'

export type { Step } from './platform/progress.js'

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

/** Sockets attach to the server before there are pages. */
const comeBackSoon: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '2' }).end()
}

const sweepEveryMs = 30_000
const followProductsEveryMs = 1000
const oftenEveryMs = 600_000
const upkeepEveryMs = 3_600_000

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
  const knowledge = createKnowledge(store, {
    clock,
    spreadAfterMs: 25,
  })
  undo.push(() => knowledge.peopleOnline.leave(), every(presenceBeatMs, knowledge.peopleOnline.beat, log))
  const demo = config.DEMO ? loadDemoShop({ now: clock.now() }) : undefined
  if (demo) await step('seeding the demo shop', () => seedRecord(store, demo, { clock }))
  const models = modelsFolder(config.MODELS_DIR, join(dataFolder, 'models'))
  const { nlu, followProducts } = await openLanguage(knowledge, step, log, clock, models)

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
  const scan = await openScanner(config)
  const cluster = await openCluster(config)
  undo.push(async () => cluster?.stop())
  const scripted = createScriptedChannel({ clock })
  const web = createWebChannel({
    httpServer,
    secret: deriveSecret(secret, 'visitor-token'),
    sites: sitesOf(config, secret),
    record: webRecord(knowledge, log),
    files: { store: createFolderFileStore(join(dataFolder, 'files')), ...(scan && { scan }) },
    log,
    metrics: channelMetrics(metrics),
    clock,
    trustedProxies: config.TRUST_PROXY,
    ...(cluster && { cluster }),
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
    sole: opened.mode === 'embedded' && config.REDIS_URL === undefined,
  })
  defineJobs(jobs, bot, knowledge, () => nlu.encoders)
  const imports = openImports({ store, jobs, clock, dataFolder, log })
  undo.push(() => imports.files.close())
  const handOvers = openHandOvers({ store, knowledge, jobs, clock, config })

  const consoleToken = randomBytes(24).toString('base64url')
  const core = consoleCore(knowledge)
  if (url !== undefined) {
    const adminApp = (admin = await openAdmin({
      store,
      knowledge,
      bot,
      web,
      nlu,
      modelsFolder: models,
      imports,
      handOvers: handOvers.desk,
      jobs,
      queue: driver.queue,
      config,
      clock,
      log,
    }))
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
          language: async () => languageHealth(nlu),
        },
      }),
      web.router,
      consoleRouter(scripted, core, consoleToken),
      imports.router,
      adminApp.router,
      ...(framework ? [framework.router] : []),
    )
    if (config.DEMO) app.use(demoRoutes(secret, knowledge, clock))
    app.use(notFound, errorHandler(log))
    pages = app
  }

  await bot.sweep()
  await jobs.start()
  undo.push(
    () => jobs.stop(config.SHUTDOWN_GRACE_MS),
    () => bot.stop(config.SHUTDOWN_GRACE_MS),
  )
  for (const channel of channels.values()) {
    await channel.start({ ingest: bot.ingest, rate: bot.rate })
    undo.push(() => channel.stop())
  }
  undo.push(
    every(sweepEveryMs, bot.sweep, log),
    every(sweepEveryMs, imports.sweep, log),
    every(sweepEveryMs, handOvers.sweep, log),
    every(followProductsEveryMs, followProducts, log),
    every(oftenEveryMs, () => enqueueOften(jobs, clock), log),
    every(upkeepEveryMs, () => enqueueUpkeep(jobs, clock), log),
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
