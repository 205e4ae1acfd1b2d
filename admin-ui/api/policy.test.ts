// Every route of the API as every role and as nobody, and every live topic: what the table says is what happens.
import { readFile } from 'node:fs/promises'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles, type Role } from '../../platform/auth/roles.js'
import { withStore } from '../../tests/support/test-store.js'
import { startAdminServer, type AdminServer } from '../testing/admin-server.js'
import { adminContract } from './contract.js'
import { grantedPolicies, may, type GrantedPolicy } from './policy.js'
import type { Route } from './route.js'
import { socketPath, topics } from './topics.js'

/** Written down a second time, so that a slip in the table of the product is seen. */
const allowed: Readonly<Record<GrantedPolicy, readonly Role[]>> = {
  'home.read': ['owner', 'admin', 'trainer', 'agent', 'analyst'],
  'conversations.read': ['owner', 'admin', 'agent', 'analyst'],
  'conversations.answer': ['owner', 'admin', 'agent'],
  'customers.read': ['owner', 'admin', 'agent'],
  'customers.edit': ['owner', 'admin', 'agent'],
  'customers.merge': ['owner', 'admin'],
  'training.read': ['owner', 'admin', 'trainer', 'analyst'],
  'training.edit': ['owner', 'admin', 'trainer'],
  'training.publish': ['owner', 'admin', 'trainer'],
  'misses.read': ['owner', 'admin', 'trainer', 'analyst'],
  'misses.edit': ['owner', 'admin', 'trainer'],
  'imports.read': ['owner', 'admin', 'analyst'],
  'imports.edit': ['owner', 'admin'],
  'segments.read': ['owner', 'admin', 'analyst'],
  'segments.edit': ['owner', 'admin'],
  'segments.export': ['owner', 'admin'],
  'recommendations.read': ['owner', 'admin', 'analyst'],
  'audit.read': ['owner', 'admin'],
  'jobs.read': ['owner', 'admin'],
  'users.manage': ['owner', 'admin'],
  'owners.manage': ['owner'],
}

const store = withStore()
let server: AdminServer

beforeAll(async () => {
  server = await startAdminServer(store())
})
afterAll(() => server.stop())

const routes = Object.values(adminContract)
  .flatMap((contract) => Object.values<Route>(contract))
  .map((route) => ({ ...route, title: `${route.method.toUpperCase()} ${route.path}` }))

const visit = ({ method, path }: Route, cookie?: string) =>
  server.call(method.toUpperCase(), path.replaceAll(/:\w+/g, 'unknown'), {
    ...(cookie !== undefined && { cookie }),
    ...(method === 'post' || method === 'put' || method === 'patch' ? { body: {} } : {}),
  })

const mayVisit = (role: Role, { policy }: Route): boolean =>
  policy === 'anyone' || policy === 'signed-in' || allowed[policy].includes(role)

const codeOf = (body: Record<string, unknown>): unknown => (body['error'] as { code?: unknown } | undefined)?.code

describe.each(routes)('$title', (route) => {
  it(route.policy === 'anyone' ? 'is open to nobody in particular' : 'sends nobody to sign in', async () => {
    const { status, body } = await visit(route)
    if (route.policy === 'anyone') expect(status).toBe(400)
    else expect({ status, code: codeOf(body) }).toEqual({ status: 401, code: 'token-missing' })
  })

  it.each(roles)('decides about the role %s', async (role) => {
    const { status, body } = await visit(route, await server.signedIn(role))
    if (mayVisit(role, route)) expect([401, 403, 500]).not.toContain(status)
    else expect({ status, code: codeOf(body) }).toEqual({ status: 403, code: 'not-allowed' })
  })

  it('lets nobody in with a one-time password that is not changed yet', async () => {
    const { status, body } = await visit(route, await server.signedIn('owner', { mustChangePassword: true }))
    if (route.policy === 'anyone' || route.policy === 'signed-in') expect([401, 403, 500]).not.toContain(status)
    else expect({ status, code: codeOf(body) }).toEqual({ status: 403, code: 'password-change-needed' })
  })
})

describe('the policies', () => {
  it('are all decided about above', () => {
    expect(Object.keys(allowed).sort()).toEqual([...grantedPolicies].sort())
  })

  it('stand in the documentation as they are', async () => {
    const text = await readFile(new URL('../../docs/admin.md', import.meta.url), 'utf8')
    const cells = (line: string) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    const table = text.split('\n').filter((line) => line.startsWith('| `') || line.startsWith('| | owner'))
    const [[, ...named] = [], ...rows] = table.map(cells)
    expect(named).toEqual([...roles])
    const written = rows.map(([what = '', ...said]) => [/^`([\w.]+)`/.exec(what)?.[1], said])
    expect(written).toEqual(
      grantedPolicies.map((policy) => [policy, roles.map((role) => (may(role, policy) ? 'yes' : 'no'))]),
    )
  })
})

describe.each(Object.entries(topics))('the live topic %s', (topic, policy) => {
  const connect = (cookie?: string): Socket =>
    io(server.url, {
      path: socketPath,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...(cookie !== undefined && { extraHeaders: { cookie } }),
    })

  it.each(roles)('decides about the role %s', async (role) => {
    const socket = connect(await server.signedIn(role))
    try {
      const answer: unknown = await socket.emitWithAck('subscribe', { topic, id: 'cnv_1' })
      expect(answer).toEqual(
        allowed[policy].includes(role) ? { kind: 'done' } : { kind: 'refused', code: 'not-allowed' },
      )
    } finally {
      socket.disconnect()
    }
  })

  it('is not heard by nobody', async () => {
    const socket = connect()
    const reason = await new Promise((resolve) => {
      socket.on('connect_error', ({ message }) => resolve(message))
      socket.on('connect', () => resolve('connected'))
    })
    socket.disconnect()
    expect(reason).toBe('token-missing')
  })
})
