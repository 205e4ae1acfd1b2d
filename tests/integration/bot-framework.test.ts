// `/api/messages` of the whole server: there when it is configured, closed to strangers, absent otherwise.
import { afterEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.js'

let server: TestApp
afterEach(() => server.stop())

const post = async () => {
  const response = await fetch(`${server.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  return { status: response.status, body: (await response.json()) as unknown }
}

describe('the address that the Bot Framework Service posts to', () => {
  it('asks for a token when an app id is configured', async () => {
    const account = { MICROSOFT_APP_ID: '5c1e1c3a-9b1f-4c58-9d2f-3a9d5a6f0b11', MICROSOFT_APP_PASSWORD: 'secret' }
    server = await startTestApp(account, { listen: true })
    expect(await post()).toMatchObject({ status: 401, body: { error: { code: 'token-missing' } } })
  })

  it('is not there without one', async () => {
    server = await startTestApp({}, { listen: true })
    expect(await post()).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
  })
})
