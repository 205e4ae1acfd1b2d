// Contact reasons over a real database: bilingual messages of the demo shop, known by what they were written for.
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { loadDemoShop } from '../../demo/shop/index.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { consents } from '../customers/consents.js'
import { intentToStored } from '../store/models/intent-model.js'
import type { ReasonEncoders } from './encoders.js'
import { reasons, type Reasons } from './reasons.js'

const store = withStore()
const start = new Date('2026-03-02T10:00:00Z')
const day = 86_400_000
const shop = loadDemoShop({ now: start })
const asked = ['reset-password', 'invoice', 'gift-wrapping', 'loyalty-points']
const intents = shop.intents.filter(({ name }) => asked.includes(name))

/** Stands for an encoder that knows these four subjects: enough to see that vectors are used, kept and compared. */
const subjects =
  /password|log ?in|account|密码|登录|账|invoice|bill|receipt|发票|抬头|gift|wrap|礼|包装|points|loyal|member|积分|会员/giu
const encoderOf = (checksum: string, language: 'en' | 'zh'): ReasonEncoders => ({
  [language]: {
    stamp: { checksum, dimensions: 16 },
    encode: async (texts: readonly string[]) =>
      texts.map((text) => {
        const vector = new Float32Array(16).fill(0.05)
        for (const [word] of text.toLowerCase().matchAll(subjects)) {
          const subject = [
            /password|log ?in|account|密码|登录|账/u,
            /invoice|bill|receipt|发票|抬头/u,
            /gift|wrap|礼|包装/u,
          ].findIndex((one) => one.test(word))
          vector[subject < 0 ? 3 : subject] = 1
        }
        const length = Math.hypot(...vector)
        return vector.map((value) => value / length)
      }),
  },
})

describe('contact reasons', () => {
  let clock: ReturnType<typeof fixedClock>
  let port: Reasons
  let written = 0
  interface Said {
    text: string
    intent?: string
    customer?: string
    language?: string
    at?: Date
  }
  const sayThese = async (all: readonly Said[]): Promise<void> => {
    const [messages, events]: [object[], object[]] = [[], []]
    for (const { text, intent, customer = 'mei', language, at = clock.now() } of all) {
      written += 1
      const key = String(written).padStart(5, '0')
      const [conversationId, turn] = [`cnv_${key}`, `web:${key}`]
      const content = { direction: 'in', author: { kind: 'customer' }, content: { text } }
      messages.push({ _id: `m${key}`, conversationId, seq: 1, ...content, at })
      const [event, said] = [{ customerId: customer, conversationId, at }, language === undefined ? {} : { language }]
      events.push({ _id: `${turn}#0`, type: 'message.received', data: { seq: 1, ...said }, ...event })
      if (intent !== undefined) events.push({ _id: `${turn}#1`, type: 'intent.recognised', data: { intent }, ...event })
    }
    await store().models.messages.insertMany(messages as never)
    await store().models.events.insertMany(events as never)
  }
  const say = (text: string, more: Omit<Said, 'text'> = {}) => sayThese([{ text, ...more }])
  const sayAll = () =>
    sayThese(
      intents.flatMap(({ name, utterances }) =>
        (['en', 'zh'] as const).flatMap((language) =>
          utterances[language].map((text) => ({ text, intent: name, language })),
        ),
      ),
    )
  const placed = async () =>
    new Map(
      (await store().models.reasonMessages.find().sort({ _id: 1 }).lean()).map(({ _id, reason }) => [_id, reason]),
    )

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(start)
    port = reasons(store(), clock)
    written = 0
    await store().models.intents.insertMany(shop.intents.map(intentToStored) as never)
  })

  it('are found in both languages, with words, what the bot understood, and examples', async () => {
    await sayAll()
    const made = await port.rebuild({})
    expect(made.placed).toBe(written)
    const list = await port.list(4)
    expect(new Set(list.map(({ language }) => language))).toEqual(new Set(['en', 'zh', null]))
    const invoices = list.filter(({ intent }) => intent === 'invoice')
    expect(invoices.map(({ label }) => label.en).join()).toMatch(/invoice/i)
    expect(invoices.map(({ label }) => label.zh).join()).toMatch(/发票/)
    expect(list.reduce((sum, { messages }) => sum + messages, 0)).toBe(written)
    expect(list[0]?.examples.length).toBeGreaterThan(0)
  })

  it('place a message that comes later, keep their ids over days, and are the same when made again from the log', async () => {
    await sayAll()
    await port.keepUp({})
    const ids = (await port.list(4)).map(({ id }) => id).sort()
    clock.advance(3_600_000)
    await say('How do I reset my password?', { language: 'en' })
    await say('Could you send me an invoice for this?', { language: 'en' })
    await port.keepUp({})
    const known = new Map((await port.list(4)).map(({ id, intent }) => [id, intent]))
    const newest = [...(await placed())].slice(-2).map(([, reason]) => known.get(reason))
    expect(newest).toEqual(['reset-password', 'invoice'])

    clock.advance(day)
    await port.keepUp({})
    expect((await port.list(4)).map(({ id }) => id).sort()).toEqual(ids)
    const before = await placed()
    await port.rebuild({})
    expect(await placed()).toEqual(before)

    await port.replay({})
    const again = await placed()
    expect([...again.keys()]).toEqual([...before.keys()])
    // Made without a past, a reason may have another id; it holds the same messages.
    const pairs = new Set([...again].map(([id, reason]) => `${String(before.get(id))} ${String(reason)}`))
    expect(pairs.size).toBe(new Set(again.values()).size)
    await port.replay({})
    expect(await placed()).toEqual(again)
  })

  it('are grouped by meaning where there is an encoder, and anew when there is another one', async () => {
    await sayAll()
    const en = encoderOf('one', 'en')
    await port.keepUp(en)
    expect(
      (await store().models.reasonGroupings.find().sort({ _id: 1 }).lean()).map(({ madeWith }) => madeWith),
    ).toEqual(['one', 'words'])
    await say('the pasword reset mail for my account', { language: 'en' })
    await port.follow(en)
    const kinds = new Map((await port.list(2)).map(({ id, intent }) => [id, intent]))
    expect(kinds.get([...(await placed()).values()].at(-1) ?? null)).toBe('reset-password')
    await port.keepUp(encoderOf('two', 'en'))
    expect((await store().models.reasonGroupings.findById('en').lean())?.madeWith).toBe('two')
  })

  it('leave out small talk, what was deleted, and people who refuse, also those who refuse later', async () => {
    await sayAll()
    await say('thank you so much my friend', { intent: 'affirm', language: 'en' })
    await say('I want an invoice please', { customer: 'tom', language: 'en' })
    await port.rebuild({})
    expect((await placed()).size).toBe(written - 1)
    await store().models.messages.updateOne({ _id: 'm00001' }, { $set: { deletedAt: start } })
    clock.advance(day)
    await port.rebuild({})
    expect((await placed()).size).toBe(written - 2)
    const tom = 'tom' as CustomerId
    await consents(store()).set(tom, 'analytics', { state: 'denied', source: 'chat', at: start })
    await port.follow({})
    expect((await placed()).size).toBe(written - 3)
    await consents(store()).set(tom, 'analytics', { state: 'granted', source: 'chat', at: clock.now() })
    await port.rebuild({})
    expect((await placed()).size).toBe(written - 2)
  })

  it('are counted week by week, each conversation once a week, and forget what is too old', async () => {
    await sayAll()
    const old = new Date(start.getTime() - 14 * day)
    await say('Please send me an invoice for my company', { at: old, language: 'en' })
    await say('Please send me an invoice', { at: new Date(start.getTime() - 400 * day), language: 'en' })
    await port.rebuild({})
    const invoice = (await port.list(4)).find(
      ({ language, weeks }) => language === 'en' && (weeks[1]?.messages ?? 0) > 0,
    )
    expect(invoice?.weeks.map(({ week }) => week)).toEqual(['2026-02-09', '2026-02-16', '2026-02-23', '2026-03-02'])
    expect(invoice?.weeks[1]).toEqual({ week: '2026-02-16', messages: 1, conversations: 1 })
    expect((await placed()).size).toBe(written - 1)
    clock.advance(175 * day)
    await port.follow({})
    expect((await placed()).size).toBe(written - 2)
  })

  it('show examples without what names somebody', async () => {
    await store().models.customers.insertMany([
      { _id: 'mei', name: 'Mei Lin', traits: [], counters: {}, createdAt: start, updatedAt: start },
    ] as never)
    for (const name of ['an', 'one', 'my', 'the', 'this'])
      await say(`Mei Lin wants ${name} invoice to mei@example.com or +86 138 0000 1234 for NL-10023`, {
        language: 'en',
      })
    await port.rebuild({})
    const [first] = await port.list(1)
    expect(first?.examples[0]?.text).toMatch(/^\[name\] wants \w+ invoice to \[email\] or \[number\] for \[number\]$/)
  })
})
