// A Bot Framework Service on loopback: its keys, tokens signed with them, and the connector that bots post their messages to.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CredentialsFactory } from '../service-adapter.js'

/** What a bot posted, in the order it came. */
export interface Posted {
  path: string
  authorization: string | undefined
  activity: Record<string, unknown>
}

const botToken = 'Bearer the-bots-own-token'

const pairs = Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])

export async function startFakeService(appId: string) {
  const [keys, strangers] = await pairs
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'key-1', use: 'sig', endorsements: ['msteams', 'sms'] }
  const posted: Posted[] = []
  let tries = 0
  let answer: { status: number; body: object } | undefined

  const app = express()
  const httpServer = createServer(app)
  await new Promise<void>((resolve) => void httpServer.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}`
  app.get('/openid', (_request, response) => void response.json({ issuer: 'fake', jwks_uri: `${url}/keys` }))
  app.get('/keys', (_request, response) => void response.json({ keys: [jwk] }))
  app.post(/^\/v3\/conversations\//, express.json(), (request, response) => {
    tries += 1
    if (answer) {
      response.status(answer.status).json(answer.body)
      return
    }
    const activity = request.body as Record<string, unknown>
    posted.push({ path: decodeURIComponent(request.path), authorization: request.headers.authorization, activity })
    response.status(201).json({ id: `posted-${String(posted.length)}` })
  })

  const credentials: CredentialsFactory = {
    isValidAppId: async (id) => id === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      signRequest: async (request) => {
        request.headers.set('authorization', botToken)
        return request
      },
    }),
  }

  return {
    url,
    service: { openIdMetadataUrl: `${url}/openid`, issuer: url, scope: `${url}/.default`, credentials },
    posted,
    /** How often a bot has posted, refused or not. */
    tries: () => tries,
    botToken,
    /** From now on the connector answers this; `undefined`: it takes messages again. */
    answerWith: (status?: number) => {
      answer = status === undefined ? undefined : { status, body: { error: { code: 'Fault', message: 'no' } } }
    },
    /** A token as the service signs it; `claims` replace single ones. */
    token: (claims: Record<string, unknown> = {}, options: { forged?: boolean; expiredS?: number } = {}) => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ iss: url, aud: appId, serviceurl: url, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
        .setIssuedAt(now - 7200)
        .setExpirationTime(options.expiredS === undefined ? now + 600 : now - options.expiredS)
        .sign(options.forged ? strangers.privateKey : keys.privateKey)
    },
    close: async () => {
      httpServer.closeAllConnections()
      await new Promise((resolve) => httpServer.close(resolve))
    },
  }
}

export type FakeService = Awaited<ReturnType<typeof startFakeService>>
