// The door of the socket server: nobody gets in without a known site, an allowed page and a token that is ours.
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { clientAddress } from './client-address.js'
import { deviceName } from '../../bot/domain/device-name.js'
import { handshake } from './protocol.js'
import type { RateLimits } from './rate-limits.js'
import type { Session } from './session.js'
import { verifyIdentity, type SignedIdentity } from './signed-identity.js'
import type { Site, Sites } from './sites.js'
import type { VisitorTokens } from './visitor-token.js'

export interface AdmissionParts {
  sites: Sites
  tokens: VisitorTokens
  rates: RateLimits
  clock: Clock
  trustedProxies: number
}

export interface Admitted {
  session: Session
  /** A new or renewed visitor token for the client to keep. */
  token?: string
}

/** Throws when the site takes no signed identities at all. */
export async function identityOn(site: Site, token: string, clock: Clock): Promise<SignedIdentity> {
  const { key, identitySecret } = site
  if (identitySecret === undefined)
    throw new AppError('not-allowed', 'This site has no identity secret.', { details: { field: 'identity' } })
  return verifyIdentity(token, { key, identitySecret }, clock)
}

/** Rejects with the `AppError` that the client is told as `connect_error.data`. */
export function createAdmission({ sites, tokens, rates, clock, trustedProxies }: AdmissionParts) {
  return async (auth: unknown, request: IncomingMessage): Promise<Admitted> => {
    const address = clientAddress(request, trustedProxies)
    await rates.connection(address)
    const read = handshake.safeParse(auth)
    if (!read.success)
      throw new AppError('input-invalid', 'The handshake is not understood.', {
        details: { field: read.error.issues[0]?.path.join('.') ?? 'auth' },
      })
    const { site: key, token, identity, locale } = read.data
    const site = sites.allowed(key, request)
    const customer = identity === undefined ? undefined : await identityOn(site, identity, clock)
    const visitor = token === undefined ? await tokens.issue(key) : await tokens.verify(token, key)
    const device = deviceName(request.headers['user-agent'])
    return {
      session: {
        ...{ site, address, visitorId: visitor.id },
        ...(customer && { customer }),
        ...(locale && { locale }),
        ...(device !== undefined && { device }),
      },
      ...(visitor.token !== undefined && { token: visitor.token }),
    }
  }
}
