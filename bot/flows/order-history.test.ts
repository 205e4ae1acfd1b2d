// The flow "order-history" over fakes: today is 10 March 2026.
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../nlu/understanding.js'
import type { Reply } from '../domain/message.js'
import { fakeBot } from '../testing/fake-bot.js'

const asked = 'what did I buy'
const script = (start?: string, end = '') => {
  const period: Entity = {
    name: 'date-range',
    text: 'then',
    span: { start: 0, end: 4 },
    value: { start: start ?? '', end },
    confidence: 1,
    source: 'recognizers',
  }
  return {
    [asked]: { intent: 'order-history', entities: start === undefined ? [] : [period] },
    我买过什么: { intent: 'order-history' },
  }
}
const emma = { customer: 'C1001' }
const numbers = (replies: readonly Reply[]) => replies[0]?.card?.items?.map(({ title }) => title.replace('Order ', ''))

describe('order-history', () => {
  it('lists the latest orders of a verified customer, each of which can be picked', async () => {
    const { say } = fakeBot(script())
    const { text, replies, receipt } = await say(asked, emma)
    expect(text).toBe('These are your latest orders:')
    expect(numbers(replies)).toEqual(['NL-10031', 'NL-10023', 'NL-10040', 'NL-10041'])
    expect(replies[0]?.card?.items?.[1]).toMatchObject({
      subtitle: 'on its way',
      facts: expect.arrayContaining([{ label: 'Items', value: 'Trail running shoes and Rain jacket × 2' }]) as unknown,
      actions: [{ label: 'About this order', value: 'NL-10023' }],
    })
    expect(receipt).toMatchObject({ flow: 'order-history', outcome: 'answered', read: ['customer.orders'] })
  })

  it('lists those of the days that were named', async () => {
    const { say } = fakeBot(script('2026-02-22', '2026-03-01'))
    const { text, replies } = await say(asked, emma)
    expect(text).toBe('This is what you ordered then:')
    expect(numbers(replies)).toEqual(['NL-10040'])
  })

  it('says that there were none then, and lists the latest', async () => {
    const { say } = fakeBot(script('2025-01-01', '2025-02-01'))
    const { text, replies } = await say(asked, emma)
    expect(text).toContain('You ordered nothing then.')
    expect(numbers(replies)).toHaveLength(4)
  })

  it('takes days that have not come yet for none', async () => {
    const { say } = fakeBot(script('2026-10-01', '2026-11-01'))
    expect((await say(asked, emma)).text).toBe('These are your latest orders:')
  })

  it('answers in Chinese', async () => {
    const { say } = fakeBot(script())
    const { text, replies } = await say('我买过什么', emma)
    expect(text).toBe('您最近的订单如下：')
    expect(replies[0]?.card?.title).toBe('您的订单')
  })

  it('tells a stranger nothing, and somebody without orders that there are none', async () => {
    const stranger = fakeBot(script())
    const { text, receipt } = await stranger.say(asked)
    expect(text).toContain('once you are signed in')
    expect(receipt).toMatchObject({ outcome: 'not-allowed' })
    expect((await fakeBot(script()).say(asked, { customer: 'C9' })).text).toBe(
      'There are no orders in your account yet.',
    )
  })
})
