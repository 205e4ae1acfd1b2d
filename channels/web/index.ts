// The door of the web channel: sockets for the widget, its script and configuration over HTTP.
import type { Server as HttpServer } from 'node:http'
import type { Router } from 'express'
import type { Owner } from '../../bot/domain/conversation.js'
import type { Ingest } from '../../bot/domain/inbound.js'
import type { Rate } from '../../bot/domain/rating.js'
import { systemClock, type Clock } from '../../platform/clock.js'
import type { Channel, Destination } from '../channel.js'
import { silentLog, silentMetrics, type ChannelLog, type ChannelMetrics } from '../observe.js'
import { createAdmission } from './admission.js'
import type { Cluster } from './cluster.js'
import { createFiles } from './files.js'
import type { FileStore, ScanFile, WebRecord } from './ports.js'
import { createRateLimits, defaultRates, type WebRates } from './rate-limits.js'
import { createRouter } from './router.js'
import { channelName, roomOf } from './session.js'
import { createSites, type Site } from './sites.js'
import { createSocketServer, type KefuServer } from './socket-server.js'
import { createVisitorTokens } from './visitor-token.js'
import { ratingAsked, toWire } from './wire.js'

export { createFolderFileStore } from './folder-file-store.js'
export { signIdentity, type SignedIdentity } from './signed-identity.js'
export type { FileStore, ScanFile, WebConversation, WebRecord } from './ports.js'
export type { Rate, WebRates } from './rate-limits.js'
export { readSiteLook } from './site-look.js'
export type { Site } from './sites.js'

export interface WebChannelOptions {
  httpServer: HttpServer
  /** The installation's secret; tokens made with another one are refused. */
  secret: string
  sites: readonly Site[]
  record: WebRecord
  /** Single rates replace the defaults one by one. */
  rates?: Partial<WebRates>
  log?: ChannelLog
  metrics?: ChannelMetrics
  clock?: Clock
  /** Reverse proxies of ours in front, which append to X-Forwarded-For. */
  trustedProxies?: number
  /** Without a store the widget offers no files. */
  files?: { store: FileStore; scan?: ScanFile }
  /** Where several processes serve one installation. */
  cluster?: Cluster
  /** The built bundle; found beside the server when absent. */
  widgetFile?: string
}

export interface WebChannel extends Channel {
  /** `GET /widget.js`, `GET /widget/config`, files. Mount at the root, before the not-found handler. */
  readonly router: Router
  /** For further namespaces on the same server. */
  readonly io: KefuServer
  /** Tells the customer who answers now. */
  ownerChanged(to: Pick<Destination, 'conversationKey'>, owner: Owner, personName?: string): void
  /** Asks the customer how it went, when the conversation was just resolved. */
  askForRating(to: Destination): void
  /** Tells the customer that their messages up to `seq` were seen. */
  customerMessagesSeen(to: Pick<Destination, 'conversationKey'>, seq: number): void
}

export function createWebChannel(options: WebChannelOptions): WebChannel {
  const { httpServer, secret, record, log = silentLog, metrics = silentMetrics, clock = systemClock } = options
  const sites = createSites(options.sites)
  const rates = createRateLimits({ ...defaultRates, ...options.rates }, options.cluster?.limiter)
  const tokens = createVisitorTokens(secret, clock)
  const trustedProxies = options.trustedProxies ?? 0
  const admit = createAdmission({ sites, tokens, rates, clock, trustedProxies })
  const files = createFiles({ secret, clock, rates, admit, log, metrics, ...options.files })
  let ingest: Ingest | undefined
  let rate: Rate | undefined

  const sockets = createSocketServer({
    httpServer,
    sites,
    rates,
    log,
    metrics,
    admit,
    commandParts: () =>
      ingest && {
        ...{ record, ingest, tokens, clock, fileLink: files.link, filesOf: files.ownedBy },
        ...(rate && { rate }),
      },
    ...(options.cluster && { adapter: options.cluster.adapter }),
  })
  // What others sent while Redis was away has not come here.
  options.cluster?.onReturn(sockets.comeBack)
  const to = ({ conversationKey }: Pick<Destination, 'conversationKey'>) => sockets.io.to(roomOf(conversationKey))

  const askForRating = (destination: Destination): void => {
    const rating = destination.status === 'resolved' ? ratingAsked(destination, clock.now()) : undefined
    if (rating) to(destination).emit('rating', { thread: destination.conversationKey, rating })
  }

  return {
    name: channelName,
    mailbox: true,
    // One message is one bubble however long it is: its seq is the customer's place in the conversation.
    limits: { maxTextLength: Number.MAX_SAFE_INTEGER, maxQuickReplies: 20, cards: true },
    router: createRouter({ sites, files, ...(options.widgetFile !== undefined && { widgetFile: options.widgetFile }) }),
    io: sockets.io,
    start: async (core) => {
      ingest = core.ingest
      rate = core.rate
    },
    stop: async () => {
      ingest = undefined
      await sockets.stop()
    },
    // Whoever is not there now finds it by `sync`: the record is the mailbox.
    deliver: async (destination, message) => {
      to(destination).emit('message', { thread: destination.conversationKey, message: toWire(message, files.link) })
      if (message.direction === 'out') askForRating(destination)
      metrics.count('deliveries', { channel: channelName, result: 'sent' })
      return { kind: 'sent' }
    },
    typing: (destination, on) => {
      to(destination).emit('typing', { thread: destination.conversationKey, on })
    },
    ownerChanged: (destination, owner, personName) => {
      const event = { thread: destination.conversationKey, owner, ...(personName !== undefined && { personName }) }
      to(destination).emit('owner', event)
    },
    askForRating,
    customerMessagesSeen: (destination, seq) => {
      to(destination).emit('delivery', { thread: destination.conversationKey, direction: 'in', seq, state: 'read' })
    },
  }
}
