// The sites that may show the widget, and from which pages.
import type { IncomingMessage } from 'node:http'
import { AppError } from '../../platform/errors.js'
import { minSecretLength } from './signed-identity.js'
import type { SiteLook } from './site-look.js'

export interface Site {
  key: string
  /** Exact origins, `'self'` for pages of this very server, `'*'` for any. */
  origins: readonly string[]
  /** Signs identities; at least 32 characters. Without it nobody can sign in on this site. */
  identitySecret?: string
  look?: SiteLook
}

export interface Sites {
  /** Throws `not-found` for a key that nobody configured and `not-allowed` for a page that may not use it. */
  allowed(key: string, request: Pick<IncomingMessage, 'headers'>): Site
  /** True when at least one site may be used from this page. */
  knowsOrigin(request: Pick<IncomingMessage, 'headers'>): boolean
}

/** Browsers leave `Origin` out of same-origin GETs, programs altogether: neither is a page of somebody else's. */
function mayUse(site: Site, headers: IncomingMessage['headers']): boolean {
  const { origin, host } = headers
  if (origin === undefined || site.origins.includes('*') || site.origins.includes(origin)) return true
  return (
    site.origins.includes('self') && host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
  )
}

/** Throws `config-invalid` when two sites share a key or a secret is too short. */
export function createSites(list: readonly Site[]): Sites {
  const byKey = new Map(list.map((site) => [site.key, site]))
  if (byKey.size !== list.length) throw new AppError('config-invalid', 'Two sites have the same key.')
  for (const { key, identitySecret } of list)
    if (identitySecret !== undefined && identitySecret.length < minSecretLength)
      throw new AppError(
        'config-invalid',
        `The identity secret of site ${key} is shorter than ${String(minSecretLength)} characters.`,
      )
  return {
    allowed(key, { headers }) {
      const site = byKey.get(key)
      if (!site) throw new AppError('not-found', 'There is no site with this key.', { details: { field: 'site' } })
      if (!mayUse(site, headers))
        throw new AppError('not-allowed', 'This page may not use the site key.', { details: { field: 'origin' } })
      return site
    },
    knowsOrigin: ({ headers }) => list.some((site) => mayUse(site, headers)),
  }
}
