import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId, EventId } from '../../bot/domain/ids.js'
import type { RecordEvent } from '../../bot/domain/event.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { catalogue } from '../commerce/catalogue.js'
import { customers } from '../customers/customers.js'
import { makeSmallShop, seededRandom, shopNow } from '../seed/testing/small-shop.js'
import { intentToStored } from '../store/models/intent-model.js'
import { productToStored } from '../store/models/product-model.js'
import { toStored } from '../store/record-schema.js'
import { bumpRevision } from '../store/revisions.js'
import { enrichment, type Enrichment } from './enrich.js'

const store = withStore()
const shop = makeSmallShop(1)
const mei = 'mei' as CustomerId
const minute = 60_000

const event = (
  id: number,
  type: string,
  data: RecordEvent['data'] = {},
  more: Partial<RecordEvent> = {},
): RecordEvent => ({
  id: `e${String(id).padStart(4, '0')}` as EventId,
  type,
  customerId: mei,
  data,
  at: new Date(shopNow.getTime() + id * minute),
  ...more,
})

describe('enrichment', () => {
  let clock: ReturnType<typeof fixedClock>
  let port: Enrichment
  const happened = (...events: readonly RecordEvent[]): Promise<unknown> =>
    store().models.events.insertMany(events.map(toStored) as never)
  const record = async () => {
    const customer = await customers(store()).get(mei)
    const traits = new Map((customer?.traits ?? []).map((trait) => [trait.name, trait]))
    return { traits, counters: customer?.counters ?? {} }
  }
  const rebuilt = async () => {
    await port.rebuildTraits(mei)
    return record()
  }

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(shopNow)
    port = enrichment(store(), clock, catalogue(store()))
    const traits = [{ name: 'vip', value: true, source: 'import:b1', at: shopNow, confidence: 1 }]
    await store().models.customers.insertMany([
      { _id: mei, traits, counters: {}, createdAt: shopNow, updatedAt: shopNow },
    ] as never)
    await store().models.products.insertMany(shop.products.map(productToStored) as never)
    await store().models.intents.insertMany(shop.intents.map(intentToStored) as never)
    await bumpRevision(store(), 'products')
  })

  it('brings many up to date together as each by itself, also where one of them has too much to be read at once', async () => {
    const ids = ['ann', 'ben', 'cho', 'dia'].map((id) => id as CustomerId)
    await store().models.customers.insertMany(
      ids.map((_id) => ({ _id, traits: [], counters: {}, createdAt: shopNow, updatedAt: shopNow })) as never,
    )
    const long = Array.from({ length: 4100 }, (_, n) => event(n, 'product.viewed', { productId: 'p-0-0-1' }))
    const events = ids.flatMap((customerId, n) =>
      (customerId === 'ben' ? long : long.slice(0, n + 2)).map((one) => ({
        ...one,
        id: `${customerId}-${one.id}` as EventId,
        customerId,
      })),
    )
    await happened(...events)
    const unknown = 'nobody' as CustomerId
    expect(await Promise.all([...ids, unknown].map((id) => port.enrich(id)))).toEqual([true, true, true, true, false])
    const read = () => Promise.all(ids.map(async (id) => (await customers(store()).get(id))?.traits))
    const together = await read()
    expect(together.every((traits) => (traits?.length ?? 0) > 0)).toBe(true)
    for (const id of ids) await port.rebuildTraits(id)
    expect(await read()).toEqual(together)
  })

  it('derives language, reasons, interests, sentiment and counters, each with value, source, time and confidence', async () => {
    const inside = { conversationId: 'cnv_1' as never }
    await happened(
      event(1, 'product.viewed', { productId: 'p-0-0-0' }),
      event(2, 'basket.added', { productId: 'p-0-0-1' }),
      event(3, 'product.viewed', { productId: 'p-0-2-1' }),
      event(4, 'product.searched', { query: 'climbing boots' }),
      event(5, 'message.received', { language: 'zh', sentiment: { score: -0.8 } }, inside),
      event(6, 'intent.recognised', { intent: 'order-status' }, inside),
      event(7, 'message.received', { language: 'zh', sentiment: -0.4 }, inside),
      event(8, 'intent.recognised', { intent: 'affirm' }, inside),
      event(9, 'handoff.requested', {}, inside),
      event(10, 'message.sent', {}, inside),
    )
    expect(await port.enrich(mei)).toBe(true)
    const { traits, counters } = await record()
    expect(traits.get('preferred-language')).toMatchObject({
      value: 'zh',
      source: 'enrich:preferred-language',
      confidence: 0.667,
    })
    expect(traits.get('interests')?.value).toEqual(['tents', 'boots'])
    expect(traits.get('interest-products')?.value).toEqual(['p-0-0-1', 'p-0-2-1', 'p-0-0-0'])
    expect(traits.get('sentiment')).toMatchObject({ value: -0.6, at: event(7, '').at })
    expect(traits.get('last-intents')?.value).toEqual(['order-status'])
    expect(traits.get('contact-reasons')?.value).toEqual(['order-status'])
    expect(traits.get('contact-effort')?.value).toBe('high')
    expect(counters).toMatchObject({ conversations: 1, messagesReceived: 2, messagesSent: 1, handOffs: 1 })
    expect(counters['lastContactAt']).toBe(event(10, '').at.getTime())
  })

  it('keeps what others know of the customer', async () => {
    await happened(event(1, 'message.received', { language: 'en' }))
    await port.enrich(mei)
    await port.enrich(mei)
    expect((await record()).traits.get('vip')).toMatchObject({ value: true, source: 'import:b1' })
    expect([...(await record()).traits.keys()]).toEqual(['vip', 'preferred-language'])
  })

  it('counts an event once however often it runs', async () => {
    await happened(event(1, 'message.received', { language: 'en', sentiment: 0.2 }))
    await port.enrich(mei)
    const once = await record()
    await port.enrich(mei)
    expect(await record()).toEqual(once)
  })

  it('sees a trend in the mood', async () => {
    const moods = [-0.9, -0.8, -0.7, -0.8, 0.4, 0.5, 0.6, 0.5, 0.6]
    await happened(...moods.map((sentiment, index) => event(index, 'message.received', { sentiment })))
    await port.enrich(mei)
    expect((await record()).traits.get('sentiment-trend')?.value).toBe('improving')
  })

  it('takes a bad review for no interest', async () => {
    await happened(event(1, 'review.written', { productId: 'p-0-0-0', rating: 1 }))
    await port.enrich(mei)
    expect((await record()).traits.has('interests')).toBe(false)
    expect((await record()).traits.get('average-rating')?.value).toBe(1)
  })

  it('counts a rating of a conversation once, as it was changed', async () => {
    await happened(
      event(1, 'conversation.rated', { rating: 1, resolution: 'c:1' }),
      event(2, 'conversation.rated', { rating: 5, resolution: 'c:1' }),
      event(3, 'conversation.rated', { rating: 4, resolution: 'c:2' }),
    )
    await port.enrich(mei)
    expect((await record()).traits.get('service-rating')?.value).toBe(4.5)
    expect((await record()).traits.has('average-rating')).toBe(false)
  })

  const randomEvents = (count: number, seed: number): RecordEvent[] => {
    const random = seededRandom(seed)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    return Array.from({ length: count }, (_, index) => {
      const type = pick([
        'message.received',
        'intent.recognised',
        'product.viewed',
        'basket.added',
        'review.written',
        'intent.missed',
      ])
      const data = {
        language: pick(['en', 'zh']),
        sentiment: random() * 2 - 1,
        intent: pick(['order-status', 'affirm', 'shipping-cost']),
        productId: pick(shop.products).id,
        rating: 1 + Math.floor(random() * 5),
      }
      return event(index, type, data, { conversationId: `cnv_${String(Math.floor(random() * 9))}` as never })
    })
  }

  it('piece by piece gives exactly what a rebuild gives', async () => {
    const events = randomEvents(400, 3)
    for (let from = 0; from < events.length; from += 37) {
      const piece = events.slice(from, from + 37)
      await happened(...piece)
      clock.advance((piece.at(-1)?.at.getTime() ?? 0) - clock.now().getTime())
      await port.enrich(mei)
    }
    const stepwise = await record()
    const checkpoint = await store().models.profileCheckpoints.findById(mei).lean()
    expect(checkpoint?.events).toBeGreaterThan(200)
    expect(stepwise).toEqual(await rebuilt())
    expect(stepwise.counters['events']).toBe(400)
  })

  it('folds the past again when events arrive late or are taken back', async () => {
    const events = randomEvents(200, 4)
    await happened(...events.slice(20))
    clock.advance(1000 * minute)
    await port.enrich(mei)
    expect(await store().models.profileCheckpoints.countDocuments()).toBe(1)
    await happened(...events.slice(0, 20))
    await port.enrich(mei)
    expect((await record()).counters['events']).toBe(200)
    const late = await record()
    expect(late).toEqual(await rebuilt())
    await store().models.events.deleteMany({ _id: { $in: events.slice(50, 60).map(({ id }) => id) } })
    await port.enrich(mei)
    expect((await record()).counters['events']).toBe(190)
  })

  it('says when there is no such customer', async () => {
    expect(await port.enrich('nobody' as CustomerId)).toBe(false)
  })

  it('knows a merged person by the events of all records, and each record by its own once they are taken apart', async () => {
    const tom = 'cus_tom' as CustomerId
    const { customers: documents } = store().models
    await documents.insertMany([
      { _id: tom, traits: [], counters: {}, createdAt: shopNow, updatedAt: shopNow },
    ] as never)
    await happened(
      event(1, 'product.searched', { query: 'climbing boots' }),
      event(2, 'product.searched', { query: 'boots' }, { customerId: tom }),
    )
    await port.enrich(mei)
    await port.enrich(tom)
    const apart = await documents.find({}, { updatedAt: 0 }).sort({ _id: 1 }).lean()
    await documents.updateOne({ _id: tom }, { $set: { mergedInto: mei } })
    await bumpRevision(store(), 'identities')
    await port.enrich(tom)
    expect((await record()).counters['events']).toBe(2)
    await port.rebuildAll()
    expect((await record()).counters['events']).toBe(2)
    await documents.updateOne({ _id: tom }, { $unset: { mergedInto: 1 } })
    await bumpRevision(store(), 'identities')
    await port.enrich(mei)
    await port.enrich(tom)
    expect(await documents.find({}, { updatedAt: 0 }).sort({ _id: 1 }).lean()).toEqual(apart)
  })
})
