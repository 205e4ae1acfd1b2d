import { beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/clock.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { groups } from '../../identity/groups.js'
import { identityDesk } from '../../identity/identity-desk.js'
import type { ImportSource } from '../../store/models/import-source-model.js'
import { importSources } from '../sources/sources.js'
import { readMessage } from './messages.js'
import { takeMessages } from './take-messages.js'

const store = withStore()
let told: string[]
let server: ImportSource
let browser: ImportSource
beforeEach(async () => {
  await emptyStore(store())
  told = []
  const sources = importSources(store(), systemClock)
  server = (await sources.add({ name: 'app', kind: 'segment', trust: 'server' })).source
  browser = (await sources.add({ name: 'site', kind: 'segment', trust: 'browser' })).source
})

const take = (source: ImportSource, ...messages: object[]) =>
  takeMessages(
    source,
    messages.map((message) => readMessage(message, undefined)),
    { store: store(), clock: systemClock, onTaken: async (customers) => told.push(...customers) },
  )
const identify = (userId: string, messageId = userId) => ({
  type: 'identify',
  userId,
  messageId,
  traits: { plan: userId },
})
const alias = (previousId: string, userId: string, messageId = 'a') => ({
  type: 'alias',
  previousId,
  userId,
  messageId,
})
const visit = (anonymousId: string) => ({ type: 'page', anonymousId, messageId: anonymousId, name: 'Home' })
const desk = () => identityDesk(store(), systemClock)
const idOf = async (number: string) => (await store().models.customers.findOne({ number }).lean())?._id as never

describe('an alias that a server sends', () => {
  it('makes two customers of the shop one person, who can be taken apart for good', async () => {
    await take(server, identify('C1'), identify('C2'))
    told = []
    await take(server, alias('C1', 'C2'))
    expect(await groups(store()).living(await idOf('C1'))).toBe(await idOf('C2'))
    const [merge] = await desk().merges.list(9)
    expect(merge).toMatchObject({ by: 'source app', evidence: { kind: 'rule', key: 'alias' } })
    expect(told).toContain(await idOf('C2'))

    await desk().merges.unmerge(merge?.id ?? '', 'ann')
    await take(server, alias('C1', 'C2', 'again'))
    expect(await groups(store()).living(await idOf('C1'))).toBe(await idOf('C1'))
  })

  it('only suggests a visitor who has proved nothing, and the suggestion outlives the next search', async () => {
    await take(browser, visit('v1'))
    await take(server, identify('C1'), alias('v1', 'C1'))
    expect(await desk().merges.list(9)).toEqual([])
    await desk().suggestions.run()
    expect((await desk().suggestions.list({ state: 'open', limit: 9 })).items).toMatchObject([
      { keep: await idOf('C1'), evidence: { key: 'alias' } },
    ])
  })

  it('does not ask again about a pair that a person dismissed', async () => {
    await take(browser, visit('v1'))
    await take(server, alias('v1', 'C1'))
    const { items } = await desk().suggestions.list({ state: 'open', limit: 9 })
    await desk().suggestions.dismiss(items[0]?.id ?? '', 'ann')
    await take(server, alias('v1', 'C1', 'again'))
    expect((await desk().suggestions.list({ state: 'open', limit: 9 })).total).toBe(0)
  })

  it('of an id that nobody has is noted', async () => {
    await take(server, alias('nobody', 'C1'))
    expect(await desk().merges.list(9)).toEqual([])
    expect(await store().models.events.find().lean()).toMatchObject([{ type: 'customer.aliased' }])
  })
})

it('an alias from a browser neither merges nor suggests', async () => {
  await take(server, identify('C1'), identify('C2'))
  await take(browser, visit('v1'), alias('C1', 'C2'), alias('v1', 'C1', 'b'))
  expect(await desk().merges.list(9)).toEqual([])
  expect((await desk().suggestions.list({ state: 'open', limit: 9 })).total).toBe(0)
})
