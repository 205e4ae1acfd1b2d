import { beforeEach, describe, expect, it } from 'vitest'
import type { Order } from '../../bot/domain/commerce.js'
import type { Address } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Orders } from '../../bot/ports.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { orderToStored } from '../store/models/order-model.js'
import { orders } from './orders.js'

const store = withStore()
const day = 86_400_000
const now = new Date('2026-03-31T10:00:00Z')
const home: Address = { name: 'Mei Lin', line1: '1 High St', city: 'Leeds', postalCode: 'LS1', country: 'GB' }

const order = (number: string, more: Partial<Order> = {}): Order => ({
  number,
  customerId: 'c1' as CustomerId,
  email: 'mei@example.com',
  status: 'paid',
  lines: [
    { productId: 'p1', title: { en: 'Tent', zh: '帐篷' }, quantity: 1, price: { amount: 9900, currency: 'USD' } },
    { productId: 'p2', title: { en: 'Mat', zh: '垫子' }, quantity: 2, price: { amount: 1000, currency: 'USD' } },
  ],
  total: { amount: 11900, currency: 'USD' },
  address: home,
  placedAt: new Date(now.getTime() - 5 * day),
  version: 1,
  ...more,
})

describe('orders', () => {
  let port: Orders
  const given = (...all: readonly Order[]): Promise<unknown> =>
    store().models.orders.insertMany(all.map(orderToStored) as never)
  beforeEach(async () => {
    await emptyStore(store())
    port = orders(store(), fixedClock(now))
  })

  it('are found by number however it is written, and listed newest first', async () => {
    const older = order('NL-1', { placedAt: new Date(now.getTime() - 9 * day) })
    await given(older, order('NL-2'), order('NL-3', { customerId: 'c2' as CustomerId }))
    expect(await port.byNumber(' nl-1 ')).toEqual(older)
    expect(await port.byNumber('NL-9')).toBeUndefined()
    expect((await port.ofCustomer('c1' as CustomerId, 5)).map(({ number }) => number)).toEqual(['NL-2', 'NL-1'])
  })

  it('can be cancelled until shipped; what was paid is marked for refund', async () => {
    await given(order('NL-1'), order('NL-2', { status: 'placed' }), order('NL-3', { status: 'shipped' }))
    expect(await port.cancel('NL-1', { changeId: 'a', reason: 'changed my mind' })).toMatchObject({
      kind: 'done',
      order: { status: 'cancelled', version: 2, refund: { amount: { amount: 11900 }, state: 'pending' } },
    })
    const unpaid = await port.cancel('NL-2', { changeId: 'b' })
    expect(unpaid).toMatchObject({ kind: 'done', order: { status: 'cancelled' } })
    expect(unpaid).not.toHaveProperty('order.refund')
    expect(await port.cancel('NL-3', { changeId: 'c' })).toMatchObject({ kind: 'too-late', order: { version: 1 } })
    expect(await port.cancel('NL-9', { changeId: 'd' })).toEqual({ kind: 'not-found' })
  })

  it('carry out a change once however often it is asked for', async () => {
    await given(order('NL-1'))
    const answers = await Promise.all(Array.from({ length: 6 }, () => port.cancel('NL-1', { changeId: 'a' })))
    expect(answers.map(({ kind }) => kind)).toEqual(Array(6).fill('done'))
    expect((await port.byNumber('NL-1'))?.version).toBe(2)
    expect((await port.cancel('NL-1', { changeId: 'another' })).kind).toBe('already')
  })

  it('let two different changes at once both count or one be refused, never one be lost', async () => {
    await given(order('NL-1'))
    const elsewhere = { ...home, line1: '2 Low Rd' }
    const [cancelled, moved] = await Promise.all([
      port.cancel('NL-1', { changeId: 'a' }),
      port.changeAddress('NL-1', elsewhere, { changeId: 'b' }),
    ])
    expect(cancelled.kind).toBe('done')
    const stored = await port.byNumber('NL-1')
    expect(stored?.status).toBe('cancelled')
    expect(stored?.address.line1).toBe(moved.kind === 'done' ? '2 Low Rd' : '1 High St')
  })

  it('can be sent elsewhere until shipped', async () => {
    await given(order('NL-1', { status: 'packed' }), order('NL-2', { status: 'delivered' }))
    const elsewhere = { ...home, line1: '2 Low Rd', phone: '+44 113 496 0000' }
    expect(await port.changeAddress('NL-1', elsewhere, { changeId: 'a' })).toMatchObject({
      kind: 'done',
      order: { address: elsewhere },
    })
    expect((await port.changeAddress('NL-2', elsewhere, { changeId: 'b' })).kind).toBe('too-late')
  })

  it('can be returned within 30 days of delivery', async () => {
    const delivered = (daysAgo: number): Partial<Order> => ({
      status: 'delivered',
      deliveredAt: new Date(now.getTime() - daysAgo * day),
    })
    await given(order('NL-1', delivered(30)), order('NL-2', delivered(31)), order('NL-3', { status: 'shipped' }))
    const request = { changeId: 'a', productIds: ['p2'], reason: 'too small' }
    expect((await port.requestReturn('NL-1', request)).kind).toBe('done')
    expect((await port.requestReturn('NL-1', { ...request, changeId: 'b' })).kind).toBe('already')
    expect((await port.requestReturn('NL-2', request)).kind).toBe('too-late')
    expect((await port.requestReturn('NL-3', request)).kind).toBe('too-late')
  })

  it('refuse to return what was not bought', async () => {
    await given(order('NL-1', { status: 'delivered', deliveredAt: now }))
    for (const productIds of [['p9'], []])
      await expect(port.requestReturn('NL-1', { changeId: 'a', productIds, reason: 'x' })).rejects.toMatchObject({
        code: 'input-invalid',
        details: { field: 'productIds' },
      })
  })
})
