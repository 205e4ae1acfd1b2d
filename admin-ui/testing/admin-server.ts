// The admin app over a real database on a port of its own, for tests. The desk and the language models behind it are given by the test.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import type { AudienceTarget } from '../../knowledge/segments/audience.js'
import { handOvers, type HandOvers } from '../../knowledge/segments/hand-overs.js'
import { importFiles } from '../../knowledge/imports/files/index.js'
import { createAdminRecord, type Store } from '../../knowledge/index.js'
import { sessionCookie } from '../../platform/auth/cookie.js'
import { hashPassword } from '../../platform/auth/password.js'
import type { Role } from '../../platform/auth/roles.js'
import { createSessions } from '../../platform/auth/sessions.js'
import { fixedClock } from '../../platform/clock.js'
import { errorHandler, notFound } from '../../platform/http/error-handler.js'
import { newId } from '../../platform/ids.js'
import { AppError } from '../../platform/errors.js'
import { createAdmin, type AdminDeps, type LanguageModels } from '../index.js'
import type { EncoderShelf } from '../api/encoders/handlers.js'
import type { Desk } from '../api/ports.js'

const absent = async () => ({ kind: 'not-found' }) as const

/** Knows no conversation. */
const emptyDesk: Desk = {
  claim: absent,
  reply: absent,
  handBack: absent,
  resolve: absent,
  edit: absent,
  remove: absent,
}

const noVersion = async () => {
  throw new AppError('not-found', 'There is no such version.')
}

/** Has no version and trains none. */
const noModels: LanguageModels = {
  train: () => Promise.reject(new AppError('training-data-invalid', 'There is nothing to train.')),
  lint: async () => [],
  versions: async () => [],
  curves: async () => undefined,
  publish: noVersion,
  understand: noVersion,
  nearest: noVersion,
  follow: async () => undefined,
  keepFirstSnapshot: async () => undefined,
}

/** Knows no encoder and fetches none. */
const noEncoders: EncoderShelf = {
  list: () => [],
  missing: () => [],
  state: () => ({ state: 'idle' }),
  fetch: () => undefined,
  cancel: () => undefined,
  verify: async () => [],
}

export const testPassword = 'seven quiet lanterns'

export interface Answered {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

export type AdminServer = Awaited<ReturnType<typeof startAdminServer>>

export async function startAdminServer(
  store: Store,
  given: Partial<
    Pick<AdminDeps, 'pullSource' | 'lookForPairs' | 'desk' | 'models' | 'encoders' | 'files' | 'queue'> & {
      audienceWebhook: AudienceTarget
    }
  > = {},
) {
  const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))
  const record = createAdminRecord(store, clock)
  const log = pino({ enabled: false })
  const files = importFiles({ store, clock, largestBytes: 1 << 20 })
  // Each at once, one try: what the job queue adds is tested with it.
  const handOverDesk: HandOvers = handOvers(store, clock, {
    webhook: given.audienceWebhook,
    enqueue: (id) => handOverDesk.run(id, { attempt: 1, signal: new AbortController().signal }).catch(() => undefined),
  })
  const admin = await createAdmin({
    ...record,
    desk: given.desk ?? emptyDesk,
    models: given.models ?? noModels,
    encoders: given.encoders ?? noEncoders,
    ...(given.files && { files: given.files }),
    queue: given.queue,
    importFiles: files,
    pullSource: given.pullSource,
    lookForPairs: given.lookForPairs,
    handOvers: handOverDesk,
    clock,
    log,
  })
  const app = express().use(admin.router, notFound, errorHandler(log))
  const server = createServer(app)
  admin.attachSocket(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const { users, sessions } = record.accounts
  const held = createSessions({ sessions, users, clock })
  // Hashing is slow on purpose: once is enough.
  const passwordHash = await hashPassword(testPassword)

  return {
    url,
    clock,
    admin,
    record,

    /** Somebody new of this role, already signed in; answers with their cookie. */
    async signedIn(role: Role, change: { mustChangePassword?: boolean } = {}): Promise<string> {
      const id = newId('usr')
      const user = {
        ...{ id, login: `${role}-${id}`.toLowerCase(), name: `${role} of the test`, role },
        passwordHash,
        ...{ mustChangePassword: false, disabled: false, createdAt: clock.now(), version: 1 },
        ...change,
      }
      await users.insert(user)
      const { token } = await held.begin(user)
      return `${sessionCookie(false).name}=${token}`
    },

    /** As the app's own pages call: with the header that forms cannot set. */
    async call(
      method: string,
      path: string,
      { cookie, body, headers }: { cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<Answered> {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          'x-kefu-request': '1',
          ...(cookie !== undefined && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Record<string, unknown>,
      }
    },

    async stop(): Promise<void> {
      await files.close()
      admin.close()
      server.close()
      server.closeAllConnections()
    },
  }
}
