// The repairs: what happens when a conversation does not go straight.
import { describe, expect, it } from 'vitest'
import { maxFailedProofs } from '../engine/access.js'
import { fakeBot } from '../testing/fake-bot.js'

const emma = { customer: 'C1001' }

const script = {
  'where is NL-10023': { intent: 'order-status' },
  'no, I meant NL-10031': {},
  '不是这个，是NL-10031': {},
  '不是NL-10023，是NL-10031': {},
  'NL-10023到哪了': { intent: 'order-status' },
  'where is my order': { intent: 'order-status' },
  'cancel NL-10031': { intent: 'cancel-order' },
  'no, NL-10023': { intent: 'deny' },
  'return NL-10040': { intent: 'return-item' },
  '退货NL-10040': { intent: 'return-item' },
  'what does shipping cost?': { intent: 'shipping-cost' },
  运费多少: { intent: 'shipping-cost' },
  'when are you open?': { intent: 'opening-hours' },
  'NL-10040 money back or exchange': { intent: ['return-item', 'refund-status'] },
  'still the same thing': { intent: ['return-item', 'refund-status'] },
  钱或者货: { intent: ['return-item', 'refund-status'] },
  hello: { intent: 'greeting' },
  'bonjour, je voudrais un remboursement': { language: 'other' as const },
  'a person': { intent: 'talk-to-person' },
  'do you ship to the moon': {},
  'where is it now': { intent: 'order-status' },
}

describe('correct', () => {
  it('replaces the order in a running flow and goes on from there', async () => {
    const { say } = fakeBot(script)
    await say('return NL-10040', emma)
    const { text, receipt } = await say('no, I meant NL-10031', emma)
    expect(receipt?.commands).toEqual(['correct:order'])
    expect(text).toContain('Order NL-10031 has not been delivered yet')
  })

  it('takes "no, NL-…" at a confirmation as a correction, not as a no', async () => {
    const { say, orders } = fakeBot(script)
    await say('cancel NL-10031', emma)
    const { text } = await say('no, NL-10023', emma)
    expect(text).toContain('Order NL-10023 has already been shipped')
    expect(orders.all.get('NL-10031')?.status).toBe('paid')
  })

  it('answers the last question again for the right order when the flow is over', async () => {
    const { say } = fakeBot(script)
    await say('where is NL-10023', emma)
    const { text, receipt } = await say('no, I meant NL-10031', emma)
    expect(receipt?.commands).toEqual(['start-flow:order-status'])
    expect(text).toContain('Order NL-10031 is paid, being prepared')
  })

  it('works in Chinese and takes the right one of two numbers', async () => {
    const { say } = fakeBot(script)
    await say('NL-10023到哪了', emma)
    expect((await say('不是这个，是NL-10031', emma)).text).toContain('订单 NL-10031 已付款')
    await say('NL-10023到哪了', emma)
    expect((await say('不是NL-10023，是NL-10031', emma)).text).toContain('订单 NL-10031 已付款')
  })

  it('asks again for the check when the corrected order is not the customer’s', async () => {
    const { say } = fakeBot({ ...script, 'no, I meant NL-20001': {} })
    await say('return NL-10040', emma)
    expect((await say('no, I meant NL-20001', emma)).text).toContain('Which e-mail address was it placed with?')
  })
})

describe('cancel', () => {
  it('stops the flow without asking anything, in both languages', async () => {
    const { say, store } = fakeBot(script)
    await say('return NL-10040', emma)
    const { text, receipt } = await say('never mind', emma)
    expect(text).toBe('All right, I have stopped the return. Nothing was changed. What else can I do for you?')
    expect(receipt).toMatchObject({ outcome: 'cancelled', commands: ['cancel-flow'] })
    expect([...store.documents.values()][0]?.dialogue.stack).toEqual([])
    await say('退货NL-10040', emma)
    expect((await say('算了', emma)).text).toContain('已停止退货')
  })

  it('says that nothing is under way when nothing is', async () => {
    const { say } = fakeBot(script)
    expect((await say('算了')).text).toContain('目前没有正在办理的事项')
  })
})

describe('digress', () => {
  it('answers a question in the middle of a flow and asks its own question again', async () => {
    const { say } = fakeBot(script)
    await say('return NL-10040', emma)
    const { replies, receipt } = await say('what does shipping cost?', emma)
    expect(replies[0]).toMatchObject({
      text: 'Delivery costs 4.95 euro.',
      citation: { url: '/help/shipping-cost', version: 3 },
    })
    expect(replies[1]?.text).toBe(
      'Back to the return. Which item would you like to return? You can name several, or say "all".',
    )
    expect(receipt?.commands).toContain('digress:return-item>shipping-cost')
    expect((await say('the jacket', emma)).text).toBe('What is the reason?')
  })

  it('finishes another flow first and then returns, in Chinese', async () => {
    const { say } = fakeBot(script)
    await say('退货NL-10040', emma)
    const { text } = await say('NL-10023到哪了', emma)
    expect(text).toContain('订单 NL-10023 正由')
    expect(text).toContain('我们继续退货。您想退哪一件商品')
  })

  it('keeps the frame below when the one above is cancelled', async () => {
    const { say } = fakeBot(script)
    await say('return NL-10040', emma)
    await say('cancel NL-10031', emma)
    const { text } = await say('never mind', emma)
    expect(text).toContain('I have stopped the cancellation')
    expect(text).toContain('Back to the return.')
  })
})

describe('clarify', () => {
  it('asks one question with the meanings as buttons and follows the choice with the order that was named', async () => {
    const { say } = fakeBot(script)
    const asked = await say('NL-10040 money back or exchange', emma)
    expect(asked.receipt?.outcome).toBe('clarified')
    expect(asked.replies).toHaveLength(1)
    expect(asked.replies[0]?.quickReplies?.map(({ label }) => label)).toEqual([
      'Return an item',
      'Where is my refund?',
      'Something else',
    ])
    expect((await say('Return an item', emma)).text).toContain('Which item would you like to return?')
  })

  it('counts a second unclear message as a miss instead of asking the same again', async () => {
    const { say } = fakeBot(script)
    await say('NL-10040 money back or exchange', emma)
    const { receipt } = await say('still the same thing', emma)
    expect(receipt?.commands).toEqual(['cannot-handle'])
  })

  it('asks in Chinese and takes an ordinal', async () => {
    const { say } = fakeBot(script)
    expect((await say('钱或者货', emma)).replies[0]?.quickReplies?.[1]?.label).toBe('退款进度')
    expect((await say('第二个', emma)).text).toContain('NL-10041')
  })

  it('asks what to do with an order number that comes alone', async () => {
    const { say } = fakeBot(script)
    const { text, replies } = await say('NL-10023', emma)
    expect(text).toBe('What would you like to do with order NL-10023?')
    expect(replies[0]?.quickReplies?.[0]?.label).toBe('Where is my order?')
    expect((await say('1', emma)).text).toContain('Order NL-10023 is on its way')
  })
})

describe('cannot handle', () => {
  it('asks for other words first and brings a person after two misses in a row', async () => {
    const { say, store } = fakeBot(script)
    const first = await say('do you ship to the moon')
    expect(first.text).toContain('I do not know the answer to that')
    expect(first.replies[0]?.quickReplies?.at(-1)?.label).toBe('Talk to a person')
    const second = await say('do you ship to the moon')
    expect(second.receipt?.outcome).toBe('handed-off')
    expect(second.text).toContain('I am passing you to a person')
    expect([...store.documents.values()][0]).toMatchObject({ owner: 'queue', handOff: { reason: 'not-understood' } })
  })

  it('forgets a miss once something was understood', async () => {
    const { say } = fakeBot(script)
    await say('do you ship to the moon')
    await say('hello')
    expect((await say('do you ship to the moon')).receipt?.outcome).toBe('cannot-handle')
  })

  it('brings a person when the same question stays unanswered three times', async () => {
    const { say } = fakeBot({ ...script, asdf: {} })
    await say('return NL-10040', emma)
    await say('asdf', emma)
    await say('asdf', emma)
    const { receipt } = await say('asdf', emma)
    expect(receipt).toMatchObject({ outcome: 'handed-off' })
    expect(receipt?.commands).toEqual(['ask-again', 'hand-off:question-unanswered'])
  })

  it('says honestly, in both languages, that it does not speak another one', async () => {
    const { say } = fakeBot(script)
    const { text } = await say('bonjour, je voudrais un remboursement')
    expect(text).toContain('I only speak English and Chinese')
    expect(text).toContain('我只会中文和英文')
  })
})

describe('proofs', () => {
  it('stops after a few wrong e-mails and brings a person', async () => {
    const { say, store } = fakeBot(script)
    await say('where is NL-10023')
    for (let index = 1; index < maxFailedProofs; index += 1) {
      expect((await say(`thief${String(index)}@example.com`)).text).toContain('I could not find an order')
      await say('NL-10023')
    }
    const { text, receipt } = await say('thief@example.com')
    expect(text).toContain('did not match several times')
    expect(receipt?.outcome).toBe('handed-off')
    expect([...store.documents.values()][0]?.handOff?.reason).toBe('proof-failed')
  })

  it('does not accept a right e-mail after that, also when the customer went back to the bot', async () => {
    const { say } = fakeBot(script)
    await say('where is NL-10023')
    for (let index = 1; index <= maxFailedProofs; index += 1) {
      await say(`thief${String(index)}@example.com`)
      if (index < maxFailedProofs) await say('NL-10023')
    }
    await say('back to the bot')
    const { text } = await say('where is NL-10023')
    expect(text).toContain('did not match several times')
  })

  it('does not trust a message without a signature in a conversation that was opened with one', async () => {
    const { say } = fakeBot(script)
    await say('hello', emma)
    const { text } = await say('where is NL-10023', { customer: 'C1001', trust: 'asserted' })
    expect(text).toContain('Which e-mail address was it placed with?')
  })
})

describe('two requests in one message', () => {
  it('deals with both, in order', async () => {
    const { say } = fakeBot(script)
    const { replies, receipt } = await say('where is NL-10023 | when are you open?', emma)
    expect(replies.map(({ text }) => text)).toEqual([
      expect.stringContaining('Order NL-10023 is on its way'),
      'We are open from 9 to 18.',
    ])
    expect(receipt?.commands).toEqual(['start-flow:order-status', 'answer-knowledge:opening-hours'])
  })

  it('puts the question of the first one last, and the second flow waits for it', async () => {
    const { say } = fakeBot(script)
    const first = await say('return NL-10040 | cancel NL-10031', emma)
    expect(first.replies).toHaveLength(1)
    expect(first.text).toContain('Which item would you like to return?')
    await say('all', emma)
    await say('Damaged or faulty', emma)
    const { text } = await say('yes', emma)
    expect(text).toContain('Your return is registered.')
    expect(text).toContain('Shall I cancel order NL-10031')
  })
})

describe('language', () => {
  it('follows the customer when they switch', async () => {
    const { say } = fakeBot(script)
    expect((await say('what does shipping cost?')).text).toBe('Delivery costs 4.95 euro.')
    expect((await say('运费多少')).text).toBe('运费 4.95 欧元。')
  })

  it('answers emoji in the language of the conversation', async () => {
    const { say } = fakeBot({ '😀😀': { language: 'other' } })
    const { text } = await say('😀😀', { locale: 'zh' })
    expect(text).toContain('抱歉，这个问题我回答不了')
  })
})

describe('knowledge', () => {
  it('answers what no intent claims from an article with enough evidence, and cites it', async () => {
    const { say, articles } = fakeBot(script)
    articles.coverage = 0.9
    const { replies, receipt } = await say('do you ship to the moon')
    expect(replies[0]?.citation).toMatchObject({ title: 'About shipping-cost', version: 3, url: '/help/shipping-cost' })
    expect(receipt).toMatchObject({ outcome: 'answered', article: { version: 3 } })
  })

  it('says nothing from an article when the evidence is weak', async () => {
    const { say, articles } = fakeBot(script)
    articles.coverage = 0.4
    expect((await say('do you ship to the moon')).receipt?.outcome).toBe('cannot-handle')
  })

  it('uses an intent that an admin added, without code', async () => {
    const { say } = fakeBot(
      { 'do you have a loyalty card': { intent: 'loyalty-card' } },
      {
        answers: {
          intent: async (name) =>
            name === 'loyalty-card'
              ? {
                  name,
                  kind: 'answer',
                  description: { en: 'Loyalty card', zh: '会员卡' },
                  answers: { en: ['Yes, ask at {shop}.'], zh: ['有的。'] },
                }
              : undefined,
        },
      },
    )
    expect((await say('do you have a loyalty card')).text).toBe('Yes, ask at Test shop.')
  })
})

describe('"it"', () => {
  it('means the order spoken of last', async () => {
    const { say } = fakeBot(script)
    await say('where is NL-10031', emma)
    await say('where is NL-10023', emma)
    expect((await say('where is it now', emma)).text).toContain('Order NL-10023 is on its way')
  })
})
