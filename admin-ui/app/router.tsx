// Every page of the app, its address and its search parameters. Pages are loaded when they are first visited.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  Outlet,
} from '@tanstack/react-router'
import { z } from 'zod'
import { ratedAs, view } from '../api/conversations/views.js'
import { sessionContract } from '../api/session/contract.js'
import { locale } from '../api/route.js'
import { Crash } from './components/crash.js'
import { NotFound } from './components/not-found.js'
import { Shell } from './components/shell.js'
import { ApiError, read } from './lib/api.js'
import { queryClient } from './lib/query-client.js'

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Crash })

const signInSearch = z.object({
  next: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
})
const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('./features/session/sign-in-page.js'), 'SignInPage'),
})

/** Everything behind the sign-in. Nobody sees a page before it is known who they are. */
const signedIn = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      const session = await queryClient.ensureQueryData(read(sessionContract.current, {}))
      if (session.user.mustChangePassword && location.pathname !== '/password') throw redirect({ to: '/password' })
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } })
      throw error
    }
  },
})

const password = createRoute({
  getParentRoute: () => signedIn,
  path: '/password',
  component: lazyRouteComponent(() => import('./features/session/password-page.js'), 'PasswordPage'),
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('./features/home/home-page.js'), 'HomePage'),
})

const conversationsSearch = z.object({
  view: view.optional().catch(undefined),
  channel: z.string().optional().catch(undefined),
  language: locale.optional().catch(undefined),
  rating: ratedAs.optional().catch(undefined),
  text: z.string().optional().catch(undefined),
})
const conversations = createRoute({
  getParentRoute: () => signedIn,
  path: '/conversations',
  validateSearch: conversationsSearch,
  component: lazyRouteComponent(() => import('./features/conversations/conversations-page.js'), 'ConversationsPage'),
})
const conversation = createRoute({
  getParentRoute: () => conversations,
  path: '$id',
  component: lazyRouteComponent(() => import('./features/conversations/conversation-pane.js'), 'ConversationPane'),
})

const customers = createRoute({
  getParentRoute: () => signedIn,
  path: '/customers',
  validateSearch: z.object({
    text: z.string().optional().catch(undefined),
    segment: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./features/customers/customers-page.js'), 'CustomersPage'),
})
const customer = createRoute({
  getParentRoute: () => signedIn,
  path: '/customers/$id',
  component: lazyRouteComponent(() => import('./features/customers/customer-page.js'), 'CustomerPage'),
})

const identity = createRoute({
  getParentRoute: () => signedIn,
  path: '/identity',
  component: lazyRouteComponent(() => import('./features/identity/identity-layout.js'), 'IdentityLayout'),
})
const suggestions = createRoute({
  getParentRoute: () => identity,
  path: '/',
  component: lazyRouteComponent(() => import('./features/identity/suggestions-page.js'), 'SuggestionsPage'),
})
const merged = createRoute({
  getParentRoute: () => identity,
  path: 'merged',
  component: lazyRouteComponent(() => import('./features/identity/merged-page.js'), 'MergedPage'),
})
const rules = createRoute({
  getParentRoute: () => identity,
  path: 'rules',
  component: lazyRouteComponent(() => import('./features/identity/rules-page.js'), 'RulesPage'),
})

const segments = createRoute({
  getParentRoute: () => signedIn,
  path: '/segments',
  component: lazyRouteComponent(() => import('./features/segments/segments-page.js'), 'SegmentsPage'),
})
const segment = createRoute({
  getParentRoute: () => signedIn,
  path: '/segments/$id',
  component: lazyRouteComponent(() => import('./features/segments/segment-page.js'), 'SegmentPage'),
})

const train = createRoute({
  getParentRoute: () => signedIn,
  path: '/train',
  component: lazyRouteComponent(() => import('./features/train/train-layout.js'), 'TrainLayout'),
})
const intents = createRoute({
  getParentRoute: () => train,
  path: '/',
  component: lazyRouteComponent(() => import('./features/train/intents-page.js'), 'IntentsPage'),
})
const intent = createRoute({
  getParentRoute: () => train,
  path: 'intents/$name',
  validateSearch: z.object({ find: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./features/train/intent-page.js'), 'IntentPage'),
})
const versions = createRoute({
  getParentRoute: () => train,
  path: 'versions',
  component: lazyRouteComponent(() => import('./features/train/versions-page.js'), 'VersionsPage'),
})
const encoders = createRoute({
  getParentRoute: () => train,
  path: 'encoders',
  component: lazyRouteComponent(() => import('./features/train/encoders-page.js'), 'EncodersPage'),
})
const data = createRoute({
  getParentRoute: () => train,
  path: 'data',
  component: lazyRouteComponent(() => import('./features/train/data-page.js'), 'DataPage'),
})
const report = createRoute({
  getParentRoute: () => train,
  path: 'versions/$id',
  component: lazyRouteComponent(() => import('./features/train/report-page.js'), 'ReportPage'),
})

const misses = createRoute({
  getParentRoute: () => signedIn,
  path: '/misses',
  component: lazyRouteComponent(() => import('./features/misses/misses-page.js'), 'MissesPage'),
})

const imports = createRoute({
  getParentRoute: () => signedIn,
  path: '/imports',
  component: lazyRouteComponent(() => import('./features/imports/imports-page.js'), 'ImportsPage'),
})
const importFile = createRoute({
  getParentRoute: () => signedIn,
  path: '/imports/files/$file',
  component: lazyRouteComponent(() => import('./features/imports/file-page.js'), 'FilePage'),
})
const importBatch = createRoute({
  getParentRoute: () => signedIn,
  path: '/imports/$batch',
  component: lazyRouteComponent(() => import('./features/imports/batch-page.js'), 'BatchPage'),
})

const day = z.iso.date().optional().catch(undefined)
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: z.object({
    by: z.string().optional().catch(undefined),
    action: z.string().optional().catch(undefined),
    from: day,
    to: day,
  }),
  component: lazyRouteComponent(() => import('./features/audit/audit-page.js'), 'AuditPage'),
})

const team = createRoute({
  getParentRoute: () => signedIn,
  path: '/team',
  component: lazyRouteComponent(() => import('./features/team/team-page.js'), 'TeamPage'),
})

const routeTree = rootRoute.addChildren([
  signIn,
  signedIn.addChildren([
    password,
    home,
    conversations.addChildren([conversation]),
    customers,
    customer,
    identity.addChildren([suggestions, merged, rules]),
    segments,
    segment,
    train.addChildren([intents, intent, versions, report, data, encoders]),
    misses,
    imports,
    importFile,
    importBatch,
    audit,
    team,
  ]),
])

export const router = createRouter({ routeTree, basepath: '/admin', defaultPreload: 'intent' })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
