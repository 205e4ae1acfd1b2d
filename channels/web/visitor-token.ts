// Visitor tokens: who a browser was last time, said by the server and signed with the installation's secret.
import { SignJWT, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Clock } from '../../platform/clock.js'
import { newId } from '../../platform/ids.js'
import { tokenFault } from './token-fault.js'

const issuer = 'kefu'
const audience = 'visitor'
const lifeS = 30 * 24 * 3600
/** A token older than this is renewed at the next connection, so that somebody who comes back within a month stays known. */
const renewAfterS = 24 * 3600

const claims = z.object({ sub: z.string().regex(/^vis_\w{10,40}$/), site: z.string(), iat: z.number() })

export interface Visitor {
  id: string
  /** Set when the caller should keep this token instead. */
  token?: string
}

export interface VisitorTokens {
  /** A visitor nobody has seen before. */
  issue(site: string): Promise<Required<Visitor>>
  /** Rejects with `token-invalid` (forged, damaged, of another site) or `token-expired`. */
  verify(token: string, site: string): Promise<Visitor>
}

/** HS256 with the key derived from `secret` by purpose, so that no other token of the installation passes here. */
export function createVisitorTokens(secret: string, clock: Clock): VisitorTokens {
  const key = new TextEncoder().encode(`kefu/visitor/${secret}`)
  const sign = (id: string, site: string) => {
    const now = Math.floor(clock.now().getTime() / 1000)
    return new SignJWT({ site })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(id)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + lifeS)
      .sign(key)
  }
  return {
    async issue(site) {
      const id = newId('vis')
      return { id, token: await sign(id, site) }
    },
    async verify(token, site) {
      const checked = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer,
        audience,
        currentDate: clock.now(),
      }).catch((error: unknown) => {
        throw tokenFault(error, 'token')
      })
      const read = claims.safeParse(checked.payload)
      if (!read.success || read.data.site !== site) throw tokenFault(undefined, 'token')
      const age = clock.now().getTime() / 1000 - read.data.iat
      return { id: read.data.sub, ...(age > renewAfterS && { token: await sign(read.data.sub, site) }) }
    },
  }
}
