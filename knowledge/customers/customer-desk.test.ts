// The record of a person as those who look after customers see and change it.
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { catalogue } from '../commerce/catalogue.js'
import { bumpRevision } from '../store/revisions.js'
import { upkeep } from '../upkeep.js'
import type { CustomerDesk } from './customer-desk.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
const minute = 60_000
const [mei, tom] = ['mei', 'tom'] as [CustomerId, CustomerId]

describe('the record of a person', () => {
  let clock: ReturnType<typeof fixedClock>
  let keeping: ReturnType<typeof upkeep>
  let desk: CustomerDesk
  const record = { traits: [], counters: {}, createdAt: start, updatedAt: start }
  const author = { id: 'usr_1', name: 'Eva' }
  const note = (id: string, customerId: CustomerId, text: string) => {
    clock.advance(minute)
    return desk.addNote({ id, customerId, author, text, at: clock.now() })
  }

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(start)
    keeping = upkeep(store(), clock, catalogue(store(), clock))
    desk = keeping.customerDesk
    const { customers, identities, events, conversations, notes } = store().models
    await customers.insertMany([
      { _id: mei, number: 'C1', name: 'Mei', ...record },
      { _id: tom, name: 'Mei L', ...record },
    ] as never)
    await identities.insertMany([
      {
        _id: 'i1',
        channel: 'web',
        subject: 'v1',
        proof: 'unverified',
        customerId: tom,
        state: 'anonymous',
        createdAt: start,
      },
      {
        _id: 'i2',
        channel: 'email',
        subject: 'mei@example.com',
        proof: 'verified',
        customerId: mei,
        state: 'verified',
        createdAt: start,
      },
    ] as never)
    await conversations.collection.insertOne({
      _id: 'cnv_1',
      customerId: tom,
      channel: 'web',
      conversationKey: 'k',
    } as never)
    await notes.insertMany([
      { _id: 'n1', conversationId: 'cnv_1', author, text: 'Was in a hurry.', at: start },
    ] as never)
    const said = (id: string, customerId: string, device: string, minutes: number) => ({
      ...{ _id: id, type: 'message.received', customerId, conversationId: 'cnv_1' },
      ...{ data: { channel: 'web', device, sentiment: 0.5 }, at: new Date(start.getTime() + minutes * minute) },
    })
    await events.insertMany([
      said('e1', tom, 'Firefox on Windows', 1),
      said('e2', tom, 'Firefox on Windows', 9),
      said('e3', mei, 'Safari on iOS', 5),
    ] as never)
    await bumpRevision(store(), 'identities')
  })

  it('has identities, devices, tags, notes and consents of all merged records, and of each alone when they are taken apart', async () => {
    await note('a', mei, 'Likes to be called.')
    await note('b', tom, 'Asked for a catalogue.')
    await desk.setTags(tom, ['vip', ' vip ', 'press'], 'Eva')
    await desk.setConsent(tom, 'marketing', { state: 'granted', source: 'phone' })
    const merge = await keeping.identity.merges.merge({ keep: mei, gone: tom }, { kind: 'person' }, 'eva')
    for (const id of [mei, tom])
      expect(await keeping.identity.mergesOf(id, 5)).toMatchObject([{ keep: mei, gone: tom, state: 'done' }])
    for (const id of [mei, tom]) {
      const found = await desk.record(id)
      expect(found).toMatchObject({ records: [mei, tom], tags: ['vip', 'press'], conflicts: [{ field: 'name' }] })
      expect(found?.identities.map(({ channel, customerId }) => [channel, customerId])).toEqual([
        ['web', tom],
        ['email', mei],
      ])
      expect(found?.devices).toEqual([
        {
          name: 'Firefox on Windows',
          channel: 'web',
          firstAt: new Date(start.getTime() + minute),
          lastAt: new Date(start.getTime() + 9 * minute),
        },
        {
          name: 'Safari on iOS',
          channel: 'web',
          firstAt: new Date(start.getTime() + 5 * minute),
          lastAt: new Date(start.getTime() + 5 * minute),
        },
      ])
      expect(found?.consents).toMatchObject([{ purpose: 'marketing', state: 'granted', customerId: tom }])
      expect([...(found?.allowed ?? [])]).toContain('marketing')
      expect((await desk.notes(id, 10)).map(({ text }) => text)).toEqual([
        'Asked for a catalogue.',
        'Likes to be called.',
        'Was in a hurry.',
      ])
    }
    await keeping.identity.merges.unmerge(typeof merge === 'string' ? '' : merge.id, 'eva')
    expect(await desk.record(mei)).toMatchObject({
      records: [mei],
      tags: [],
      consents: [],
      devices: [{ name: 'Safari on iOS' }],
    })
    expect((await desk.notes(tom, 1)).map(({ text }) => text)).toEqual(['Asked for a catalogue.'])
  })

  it('keeps what people stated before, beside what was derived under the same name', async () => {
    await keeping.refresh(mei)
    await desk.setTrait(mei, 'size', 'M', 'Eva')
    clock.advance(minute)
    await desk.setTrait(mei, 'size', 'L', 'Tom')
    await desk.setTrait(mei, 'size', 'L', 'Tom')
    await desk.setTrait(mei, 'sentiment', 'grumpy', 'Tom')
    clock.advance(minute)
    await desk.setTrait(mei, 'size', null, 'Tom')
    const { items } = await desk.history(mei, { name: 'size', limit: 10 })
    expect(items.map(({ value, source }) => [value, source])).toEqual([
      ['L', 'person:Tom'],
      ['M', 'person:Eva'],
    ])
    const traits = (await desk.record(mei))?.customer.traits.map(({ name, source }) => `${name} ${source}`)
    expect(traits).toEqual(expect.arrayContaining(['sentiment enrich:sentiment', 'sentiment person:Tom']))
    expect(traits?.join()).not.toContain('size')
  })

  it('shows nothing that was derived of who refuses it', async () => {
    await keeping.refresh(mei)
    const names = async () => (await desk.record(mei))?.customer.traits.map(({ name }) => name)
    expect(await names()).toContain('sentiment')
    // Written past the desk: nothing has been brought up to date yet.
    await store().models.consents.insertMany([
      {
        _id: `${mei}:profiling`,
        customerId: mei,
        purpose: 'profiling',
        state: 'denied',
        source: 'form',
        at: start,
        history: [],
      },
    ])
    expect(await names()).not.toContain('sentiment')
  })

  it('of nobody is nothing', async () => {
    const nobody = 'nobody' as CustomerId
    expect(await desk.record(nobody)).toBeUndefined()
    await expect(desk.setTags(nobody, ['x'], 'Eva')).rejects.toMatchObject({ code: 'not-found' })
    await expect(desk.notes(nobody, 1)).rejects.toMatchObject({ code: 'not-found' })
  })
})
