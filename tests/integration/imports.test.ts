// What feeds the record from outside, through the real server: a library that sends, and a service that is asked on a schedule.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { importSources } from '../../knowledge/imports/sources/index.js'
import { systemClock } from '../../platform/clock.js'
import { startTestApp, type TestApp } from '../support/app.js'

let test: TestApp
beforeAll(async () => {
  test = await startTestApp({}, { listen: true })
}, 300_000)
afterAll(() => test.stop())

const byNumber = (number: string) => test.app.knowledge.customers.byNumber(number)
const soon = { timeout: 90_000, interval: 250 }

describe('the server', () => {
  it('takes messages under a write key, and what they say enriches the customer', async () => {
    const { writeKey } = await importSources(test.app.store, systemClock).add({
      ...{ name: 'app', kind: 'segment', trust: 'server' },
    })
    const response = await fetch(`${test.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${writeKey ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        batch: [
          { type: 'identify', userId: 'S1', messageId: 'm1', traits: { plan: 'gold' } },
          { type: 'track', userId: 'S1', messageId: 'm2', event: 'Products Searched', properties: { query: 'lamp' } },
        ],
      }),
    })
    expect(await response.json()).toMatchObject({ success: true, stored: 2 })
    await vi.waitFor(async () => {
      const customer = await byNumber('S1')
      expect(customer?.traits).toMatchObject([{ name: 'plan', value: 'gold' }])
      expect(customer?.counters).toMatchObject({ events: 2 })
    }, soon)
  })

  it('asks a source when its time has come', async () => {
    const crm = createServer((_request, response) => response.end('[{"customer id":"S2","name":"Bob Lee"}]'))
    crm.listen(0, '127.0.0.1')
    await once(crm, 'listening')
    const url = `http://127.0.0.1:${String((crm.address() as AddressInfo).port)}/`
    await importSources(test.app.store, systemClock).add({
      ...{ name: 'crm', kind: 'pull', definition: { kind: 'rest', url }, everyMinutes: 60 },
    })
    await vi.waitFor(async () => expect(await byNumber('S2')).toMatchObject({ name: 'Bob Lee' }), soon)
    crm.close()
    crm.closeAllConnections()
    const { nextAt } = await importSources(test.app.store, systemClock).need('crm')
    expect(nextAt?.getTime()).toBeGreaterThan(Date.now())
  })
})
