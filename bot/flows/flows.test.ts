// The flows that change something, in both languages, over fakes of the shop.
import { describe, expect, it } from 'vitest'
import { fakeBot } from '../testing/fake-bot.js'
import type { Entity } from '../../nlu/understanding.js'

const emma = { customer: 'C1001' }

const money = (text: string, amount: number): Entity => ({
  name: 'money',
  text,
  span: { start: 0, end: text.length },
  value: { amount, currency: 'EUR' },
  confidence: 1,
  source: 'recognizers',
})

const tent: Entity = {
  name: 'product-category',
  text: 'tent',
  span: { start: 13, end: 17 },
  value: 'tents',
  confidence: 1,
  source: 'list',
}

const changedMind = {
  name: 'return-reason',
  text: 'changed my mind',
  span: { start: 2, end: 17 },
  value: 'changed-mind',
  confidence: 1,
  source: 'list',
}

const script = {
  'I changed my mind': { intent: 'stop', confidence: 0.4, entities: [changedMind] },
  'please stop this': { intent: 'stop', confidence: 0.4 },
  'a waterproof tent please': { intent: 'product-advice', entities: [tent] },
  'a tent, budget 80': { intent: 'product-advice', entities: [tent, { ...money('80', 80), value: { amount: 80 } }] },
  'cancel my order': { intent: 'cancel-order' },
  'cancel NL-10031': { intent: 'cancel-order' },
  'cancel NL-10023': { intent: 'cancel-order' },
  '取消订单NL-10031': { intent: 'cancel-order' },
  'change the address of NL-10031': { intent: 'change-address' },
  'Ann Hill, 7 Station Road, M1 2AB Manchester, United Kingdom': { intent: 'shipping-cost', confidence: 0.96 },
  '修改NL-10031的地址': { intent: 'change-address' },
  'I want to return something': { intent: 'return-item' },
  '我要退货NL-10040': { intent: 'return-item' },
  'return NL-10023': { intent: 'return-item' },
  'where is my refund for NL-10041': { intent: 'refund-status' },
  退款到哪了: { intent: 'refund-status' },
  'what should I buy': { intent: 'product-advice' },
  推荐点东西: { intent: 'product-advice' },
  'below 100': { entities: [money('100', 100)] },
  'below 10': { entities: [money('10', 10)] },
  'this is awful, what should I buy': { intent: 'product-advice', sentiment: -0.8 },
  'I want to complain': { intent: 'complaint', sentiment: -0.6 },
  我要投诉: { intent: 'complaint', sentiment: -0.6 },
  'the shoes came apart on the first day': { intent: 'return-item', confidence: 0.8 },
  '鞋子第一天就开胶了，太差了': { intent: 'return-item' },
  'a person please': { intent: 'talk-to-person' },
  转人工: { intent: 'talk-to-person' },
}

describe('cancel-order', () => {
  it('cancels after a confirmation, once', async () => {
    const { say, orders, store } = fakeBot(script)
    // Only one order can still be cancelled, so it is not asked which.
    expect((await say('cancel my order', emma)).text).toBe(
      'Shall I cancel order NL-10031 (Trail running shoes and Rain jacket × 2, €209.70)? This cannot be undone.',
    )
    expect(orders.all.get('NL-10031')?.status).toBe('paid')
    const done = await say('yes', emma)
    expect(done.text).toContain('Order NL-10031 is cancelled.')
    expect(done.receipt).toMatchObject({ outcome: 'done', commands: ['confirm:yes'] })
    expect(orders.all.get('NL-10031')?.status).toBe('cancelled')
    expect([...store.spread.events.values()].filter(({ type }) => type === 'order.cancelled')).toHaveLength(1)
  })

  it('leaves the order alone after a no', async () => {
    const { say, orders } = fakeBot(script)
    await say('cancel NL-10031', emma)
    const { text, receipt } = await say('no', emma)
    expect(text).toBe('All right, order NL-10031 stays as it is.')
    expect(receipt?.outcome).toBe('cancelled')
    expect(orders.all.get('NL-10031')?.status).toBe('paid')
  })

  it('says in Chinese that a shipped order is too late, and cancels one that is not', async () => {
    const { say, orders } = fakeBot(script)
    expect((await say('取消订单NL-10031', emma)).text).toContain('确定要取消订单 NL-10031')
    await say('好的', emma)
    expect(orders.all.get('NL-10031')?.status).toBe('cancelled')
    const { text, receipt } = await say('cancel NL-10023', emma)
    expect(text).toContain('has already been shipped')
    expect(receipt?.outcome).toBe('not-allowed')
  })

  it('never cancels for a stranger who does not know the e-mail', async () => {
    const { say, orders } = fakeBot(script)
    await say('cancel NL-10031')
    await say('wrong@example.com')
    await say('yes')
    expect(orders.all.get('NL-10031')?.status).toBe('paid')
  })
})

describe('change-address', () => {
  it('takes a whole address in one message', async () => {
    const { say, orders } = fakeBot(script)
    expect((await say('change the address of NL-10031', emma)).text).toContain('What is the new address')
    expect((await say('Tom Hill, 5 Station Road, M1 2AB Manchester', emma)).text).toBe(
      'Shall I send order NL-10031 to Tom Hill, 5 Station Road, M1 2AB Manchester?',
    )
    expect((await say('yes', emma)).text).toContain('will be delivered to Tom Hill, 5 Station Road')
    expect(orders.all.get('NL-10031')?.address).toMatchObject({
      name: 'Tom Hill',
      line1: '5 Station Road',
      city: 'Manchester',
      postalCode: 'M1 2AB',
      country: 'GB',
    })
  })

  it('takes an address for one whatever else its country sounds like', async () => {
    const { say } = fakeBot(script)
    await say('change the address of NL-10031', emma)
    const { text } = await say('Ann Hill, 7 Station Road, M1 2AB Manchester, United Kingdom', emma)
    expect(text).toContain('Shall I send order NL-10031 to Ann Hill, 7 Station Road, M1 2AB Manchester')
  })

  it('asks for each missing part and says what is wrong with a postal code', async () => {
    const { say, orders } = fakeBot(script)
    await say('change the address of NL-10031', emma)
    expect((await say('5 Station Road', emma)).text).toBe('Which city?')
    expect((await say('Manchester', emma)).text).toBe('And the postal code?')
    expect((await say('???!', emma)).text).toContain('postal code')
    expect((await say('M1 2AB', emma)).text).toContain('5 Station Road, M1 2AB Manchester?')
    await say('yes', emma)
    expect(orders.all.get('NL-10031')?.address.postalCode).toBe('M1 2AB')
  })

  it('keeps what was right when the confirmation is refused', async () => {
    const { say } = fakeBot(script)
    await say('change the address of NL-10031', emma)
    await say('5 Station Road, M1 2AB Manchester', emma)
    expect((await say('no', emma)).text).toContain('I have not changed anything yet.')
    expect((await say('6 Station Road', emma)).text).toContain('6 Station Road, M1 2AB Manchester?')
  })

  it('reads a Chinese address', async () => {
    const { say, orders } = fakeBot(script)
    await say('修改NL-10031的地址', emma)
    expect((await say('李雷，上海市浦东新区世纪大道100号，200120', emma)).text).toBe(
      '确定将订单 NL-10031 寄往：李雷，上海市浦东新区世纪大道100号，200120 吗？',
    )
    await say('是', emma)
    expect(orders.all.get('NL-10031')?.address).toMatchObject({ city: '上海市', postalCode: '200120', name: '李雷' })
  })

  it('does not tell the name on record to somebody who proved only number and e-mail', async () => {
    const { say } = fakeBot(script)
    await say('change the address of NL-10031')
    await say('emma.carter@example.com')
    const { text } = await say('5 Station Road, M1 2AB Manchester')
    expect(text).toContain('5 Station Road')
    expect(text).not.toContain('Emma')
  })
})

describe('return-item', () => {
  it('asks which item and why, and gives a return number', async () => {
    const { say, orders } = fakeBot(script)
    const which = await say('I want to return something', emma)
    expect(which.replies[0]?.quickReplies?.map(({ label }) => label)).toEqual(['Trail running shoes', 'Rain jacket'])
    const why = await say('the jacket', emma)
    expect(why.text).toBe('What is the reason?')
    expect(why.replies[0]?.quickReplies).toHaveLength(5)
    expect((await say('Wrong size', emma)).text).toBe('Shall I register the return of Rain jacket from order NL-10040?')
    const done = await say('yes please', emma)
    expect(done.text).toContain('The return number is NL-10040-R.')
    expect(done.text).toContain('Tue, 24 March 2026')
    expect(orders.all.get('NL-10040')?.status).toBe('return-requested')
  })

  it('takes a reason that sounds like stopping for the reason that was asked for, and stopping for stopping', async () => {
    const { say } = fakeBot(script)
    await say('I want to return something', emma)
    await say('the jacket', emma)
    expect((await say('I changed my mind', emma)).text).toContain('Shall I register the return of Rain jacket')
    const other = fakeBot(script)
    await other.say('I want to return something', emma)
    await other.say('the jacket', emma)
    expect((await other.say('please stop this', emma)).receipt?.outcome).toBe('cancelled')
  })

  it('works in Chinese and by place in the list', async () => {
    const { say, orders } = fakeBot(script)
    expect((await say('我要退货NL-10040', emma)).text).toContain('您想退哪一件商品')
    expect((await say('全部', emma)).text).toBe('请问退货原因是什么？')
    expect((await say('第二个', emma)).text).toBe('确定为订单 NL-10040 的 越野跑鞋和防雨外套 申请退货吗？')
    expect((await say('确定', emma)).text).toContain('NL-10040-R')
    expect(orders.all.get('NL-10040')?.status).toBe('return-requested')
  })

  it('says what was wrong with an item that is not in the order, and asks again', async () => {
    const { say } = fakeBot(script)
    await say('I want to return something', emma)
    const { text, receipt } = await say('the submarine', emma)
    expect(text).toContain('I could not tell which item that is.')
    expect(text).toContain('Which item would you like to return?')
    expect(receipt?.commands).toEqual(['ask-again'])
  })

  it('refuses what was not delivered yet', async () => {
    const { say } = fakeBot(script)
    expect((await say('return NL-10023', emma)).text).toContain('has not been delivered yet')
  })
})

describe('refund-status', () => {
  it('tells amount and day', async () => {
    const { say } = fakeBot(script)
    expect((await say('where is my refund for NL-10041', emma)).text).toContain(
      'The refund of €209.70 for order NL-10041 was sent on Fri, 6 March 2026.',
    )
  })

  it('finds the one order with a refund in Chinese', async () => {
    const { say } = fakeBot(script)
    expect((await say('退款到哪了', emma)).text).toContain('订单 NL-10041 的退款 €209.70 已于 2026年3月6日周五 发出')
  })
})

describe('product-advice', () => {
  it('passes on what was asked for and how it was said', async () => {
    const { say, products } = fakeBot(script)
    await say('a waterproof tent please')
    expect(products.asked).toEqual([{ limit: 3, about: 'tents', words: 'a waterproof tent please' }])
  })

  it('takes an amount without a currency for one in the currency of the shop', async () => {
    const { say, products } = fakeBot(script)
    await say('a tent, budget 80')
    expect(products.asked).toMatchObject([{ about: 'tents', maxPrice: 8_000 }])
  })

  it('asks what for and how much, then shows products with a reason', async () => {
    const { say, products } = fakeBot(script)
    const first = await say('what should I buy')
    expect(first.text).toContain('What is it for')
    await say('Hiking')
    const last = await say('below 100')
    expect(products.asked).toEqual([{ limit: 3, about: 'hiking', maxPrice: 10_000 }])
    expect(last.replies[0]?.card?.items?.map(({ title }) => title)).toEqual(['Trail shoes', 'Head torch'])
    expect(last.replies[0]?.card?.items?.[0]?.subtitle).toBe('€89.90 · Popular right now.')
    expect(last.receipt?.recommendations?.[0]).toMatchObject({
      productId: 'P1',
      reason: 'Popular right now.',
      model: 'fake',
    })
  })

  it('says so when nothing is cheap enough', async () => {
    const { say } = fakeBot(script)
    await say('what should I buy')
    await say('Camping')
    expect((await say('below 10')).text).toContain('I found nothing below that amount.')
  })

  it('works in Chinese without a budget', async () => {
    const { say } = fakeBot(script)
    await say('推荐点东西')
    await say('徒步')
    const { replies } = await say('跳过')
    expect(replies[0]?.card?.items?.[2]?.title).toBe('帐篷')
  })

  it('advertises nothing to somebody who is upset or has an open complaint', async () => {
    const upset = fakeBot(script)
    const held = await upset.say('this is awful, what should I buy')
    expect(held.text).toContain('I would rather first help')
    expect(held.replies[0]?.card).toBeUndefined()
    const { say } = fakeBot(script)
    await say('I want to complain')
    await say('the shoes came apart on the first day')
    await say('skip')
    await say('no')
    expect((await say('what should I buy')).text).toContain('I would rather first help')
  })
})

describe('complaint', () => {
  it('listens, apologises, files it and offers a person', async () => {
    const { say, store } = fakeBot(script)
    expect((await say('I want to complain', emma)).text).toContain('Please tell me what happened')
    // What happened sounds like a return; it is still the answer to the question.
    expect((await say('the shoes came apart on the first day', emma)).text).toContain('Which order is it about?')
    expect((await say('NL-10040', emma)).text).toContain('I apologise for this. I have filed your complaint')
    const filed = [...store.spread.events.values()].find(({ type }) => type === 'complaint.filed')
    expect(filed?.data).toMatchObject({ order: 'NL-10040' })
    const last = await say('yes', emma)
    expect(last.receipt?.outcome).toBe('handed-off')
  })

  it('works in Chinese without an order', async () => {
    const { say } = fakeBot(script)
    await say('我要投诉')
    expect((await say('鞋子第一天就开胶了，太差了')).text).toContain('请问和哪一笔订单有关')
    expect((await say('跳过')).text).toContain('您的投诉已连同您所说的内容一起登记')
    expect((await say('不用了')).text).toContain('投诉会保持处理中状态')
  })
})

describe('talk-to-person', () => {
  it('hands over and tells the truth about the wait', async () => {
    const { say, store } = fakeBot(script)
    const { text, receipt, replies } = await say('a person please')
    expect(text).toContain('Nobody is at the desk right now')
    expect(replies[0]?.quickReplies).toEqual([{ label: 'Back to the bot', value: 'Back to the bot' }])
    expect(receipt?.outcome).toBe('handed-off')
    expect([...store.documents.values()][0]).toMatchObject({ owner: 'queue', epoch: 1, handOff: { reason: 'asked' } })
  })

  it('names the queue and the usual wait in Chinese', async () => {
    const { say } = fakeBot(script, {
      desk: { standing: async () => ({ ahead: 2, peopleOnline: 1, typicalWaitMs: 240_000 }) },
    })
    expect((await say('转人工')).text).toContain('您前面还有 2 位客户。最近的等待时间约 4 分钟。')
  })

  it('keeps an e-mail address that is left while waiting, and says nothing else', async () => {
    const { say, store } = fakeBot(script)
    await say('a person please')
    const quiet = await say('hello? anybody?')
    expect(quiet.replies).toEqual([])
    expect(quiet.receipt).toMatchObject({ outcome: 'not-bot' })
    const noted = await say('Please write to Emma.Carter@Example.com instead')
    expect(noted.text).toContain('A person will answer to that e-mail address.')
    expect([...store.documents.values()][0]?.handOff?.contactEmail).toBe('emma.carter@example.com')
  })

  it('comes back to the bot when the customer does not want to wait', async () => {
    const { say, store } = fakeBot(script)
    await say('转人工')
    expect((await say('回到机器人')).text).toContain('您已回到机器人客服')
    expect([...store.documents.values()][0]).toMatchObject({ owner: 'bot', epoch: 2 })
    expect((await say('取消订单NL-10031')).text).toContain('邮箱')
  })
})
