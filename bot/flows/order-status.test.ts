// The flow "order-status" in both languages, over fakes.
import { describe, expect, it } from 'vitest'
import { fakeBot } from '../testing/fake-bot.js'

const script = {
  'where is my order': { intent: 'order-status' },
  'where is NL-10023': { intent: 'order-status' },
  'where is NL-20001': { intent: 'order-status' },
  'where is NL-99999': { intent: 'order-status' },
  我的订单到哪了: { intent: 'order-status' },
  'NL-10023到哪了': { intent: 'order-status' },
}
const emma = { customer: 'C1001' }

describe('order-status', () => {
  it('lets a verified customer choose between orders that are on their way, then tells the status', async () => {
    const { say } = fakeBot(script)
    const first = await say('where is my order', emma)
    expect(first.text).toBe('Which order would you like to know about?')
    expect(first.replies[0]?.quickReplies?.map(({ value }) => value)).toEqual(['NL-10031', 'NL-10023'])
    const second = await say('the second one', emma)
    expect(second.text).toBe(
      'Order NL-10023 is on its way to Leeds with PostNL (tracking number TRK123). It should arrive on Fri, 13 March 2026.',
    )
    expect(second.replies[0]?.card).toMatchObject({ kind: 'order', title: 'Order NL-10023' })
    expect(second.receipt).toMatchObject({ flow: 'order-status', outcome: 'answered', read: ['order:NL-10023'] })
  })

  it('answers in Chinese when asked in Chinese', async () => {
    const { say } = fakeBot(script)
    const { text } = await say('NL-10023到哪了', emma)
    expect(text).toBe('订单 NL-10023 正由 PostNL 运往Leeds，运单号 TRK123，预计 2026年3月13日周五 送达。')
  })

  it('asks a stranger for number and e-mail, and tells the status when both match', async () => {
    const { say } = fakeBot(script)
    expect((await say('where is my order')).text).toContain('What is your order number?')
    expect((await say('NL-10023')).text).toContain('Which e-mail address was it placed with?')
    const last = await say('Emma.Carter@example.com')
    expect(last.text).toContain('Order NL-10023 is on its way')
  })

  it('says the same for a wrong e-mail as for a number that does not exist', async () => {
    const wrongEmail = fakeBot(script)
    const a = [await wrongEmail.say('where is NL-10023'), await wrongEmail.say('thief@example.com')]
    const unknown = fakeBot(script)
    const b = [await unknown.say('where is NL-99999'), await unknown.say('thief@example.com')]
    const words = (turns: typeof a) => turns.map(({ text }) => text.replaceAll(/NL-\d+/gu, 'N'))
    expect(words(a)).toEqual(words(b))
    expect(a[1]?.text).toContain('I could not find an order with that number and that e-mail address')
  })

  it("makes a verified customer prove somebody else's order", async () => {
    const { say } = fakeBot(script)
    const { text } = await say('where is NL-20001', emma)
    expect(text).toContain('Which e-mail address was it placed with?')
    expect(text).not.toContain('delivered')
  })
})
