// The admin app's door for the composition root: its API under /api/v1, its documentation, its pages and its live updates.
import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import type { Server } from 'socket.io'
import { sessionCookie } from '../platform/auth/cookie.js'
import { ensureFirstUser, type FirstPassword } from '../platform/auth/first-user.js'
import { createSessions } from '../platform/auth/sessions.js'
import { createSignIn } from '../platform/auth/sign-in.js'
import type { AttemptStore, SessionStore, UserStore } from '../platform/auth/stores.js'
import type { Clock } from '../platform/clock.js'
import type { Log } from '../platform/log.js'
import { adminContract } from './api/contract.js'
import { conversationsHandlers } from './api/conversations/handlers.js'
import { docsPage } from './api/docs-page.js'
import { homeHandlers } from './api/home/handlers.js'
import { createLive } from './api/live.js'
import { missesHandlers } from './api/misses/handlers.js'
import { openApi } from './api/openapi.js'
import type {
  ArticleTitles,
  ConversationsReader,
  Desk,
  HomeFigures,
  IntentStore,
  Misses,
  Models,
  Notes,
  Snapshots,
  TrainingRuns,
} from './api/ports.js'
import { serve } from './api/serve.js'
import { sessionHandlers } from './api/session/handlers.js'
import { adminHeaders, adminPages } from './api/static.js'
import { trainHandlers } from './api/train/handlers.js'
import { createTraining } from './api/train/training.js'
import { usersHandlers } from './api/users/handlers.js'
import { watchConversations } from './api/watch.js'

/** `dist/admin`, seen from `dist/admin-ui` and from the source. */
const builtPages = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/admin' : '../admin', import.meta.url),
)

export interface AdminDeps {
  accounts: { users: UserStore; sessions: SessionStore; attempts: AttemptStore }
  conversations: ConversationsReader
  desk: Desk
  notes: Notes
  intents: IntentStore
  models: Models
  snapshots: Snapshots
  runs: TrainingRuns
  articles: ArticleTitles
  misses: Misses
  figures: HomeFigures
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
  /** Live updates in the namespace `/admin` of the app's Socket.IO server. */
  attachSocket(io: Server): void
  /** To print at start: login and one-time password of the first owner, until they have signed in once. */
  firstPassword: FirstPassword | undefined
  /** Tells open pages at once that a conversation changed; without it they notice within about a second. */
  conversationChanged(id: string): void
  /** Stops watching; waits for nothing. */
  close(): void
}

export async function createAdmin(deps: AdminDeps): Promise<Admin> {
  const { accounts, clock, log, publicUrl } = deps
  const { users, attempts } = accounts
  const cookie = sessionCookie(publicUrl?.startsWith('https:') ?? false)
  const origins = { publicUrl }
  const sessions = createSessions({ sessions: accounts.sessions, users, clock })
  const live = createLive({ sessions, cookie, origins })
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

  const guards = { sessions, cookie, origins }
  const { session, home, conversations, train, misses, users: team } = adminContract
  const api = Router()
  api.use(adminHeaders)
  const signIn = createSignIn({ users, attempts, clock })
  api.use(serve(session, sessionHandlers({ signIn, sessions, users, cookie, clock, onSignedOut }), guards))
  api.use(serve(home, homeHandlers(deps), guards))
  const reader = { ...deps, reader: deps.conversations, onChanged: conversationChanged }
  api.use(serve(conversations, conversationsHandlers(reader), guards))
  api.use(serve(train, trainHandlers({ ...deps, training, onChanged: trainingChanged }), guards))
  const onMissesChanged = () => {
    live.changed({ topic: 'misses' })
    trainingChanged()
  }
  api.use(serve(misses, missesHandlers({ ...deps, onChanged: onMissesChanged }), guards))
  api.use(serve(team, usersHandlers({ users, sessions, clock, onSignedOut }), guards))

  const router = Router()
  router.use('/api/v1', api)
  router.get(
    '/api/docs',
    adminHeaders,
    (_request, response) => void response.type('html').send(docsPage(adminContract)),
  )
  const description = openApi(adminContract, cookie.name)
  router.get('/api/docs/openapi.json', (_request, response) => void response.json(description))
  router.use(adminPages(deps.pages ?? builtPages))

  return {
    router,
    attachSocket: (io) => live.attach(io),
    firstPassword: await ensureFirstUser(users, clock),
    conversationChanged,
    close() {
      watch.stop()
      live.close()
    },
  }
}
