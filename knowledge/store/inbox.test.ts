import { beforeEach, describe, expect, it } from 'vitest'
import { inboundId, type ChannelIdentityId, type ConversationId, type CustomerId } from '../../bot/domain/ids.js'
import type { StoredInbound } from '../../bot/domain/inbound.js'
import type { Inbox } from '../../bot/ports.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { inbox } from './inbox.js'

const store = withStore()

const item = (externalId: string, minute: number, text = 'hello'): StoredInbound => ({
  id: inboundId('web', externalId),
  channel: 'web',
  externalId,
  conversationKey: 'visitor-1',
  from: { channel: 'web', subject: 'visitor-1', trust: 'anonymous' },
  text,
  at: new Date(Date.UTC(2026, 2, 1, 10, minute)),
  conversationId: 'cnv_1' as ConversationId,
  identityId: 'idn_1' as ChannelIdentityId,
  customerId: 'cus_1' as CustomerId,
  processedAt: null,
})

describe('the inbox', () => {
  let port: Inbox
  beforeEach(async () => {
    await emptyStore(store())
    port = inbox(store())
  })

  it('keeps the first of two messages with one id and says that the second is a duplicate', async () => {
    expect((await port.insert(item('a', 0, 'first'))).kind).toBe('stored')
    const again = await port.insert(item('a', 1, 'second'))
    expect(again).toEqual({ kind: 'duplicate', item: item('a', 0, 'first') })
  })

  it('stores once when the same message arrives many times at once', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => port.insert(item('a', 0))))
    expect(results.filter(({ kind }) => kind === 'stored')).toHaveLength(1)
  })

  it('keeps text as it was written, also empty and odd', async () => {
    for (const [id, text] of [
      ['empty', ''],
      ['odd', '你好 👋🏽 $where \u0000 {"a":1}'],
    ] as const) {
      await port.insert(item(id, 0, text))
      expect((await port.get(inboundId('web', id)))?.text).toBe(text)
    }
  })

  it('keeps what was attached', async () => {
    const attachments = [{ id: 'f1', name: 'broken zip.jpg', mime: 'image/jpeg', size: 12 }]
    await port.insert({ ...item('f', 0, ''), attachments })
    expect((await port.get(inboundId('web', 'f')))?.attachments).toEqual(attachments)
  })

  it('lists what was not processed, oldest first', async () => {
    for (const [id, minute] of [
      ['c', 3],
      ['a', 1],
      ['b', 2],
    ] as const)
      await port.insert(item(id, minute))
    await store().models.inbox.updateOne({ _id: inboundId('web', 'b') }, { $set: { processedAt: new Date() } })
    expect((await port.unprocessed(10)).map(({ externalId }) => externalId)).toEqual(['a', 'c'])
    expect(await port.unprocessed(1)).toHaveLength(1)
  })
})
