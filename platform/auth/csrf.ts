// Cross-site request forgery: beside SameSite=Lax cookies, an unsafe request must come from our own pages and carry a header that no
// plain form can set. (OWASP CSRF Prevention Cheat Sheet: Fetch Metadata, origin check, custom request header.)
import type { RequestHandler } from 'express'
import { AppError } from '../errors.js'

export const csrfHeader = 'x-kefu-request'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface Origins {
  /** The address that browsers use, when a proxy stands in front; else the request's own host counts. */
  publicUrl?: string | undefined
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** True when the browser says that the request comes from one of our pages, or when it is no browser (no Origin at all). */
export function comesFromOurPages(headers: Headers, { publicUrl }: Origins): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const origin = headers['origin']
  if (origin === undefined) return true
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false
  if (publicUrl !== undefined && new URL(origin).origin === new URL(publicUrl).origin) return true
  return new URL(origin).host === headers['host']
}

/** Refuses with `not-allowed`; reading is always let through. */
export const refuseForgedRequests =
  (origins: Origins): RequestHandler =>
  (request, _response, next) => {
    if (safe.has(request.method)) return next()
    if (request.headers[csrfHeader] === undefined)
      throw new AppError('not-allowed', `Requests that change something need the header ${csrfHeader}.`, {
        details: { reason: 'header-missing' },
      })
    if (!comesFromOurPages(request.headers, origins))
      throw new AppError('not-allowed', 'This request comes from another site.', { details: { reason: 'cross-site' } })
    next()
  }
