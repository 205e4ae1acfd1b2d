// The admin app's door for the composition root: its API under /api/v1, its documentation, its pages and its live updates.
import type { Server as HttpServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Queue } from 'bull'
import { Router } from 'express'
import { sessionCookie } from '../platform/auth/cookie.js'
import { ensureFirstUser, type FirstPassword } from '../platform/auth/first-user.js'
import { createSessions } from '../platform/auth/sessions.js'
import { createSignIn } from '../platform/auth/sign-in.js'
import type { AttemptStore, SessionStore, UserStore } from '../platform/auth/stores.js'
import type { Encoders } from '../nlu/index.js'
import type { Clock } from '../platform/clock.js'
import type { Log } from '../platform/log.js'
import { analysisHandlers } from './api/analysis/handlers.js'
import { adminContract } from './api/contract.js'
import { auditHandlers, type AuditTrail } from './api/audit/handlers.js'
import { conversationsHandlers } from './api/conversations/handlers.js'
import { customersHandlers, type CustomerDesk } from './api/customers/handlers.js'
import { docsPage } from './api/docs-page.js'
import { encodersHandlers, type EncoderShelf } from './api/encoders/handlers.js'
import { homeHandlers } from './api/home/handlers.js'
import { importFilesHandlers, importSourcesHandlers } from './api/imports/files-handlers.js'
import type { ImportFiles, ImportSources, PullSource } from './api/imports/files-port.js'
import { importsHandlers } from './api/imports/handlers.js'
import type { Imports } from './api/imports/port.js'
import { importUpload } from './api/imports/upload.js'
import { identityHandlers } from './api/identity/handlers.js'
import type { Identity, LookForPairs } from './api/identity/ports.js'
import { exchangeHandlers, type TrainingFiles } from './api/exchange/handlers.js'
import { createLive } from './api/live.js'
import { missesHandlers } from './api/misses/handlers.js'
import { openApi } from './api/openapi.js'
import type {
  ArticleTitles,
  ConversationsReader,
  CustomersTyping,
  Desk,
  HomeFigures,
  IntentStore,
  Misses,
  Notes,
  RatingFigures,
  Snapshots,
  TrainingRuns,
} from './api/ports.js'
import { predictionsHandlers, type Predictions } from './api/predictions/handlers.js'
import { reasonsHandlers, type ContactReasons } from './api/reasons/handlers.js'
import { recommendationsHandlers, type Recommendations } from './api/recommendations/handlers.js'
import { audienceFile } from './api/segments/export.js'
import { segmentsHandlers } from './api/segments/handlers.js'
import type { HandOvers, SegmentDesk } from './api/segments/port.js'
import { serve } from './api/serve.js'
import { sessionHandlers } from './api/session/handlers.js'
import { adminHeaders, adminPages } from './api/static.js'
import { trainHandlers } from './api/train/handlers.js'
import { createTraining } from './api/train/training.js'
import { usersHandlers } from './api/users/handlers.js'
import { watchConversations, watchTyping } from './api/watch.js'
import type { LanguageModels } from './language-models.js'
import { createVersionAnalyses } from './version-analyses.js'
import { createTrainingFiles } from './training-files.js'

/** `dist/admin`, seen from `dist/admin-ui` and from the source. */
const builtPages = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/admin' : '../admin', import.meta.url),
)

export interface AdminDeps {
  accounts: { users: UserStore; sessions: SessionStore; attempts: AttemptStore }
  conversations: ConversationsReader
  desk: Desk
  notes: Notes
  intents: IntentStore & { finishInterrupted(): Promise<unknown> }
  models: LanguageModels
  encoders: EncoderShelf
  /** Which encoders take part in analyses of versions; default: none. */
  encodersToTrainWith?: () => Encoders
  /** Default: nlu's formats. */
  files?: TrainingFiles
  snapshots: Snapshots
  runs: TrainingRuns
  articles: ArticleTitles
  misses: Misses
  figures: HomeFigures
  ratingFigures: RatingFigures
  imports: Imports
  importFiles: ImportFiles
  importSources: ImportSources
  /** Asks a source at once; nobody does without it. */
  pullSource?: PullSource | undefined
  identity: Identity & { finishInterrupted(): Promise<unknown> }
  /** Default: whoever asks waits for it. */
  lookForPairs?: LookForPairs | undefined
  predictions: Predictions
  recommendations: Recommendations
  segments: SegmentDesk
  handOvers: HandOvers
  audit: AuditTrail
  customerDesk: CustomerDesk
  reasons: ContactReasons
  customersTyping: CustomersTyping
  /** Told, whenever it changes, which people who may answer customers have a page of this process open. */
  onPresence?: ((people: readonly string[]) => void) | undefined
  /** Told of a conversation after somebody here took it, handed it back, wrote or resolved. */
  onActed?: ((id: string) => void) | undefined
  /** What Bull dispatches by, where jobs go through Redis; its board stands at `/admin/queue` then. */
  queue?: Queue | undefined
  /** The address that browsers use, when a proxy stands in front; an https one makes the session cookie `Secure`. */
  publicUrl?: string | undefined
  clock: Clock
  log: Log
  /** Folder of the built app; default `dist/admin` beside the built server. */
  pages?: string | undefined
}

export interface Admin {
  /** Mount at `/`: serves `/api/v1`, `/api/docs` and `/admin`. Errors go on to the app's error handler. */
  router: Router
  /** Live updates. Call before the app listens for requests, or they would be answered twice. */
  attachSocket(httpServer: HttpServer): void
  /** To print at start: login and one-time password of the first owner, until they have signed in once. */
  firstPassword: FirstPassword | undefined
  /** Tells open pages at once that a conversation changed; without it they notice within about a second. */
  conversationChanged(id: string): void
  /** At start and now and then: finishes edits that a dead process left half done, and follows what another one published. */
  sweep(): Promise<void>
  /** Ends connections and watching. */
  close(): void
}

export async function createAdmin(deps: AdminDeps): Promise<Admin> {
  const { accounts, clock, log, publicUrl } = deps
  const { users, attempts } = accounts
  const cookie = sessionCookie(publicUrl?.startsWith('https:') ?? false)
  const origins = { publicUrl }
  const sessions = createSessions({ sessions: accounts.sessions, users, clock })
  const live = createLive({ sessions, cookie, origins, onPresence: deps.onPresence ?? (() => undefined) })
  const onSignedOut = (userId: string) => live.cutOff(userId)
  const conversationChanged = (id: string) => {
    live.changed({ topic: 'conversation', id })
    live.changed({ topic: 'conversations', id })
  }
  const trainingChanged = () => live.changed({ topic: 'training' })
  const training = createTraining({ ...deps, onProgress: trainingChanged })
  const watch = watchConversations({
    reader: deps.conversations,
    clock,
    log,
    watched: () => live.pages() > 0,
    onChanged: conversationChanged,
  })

  const typing = watchTyping({
    typing: deps.customersTyping,
    clock,
    log,
    watched: () => live.pages() > 0,
    onTyping: (id, ms) => live.typing(id, ms),
  })

  const guards = { sessions, cookie, origins, audit: deps.audit }
  const { session, home, conversations, train, encoders, misses, identity, imports, predictions } = adminContract
  const api = Router()
  api.use(adminHeaders)
  const queueBoard = deps.queue !== undefined
  const signIn = createSignIn({ users, attempts, clock })
  api.use(serve(session, sessionHandlers({ signIn, sessions, users, cookie, clock, queueBoard, onSignedOut }), guards))
  api.use(serve(home, homeHandlers(deps), guards))
  const onActed = (id: string) => {
    conversationChanged(id)
    deps.onActed?.(id)
  }
  const reader = { ...deps, reader: deps.conversations, onChanged: onActed }
  api.use(serve(conversations, conversationsHandlers(reader), guards))
  api.use(serve(train, trainHandlers({ ...deps, training, onChanged: trainingChanged }), guards))
  const exchange = { intents: deps.intents, files: deps.files ?? createTrainingFiles(), onChanged: trainingChanged }
  api.use(serve(adminContract.exchange, exchangeHandlers(exchange), guards))
  const analyses = createVersionAnalyses({
    snapshots: deps.snapshots,
    encoders: deps.encodersToTrainWith ?? (() => ({})),
    onChanged: trainingChanged,
  })
  api.use(serve(adminContract.analysis, analysisHandlers(analyses), guards))
  api.use(serve(encoders, encodersHandlers(deps.encoders), guards))
  const onMissesChanged = () => {
    live.changed({ topic: 'misses' })
    trainingChanged()
  }
  api.use(serve(misses, missesHandlers({ ...deps, onChanged: onMissesChanged }), guards))
  api.use(serve(imports, importsHandlers(deps.imports), guards))
  api.use(importUpload(deps.importFiles, guards))
  api.use(serve(adminContract.importFiles, importFilesHandlers(deps.importFiles), guards))
  api.use(serve(adminContract.importSources, importSourcesHandlers(deps.importSources, deps.pullSource), guards))
  api.use(serve(identity, identityHandlers(deps), guards))
  api.use(serve(predictions, predictionsHandlers(deps), guards))
  api.use(serve(adminContract.recommendations, recommendationsHandlers(deps), guards))
  api.use(serve(adminContract.segments, segmentsHandlers(deps), guards))
  api.use(audienceFile(deps.handOvers, guards))
  api.use(serve(adminContract.audit, auditHandlers(deps), guards))
  api.use(serve(adminContract.customers, customersHandlers(deps), guards))
  api.use(serve(adminContract.reasons, reasonsHandlers(deps), guards))
  api.use(serve(adminContract.users, usersHandlers({ users, sessions, clock, onSignedOut }), guards))

  const router = Router()
  router.use('/api/v1', api)
  router.get(
    '/api/docs',
    adminHeaders,
    (_request, response) => void response.type('html').send(docsPage(adminContract)),
  )
  const description = openApi(adminContract, cookie.name)
  router.get('/api/docs/openapi.json', (_request, response) => void response.json(description))
  if (deps.queue !== undefined) {
    const board = await import('./api/queue-board.js')
    router.use(board.queueBoard(deps.queue, guards))
  }
  router.use(adminPages(deps.pages ?? builtPages))

  return {
    router,
    attachSocket: (httpServer) => live.attach(httpServer),
    firstPassword: await ensureFirstUser(users, clock),
    conversationChanged,
    async sweep() {
      await deps.intents.finishInterrupted()
      await deps.identity.finishInterrupted()
      await deps.models.follow()
      await deps.models.keepFirstSnapshot(deps.intents, deps.snapshots)
    },
    close() {
      analyses.cancel()
      watch.stop()
      typing.stop()
      live.close()
    },
  }
}

export { createEncoderPool } from './encoder-pool.js'
export { createEncoderShelf } from './encoder-shelf.js'
export { createLanguageModels, type LanguageModels } from './language-models.js'
