import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { signIdentity, verifyIdentity } from './signed-identity.js'
import { createVisitorTokens } from './visitor-token.js'

const now = new Date('2026-05-01T10:00:00Z')
const dayMs = 86_400_000

describe('a visitor token', () => {
  it('tells the same visitor again, on the site it was made for', async () => {
    const tokens = createVisitorTokens('secret', fixedClock(now))
    const issued = await tokens.issue('shop')
    expect(await tokens.verify(issued.token, 'shop')).toEqual({ id: issued.id })
    await expect(tokens.verify(issued.token, 'other')).rejects.toMatchObject({ code: 'token-invalid' })
  })

  it('is renewed when it is older than a day and refused after thirty', async () => {
    const clock = fixedClock(now)
    const tokens = createVisitorTokens('secret', clock)
    const issued = await tokens.issue('shop')
    clock.advance(2 * dayMs)
    const renewed = await tokens.verify(issued.token, 'shop')
    expect(renewed).toMatchObject({ id: issued.id, token: expect.not.stringMatching(issued.token) as string })
    clock.advance(29 * dayMs)
    await expect(tokens.verify(issued.token, 'shop')).rejects.toMatchObject({ code: 'token-expired' })
    expect(await tokens.verify(renewed.token ?? '', 'shop')).toMatchObject({ id: issued.id })
  })

  it.each([
    ['of another installation', async () => (await createVisitorTokens('other', fixedClock(now)).issue('shop')).token],
    [
      'with the algorithm none',
      async () => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"vis_12345678901","site":"shop"}')}.`,
    ],
    ['that is no token', async () => 'hello'],
    [
      'that is a signed identity',
      () =>
        signIdentity(
          { customerNumber: 'vis_12345678901' },
          { key: 'shop', identitySecret: 'kefu/visitor/secret' },
          { now },
        ),
    ],
  ])('%s is refused', async (_what, make) => {
    const tokens = createVisitorTokens('secret', fixedClock(now))
    await expect(tokens.verify(await make(), 'shop')).rejects.toMatchObject({ code: 'token-invalid' })
  })
})

describe('a signed identity', () => {
  const site = { key: 'shop', identitySecret: 'a secret of the shop that is long enough' }
  const key = new TextEncoder().encode(site.identitySecret)
  const seconds = Math.floor(now.getTime() / 1000)
  const jwt = (claims: Record<string, unknown>, alg = 'HS256') =>
    new SignJWT(claims).setProtectedHeader({ alg }).sign(key)
  const check = (token: string, at = now) => verifyIdentity(token, site, fixedClock(at))

  it('names the customer', async () => {
    const token = await signIdentity({ customerNumber: 'C1001', email: 'Ada@Shop.example', name: 'Ada' }, site, { now })
    expect(await check(token)).toEqual({ customerNumber: 'C1001', email: 'ada@shop.example', name: 'Ada' })
  })

  it('is refused as too old once it has expired', async () => {
    const token = await signIdentity({ customerNumber: 'C1001' }, site, { now, lifeS: 60 })
    await expect(check(token, new Date(now.getTime() + 100_000))).rejects.toMatchObject({
      code: 'token-expired',
      details: { field: 'identity' },
    })
  })

  it.each([
    [
      'signed with another secret',
      async () => signIdentity({ customerNumber: 'C1' }, { ...site, identitySecret: 'x'.repeat(40) }, { now }),
    ],
    ['made for another site', async () => signIdentity({ customerNumber: 'C1' }, { ...site, key: 'other' }, { now })],
    ['with another algorithm', async () => jwt({ sub: 'C1', iat: seconds, exp: seconds + 60 }, 'HS512')],
    ['that lives longer than an hour', async () => jwt({ sub: 'C1', iat: seconds, exp: seconds + 7200 })],
    ['without an expiry', async () => jwt({ sub: 'C1', iat: seconds })],
    ['without a time of making', async () => jwt({ sub: 'C1', exp: seconds + 60 })],
    ['without a customer', async () => jwt({ iat: seconds, exp: seconds + 60 })],
    ['with an empty customer', async () => jwt({ sub: '', iat: seconds, exp: seconds + 60 })],
    ['from the future', async () => jwt({ sub: 'C1', iat: seconds + 600, exp: seconds + 900 })],
    ['with an e-mail that is none', async () => jwt({ sub: 'C1', email: 'nobody', iat: seconds, exp: seconds + 60 })],
  ])('%s is refused', async (_what, make) => {
    await expect(make().then((token) => check(token))).rejects.toMatchObject({ code: 'token-invalid' })
  })
})
