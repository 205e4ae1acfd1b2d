// Turns a contract and its handlers into express routes: who may, what is given, what leaves.
import { Router, json, type Request as HttpRequest, type Response } from 'express'
import { z } from 'zod'
import type { SessionCookie } from '../../platform/auth/cookie.js'
import { refuseForgedRequests, type Origins } from '../../platform/auth/csrf.js'
import type { Sessions } from '../../platform/auth/sessions.js'
import type { Session, User } from '../../platform/auth/stores.js'
import { AppError } from '../../platform/errors.js'
import type { AuditTrail } from './audit/handlers.js'
import { may, type Policy } from './policy.js'
import type { Answer, Request, Route } from './route.js'

interface AnyCaller {
  /** Where the request comes from, as far as the configured proxies are trusted. */
  address: string
  /** The session token that the browser sent, valid or not. */
  token: string | undefined
  setCookie(value: string): void
  /** What the audit trail says of this request beside its parameters; never message text or contact data. */
  remarks: Record<string, unknown>
}

export interface SignedIn extends AnyCaller {
  user: User
  session: Session
}

export type Caller<R extends Route> = R['policy'] extends 'anyone' ? AnyCaller : SignedIn

/** A handler for each route of a contract: one that is missing does not compile. */
export type Handlers<C extends Readonly<Record<string, Route>>> = {
  readonly [Name in keyof C]: (request: Request<C[Name]>, caller: Caller<C[Name]>) => Promise<Answer<C[Name]>>
}

export interface ServeDeps {
  sessions: Sessions
  cookie: SessionCookie
  origins: Origins
  /** Told of every change that somebody who is signed in has made. */
  audit: Pick<AuditTrail, 'record'>
}

type AnyHandler = (request: Request<Route>, caller: AnyCaller) => Promise<unknown>

/** Bulk paste of a few thousand utterances fits; a route that needs more says so. */
const largestBody = '2mb'

export function serve<C extends Readonly<Record<string, Route>>>(
  contract: C,
  handlers: Handlers<C>,
  deps: ServeDeps,
): Router {
  const router = Router()
  const guard = refuseForgedRequests(deps.origins)
  for (const [name, route] of Object.entries(contract)) {
    // Erased here and nowhere else: `Handlers` has checked each handler against its own route.
    const body = json({ limit: route.bodyLimit ?? largestBody })
    const handler = handlers[name] as unknown as AnyHandler
    router[route.method](route.path, guard, async (request: HttpRequest, response: Response) => {
      const caller = await admit(route.policy, request, response, deps)
      if (route.body !== undefined) await parseBody(body, request, response)
      const answer = await handler(
        {
          params: parse(route.params, request.params, 'params'),
          query: parse(route.query, request.query, 'query'),
          body: parse(route.body, request.body, 'body'),
        } as Request<Route>,
        caller,
      )
      if (route.method !== 'get' && 'user' in caller) {
        const { id, name } = caller.user
        const action = `${route.method.toUpperCase()} ${route.path}`
        await deps.audit.record({ by: { id, name }, action, details: { ...request.params, ...caller.remarks } })
      }
      response.set('Cache-Control', 'no-store').json(route.response.parse(answer))
    })
  }
  return router
}

/** Who asks. Rejects with `token-missing`, `token-expired`, `password-change-needed` or `not-allowed`. */
export async function admit(
  policy: Policy,
  request: HttpRequest,
  response: Response,
  deps: ServeDeps,
): Promise<AnyCaller | SignedIn> {
  const token = deps.cookie.read(request.headers.cookie)
  const caller: AnyCaller = {
    address: request.ip ?? '',
    token,
    setCookie: (value) => void response.append('Set-Cookie', value),
    remarks: {},
  }
  if (policy === 'anyone') return caller
  if (token === undefined) throw new AppError('token-missing', 'Sign in first.')
  const known = await deps.sessions.whose(token)
  if (known === undefined) throw new AppError('token-expired', 'The session is over; sign in again.')
  if (policy !== 'signed-in' && known.user.mustChangePassword)
    throw new AppError('password-change-needed', 'Change the one-time password first.')
  if (!may(known.user.role, policy))
    throw new AppError('not-allowed', 'Your role does not include this.', { details: { policy } })
  return { ...caller, ...known }
}

/** Only after the caller was admitted: a stranger cannot make the server read two megabytes. */
function parseBody(reader: ReturnType<typeof json>, request: HttpRequest, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    reader(request, response, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(error instanceof Error ? error : new Error('the body could not be read'))
    })
  })
}

/** Unknown fields are refused: a misspelt filter must not answer with everything. */
function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (schema === undefined) return undefined
  const parsed = (schema instanceof z.ZodObject ? schema.strict() : schema).safeParse(value ?? {})
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => ({ field: issue.path.join('.') || where, reason: issue.message }))
  throw new AppError('input-invalid', `${issues[0]?.field ?? where}: ${issues[0]?.reason ?? 'is not right'}`, {
    details: { ...issues[0], issues },
  })
}
