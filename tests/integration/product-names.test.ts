// A shop's new product as its customers meet it: the bot that runs knows the name.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.js'

let shop: TestApp
beforeAll(async () => {
  shop = await startTestApp()
}, 300_000)
afterAll(() => shop.stop())

/** What is recognised as a product in a message of a new conversation. */
async function productsIn(text: string): Promise<unknown[]> {
  const { understanding } = await shop.converse({ text, conversationKey: shop.newConversationKey() })
  return (understanding?.parts ?? [])
    .flatMap(({ entities }) => entities as readonly { name: string; value: unknown }[])
    .filter(({ name }) => name === 'product')
    .map(({ value }) => value)
}

describe('a product that is added while the bot runs', () => {
  const name = { en: 'Quillfeather storm lantern', zh: '翎羽风暴提灯' }

  it('is recognised in both languages without a restart', async () => {
    const asked = 'Is the quillfeather storm lantern waterproof?'
    const askedInChinese = '翎羽风暴提灯防水吗？'
    expect(await productsIn(asked)).toEqual([])
    expect(await productsIn(askedInChinese)).toEqual([])
    const [like] = await shop.app.knowledge.products.all()
    if (like === undefined) throw new Error('the demo shop sells something')
    await shop.app.knowledge.products.put({ ...like, id: 'quillfeather', title: name })
    await vi.waitFor(async () => expect(await productsIn(asked)).toEqual([{ id: 'quillfeather', name: name.en }]), {
      timeout: 60_000,
      interval: 500,
    })
    expect(await productsIn(askedInChinese)).toEqual([{ id: 'quillfeather', name: name.zh }])
  })

  it('is recognised under its new name only when it was renamed', async () => {
    const product = await shop.app.knowledge.products.byId('quillfeather')
    if (product === undefined) throw new Error('it was added above')
    await shop.app.knowledge.products.put({ ...product, title: { en: 'Ottermoss beacon', zh: '水獭苔信标' } })
    await vi.waitFor(
      async () => expect(await productsIn('how heavy is the ottermoss beacon')).toMatchObject([{ id: 'quillfeather' }]),
      { timeout: 60_000, interval: 500 },
    )
    expect(await productsIn('how heavy is the quillfeather storm lantern')).toEqual([])
  })
})
