import { beforeEach, describe, expect, it } from 'vitest'
import type { ChannelSubject } from '../../bot/domain/inbound.js'
import type { Identities } from '../../bot/ports.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { customers } from '../customers/customers.js'
import { identities } from './identities.js'

const store = withStore()
const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))

const visitor = (more: Partial<ChannelSubject> = {}): ChannelSubject => ({
  channel: 'web',
  subject: 'visitor-1',
  trust: 'anonymous',
  ...more,
})
const signedIn = (number: string, more: Partial<ChannelSubject> = {}): ChannelSubject =>
  visitor({ trust: 'verified', customerNumber: number, ...more })

describe('identities', () => {
  let port: ReturnType<typeof identities> & Identities
  beforeEach(async () => {
    await emptyStore(store())
    port = identities(store(), clock)
    const now = clock.now()
    await store().models.customers.insertMany(
      [
        { _id: 'c1', number: 'C1001', name: 'Mei Lin', email: 'mei@example.com' },
        { _id: 'c2', number: 'C1002', name: 'Tom', email: 'shared@example.com' },
        { _id: 'c3', number: 'C1003', name: 'Ann', email: 'shared@example.com' },
      ].map((customer) => ({ ...customer, traits: [], counters: {}, createdAt: now, updatedAt: now })) as never,
    )
  })

  it('makes one record for a stranger, also when many messages arrive at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => port.resolve(visitor(), 'zh')))
    expect(new Set(all.map(({ customerId }) => customerId)).size).toBe(1)
    expect(await store().models.customers.countDocuments()).toBe(4)
    expect(await customers(store()).get(all[0]?.customerId as never)).toMatchObject({ locale: 'zh', traits: [] })
  })

  it('joins a verified subject to the customer of its number', async () => {
    expect(await port.resolve(signedIn('C1001'))).toMatchObject({ customerId: 'c1', trust: 'verified' })
    expect(await store().models.customers.countDocuments()).toBe(3)
  })

  it('never joins what was only claimed', async () => {
    const claim = await port.resolve(visitor({ trust: 'asserted', customerNumber: 'C1001', email: 'mei@example.com' }))
    expect(claim).toMatchObject({ trust: 'asserted' })
    expect(claim.customerId).not.toBe('c1')
  })

  it('does not lead back into the verified record once the proof is gone', async () => {
    const before = await port.resolve(visitor())
    await port.resolve(signedIn('C1001'))
    const after = await port.resolve(visitor())
    expect(after).toEqual(before)
    expect(after.customerId).not.toBe('c1')
  })

  it('follows the proof when another customer signs in on the same device', async () => {
    await port.resolve(signedIn('C1001'))
    expect((await port.resolve(signedIn('C1002'))).customerId).toBe('c2')
    expect((await port.resolve(signedIn('C1001'))).customerId).toBe('c1')
  })

  it('makes one record for a number that the shop knows before we do', async () => {
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, index) => port.resolve(signedIn('C2000', { subject: `v${String(index)}` }))),
    )
    expect(new Set(all.map(({ customerId }) => customerId)).size).toBe(1)
    expect((await customers(store()).byNumber('C2000'))?.id).toBe(all[0]?.customerId)
  })

  it('joins a proven e-mail address to the one customer who has it, and to nobody when two share it', async () => {
    const mail = (email: string, trust: ChannelSubject['trust']): ChannelSubject => ({
      channel: 'email',
      subject: email,
      email,
      trust,
    })
    expect((await port.resolve(mail('Mei@Example.com', 'verified'))).customerId).toBe('c1')
    expect((await port.resolve(mail('mei@example.com', 'asserted'))).customerId).not.toBe('c1')
    expect(['c2', 'c3']).not.toContain((await port.resolve(mail('shared@example.com', 'verified'))).customerId)
  })

  it('refuses a blocked subject, proven or not, until it is let in again', async () => {
    const { identityId } = await port.resolve(visitor())
    expect(await port.setBlocked(identityId, true)).toBe(true)
    await expect(port.resolve(visitor())).rejects.toMatchObject({ code: 'identity-blocked' })
    await expect(port.resolve(signedIn('C1001'))).rejects.toMatchObject({ code: 'identity-blocked' })
    await port.setBlocked(identityId, false)
    expect((await port.resolve(visitor())).identityId).toBe(identityId)
  })

  it('keeps its own record after a merge, and joins a shared address once its records are one person', async () => {
    await port.resolve(signedIn('C1001'))
    await store().models.customers.updateOne({ _id: 'c1' }, { $set: { mergedInto: 'c2' } })
    expect((await port.resolve(signedIn('C1001'))).customerId).toBe('c1')
    await store().models.customers.updateOne({ _id: 'c3' }, { $set: { mergedInto: 'c2' } })
    const mail = {
      channel: 'email',
      subject: 'shared@example.com',
      email: 'shared@example.com',
      trust: 'verified',
    } as const
    expect((await port.resolve(mail)).customerId).toBe('c2')
  })

  it('keeps contact data out of the ids it makes', async () => {
    const mail = await port.resolve({
      channel: 'email',
      subject: 'zoe@example.com',
      trust: 'asserted',
      email: 'zoe@example.com',
    })
    expect(`${mail.identityId} ${mail.customerId}`).not.toMatch(/zoe|example/)
  })
})
