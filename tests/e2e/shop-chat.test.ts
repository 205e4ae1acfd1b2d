// A stranger opens the demo shop in a real browser and chats, in both languages, over the whole running product.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.js'
import { axeProblems, patience, withBrowser } from '../support/browser.js'
import { describeWith } from '../support/skip.js'
import { widgetOn } from '../support/widget-page.js'

describeWith(['chromium'], 'the demo shop in a browser', () => {
  const { device } = withBrowser()
  let shop: TestApp
  beforeAll(async () => {
    shop = await startTestApp({}, { listen: true })
  }, 300_000)
  afterAll(() => shop.stop())

  it('tells Emma in English where her order is, with a card, and answers a question from an article', async () => {
    const { page } = await device()
    await page.goto(shop.url)
    await page.getByLabel('Signed in as').selectOption('Emma Carter')
    const widget = widgetOn(page)
    await widget.open()
    expect(await widget.ask('Where is my order?')).toContain('NL-10023')
    const card = widget.log.locator('.card-order')
    expect(await card.locator('.card-title').textContent()).toBe('Order NL-10023')
    expect(await card.locator('dl').innerText()).toContain('Tracking')
    await widget.ask('When are you open?')
    const source = widget.log.getByRole('link', { name: 'Source: Opening hours' })
    const [article] = await Promise.all([page.context().waitForEvent('page'), source.click()])
    await expect.poll(() => article.getByRole('heading', { level: 1 }).textContent(), patience).toBe('Opening hours')
  })

  it('answers a visitor in Chinese from an article, and keeps the orders of others to itself', async () => {
    const { page } = await device({ locale: 'zh-CN' })
    await page.goto(shop.url)
    const widget = widgetOn(page)
    await widget.open()
    expect(await widget.ask('你们几点营业？')).toMatch(/周一至周六/)
    expect(await widget.log.getByRole('link', { name: /^来源：营业时间/ }).count()).toBe(1)
    expect(await widget.ask('NL-10023 到哪了？')).not.toContain('UPS')
    expect(await widget.host.getByRole('button', { name: '转人工客服' }).count()).toBe(1)
  })

  it('takes an order back by buttons alone', async () => {
    const { page } = await device({ locale: 'zh-CN' })
    await page.goto(shop.url)
    await page.getByLabel('当前身份').selectOption('李雨桐')
    const widget = widgetOn(page)
    await widget.open()
    expect(await widget.ask('取消订单 NL-10042')).toContain('NL-10042')
    await widget.log.locator('.quick button').first().click()
    await expect.poll(async () => (await shop.order('NL-10042'))?.status, patience).toBe('cancelled')
    await expect.poll(async () => (await widget.texts()).at(-1), patience).toMatch(/已取消|取消/)
    await shop.resetNamedCustomers()
  })

  it('fills the composer from the page, opens a recommended product, and changes its language while it runs', async () => {
    const { page } = await device()
    await page.goto(shop.url)
    await page.getByRole('button', { name: 'Recommend a tent for two' }).click()
    const widget = widgetOn(page)
    await expect.poll(() => widget.composer.inputValue(), patience).toBe('Recommend a tent for two')
    await widget.composer.press('Enter')
    const view = widget.log.getByRole('link', { name: /^View/ }).first()
    await view.waitFor(patience)
    const [product] = await Promise.all([page.context().waitForEvent('page'), view.click()])
    await product.getByRole('button', { name: 'Ask for advice' }).waitFor(patience)
    expect(product.url()).toContain('/products/')
    await product.close()
    await page.getByRole('button', { name: '中文' }).click()
    expect(await widget.composer.getAttribute('placeholder')).toBe('请输入消息…')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('为绕远路的人准备。')
  })

  it('stands in a shadow tree that the page’s own styles do not reach', async () => {
    const { page } = await device()
    await page.goto(shop.url)
    const widget = widgetOn(page)
    await widget.open()
    await page
      .addStyleTag({ content: '* { display: none !important } button { background: red !important }' })
      .catch(() => undefined)
    expect(await page.evaluate(() => document.querySelectorAll('kefu-widget .launcher').length)).toBe(0)
    expect(await widget.host.evaluate((host) => host.shadowRoot?.querySelectorAll('.launcher').length)).toBe(1)
  })

  it.each([
    ['light', 'en-US', 1280],
    ['dark', 'zh-CN', 1280],
    ['light', 'zh-CN', 320],
    ['dark', 'en-US', 320],
  ] as const)('has nothing that axe objects to in %s, %s, %i px wide', async (colorScheme, locale, width) => {
    const { page } = await device({ colorScheme, locale, viewport: { width, height: 720 } })
    await page.goto(shop.url)
    await page.locator('.product').first().waitFor(patience)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    expect(await axeProblems(page)).toEqual([])
    const widget = widgetOn(page)
    await widget.open()
    const english = locale === 'en-US'
    await widget.ask(english ? 'When are you open?' : '你们几点营业？')
    await widget.ask(english ? 'Recommend a tent' : '推荐一款帐篷')
    await widget.log.locator('.card').first().waitFor(patience)
    await widget.host.getByRole('button', { name: english ? 'Settings' : '设置' }).click()
    expect(await axeProblems(page)).toEqual([])
  })
})
