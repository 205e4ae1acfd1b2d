// Signed identity: the customer's site vouches for who is signed in, by a short JWT that its server signs with the site's secret.
import { SignJWT, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { tokenFault } from './token-fault.js'

const maxLifeS = 3600
/** Clocks of two servers differ a little. */
const toleranceS = 30

const claims = z.object({
  sub: z.string().min(1).max(100),
  iat: z.number(),
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  email: z.email().max(254).optional(),
  name: z.string().max(200).optional(),
})

export interface SignedIdentity {
  /** The shop's customer number. */
  customerNumber: string
  email?: string
  name?: string
}

/** A secret shorter than 256 bits weakens HS256 (RFC 7518, 3.2). */
export const minSecretLength = 32

const keyOf = (secret: string) => new TextEncoder().encode(secret)

/**
 * Accepts HS256 only, with `sub`, `iat` and `exp`, living at most an hour; an `aud`, when there is one, must name the site.
 * Rejects with `token-expired` (ask the site for a new one) or `token-invalid`.
 */
export async function verifyIdentity(
  token: string,
  site: { key: string; identitySecret: string },
  clock: Clock,
): Promise<SignedIdentity> {
  const { payload } = await jwtVerify(token, keyOf(site.identitySecret), {
    algorithms: ['HS256'],
    requiredClaims: ['sub', 'iat', 'exp'],
    maxTokenAge: maxLifeS,
    clockTolerance: toleranceS,
    currentDate: clock.now(),
  }).catch((error: unknown) => {
    throw tokenFault(error, 'identity')
  })
  const read = claims.safeParse(payload)
  if (!read.success) {
    const claim = read.error.issues[0]?.path.join('.')
    throw new AppError('token-invalid', `The identity has a wrong claim: ${claim ?? 'unknown'}.`, {
      details: { field: 'identity', claim },
    })
  }
  const { sub, iat, exp, aud, email, name } = read.data
  if (exp - iat > maxLifeS)
    throw new AppError('token-invalid', 'The identity may live for an hour at most.', {
      details: { field: 'identity', claim: 'exp' },
    })
  if (aud !== undefined && ![aud].flat().includes(site.key))
    throw new AppError('token-invalid', 'The identity was made for another site.', {
      details: { field: 'identity', claim: 'aud' },
    })
  return {
    customerNumber: sub,
    ...(email !== undefined && { email: email.toLowerCase() }),
    ...(name !== undefined && { name }),
  }
}

/** What a site's server does; here for the demo shop and for tests. Lives for `lifeS` seconds. */
export function signIdentity(
  identity: SignedIdentity,
  site: { key: string; identitySecret: string },
  options: { now: Date; lifeS?: number },
): Promise<string> {
  const iat = Math.floor(options.now.getTime() / 1000)
  const { customerNumber, email, name } = identity
  return new SignJWT({ ...(email !== undefined && { email }), ...(name !== undefined && { name }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(customerNumber)
    .setAudience(site.key)
    .setIssuedAt(iat)
    .setExpirationTime(iat + (options.lifeS ?? 600))
    .sign(keyOf(site.identitySecret))
}
