// The server dies, comes back, is slow; people reload, leave, use two devices. The real server as a process of its own, a shop's own site
// on another origin, real browsers. What was typed is stored once and in order, and every tab shows the same.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { patience, withBrowser } from '../support/browser.js'
import { freePort } from '../support/free-port.js'
import { siteKey, siteSecret, startHostSite, type HostSite } from '../support/host-site.js'
import { startServer, type ServerProcess } from '../support/server-process.js'
import { describeWith } from '../support/skip.js'
import { widgetOn } from '../support/widget-page.js'
import { dropFirstAck, networkCable, slowSocket, withoutReplies } from '../support/wire-tap.js'

/** A start of the server is part of the test. */
const afterRestart = { timeout: 90_000 }

const signIn = (page: Page, customer: string) =>
  page.evaluate(async (number) => window.Kefu?.identify(async () => (await fetch(`/token/${number}`)).text()), customer)
const ready = (page: Page) => page.waitForFunction(() => window.Kefu !== undefined)

describeWith(['chromium'], 'the widget on a shop’s own site', () => {
  const { device } = withBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-outage-'))
  const look = join(folder, 'look.yaml')
  writeFileSync(look, 'greeting: Welcome to my shop!\n')
  let port: number
  let server: ServerProcess
  let shop: HostSite

  const start = async () => {
    server = await startServer(folder, {
      PORT: String(port),
      SITE_KEY: siteKey,
      SITE_ORIGINS: shop.url,
      SITE_IDENTITY_SECRET: siteSecret,
      SITE_LOOK: look,
    })
  }
  const isUp = () =>
    fetch(`${server.url}/healthz`).then(
      () => true,
      () => false,
    )
  beforeAll(async () => {
    port = await freePort()
    shop = await startHostSite(() => `http://127.0.0.1:${String(port)}`)
    await start()
  }, 300_000)
  afterEach(async () => {
    if (!(await isUp())) await start()
  }, 120_000)
  afterAll(async () => {
    await server.signal('SIGTERM')
    await shop.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('keeps what was typed while the server was dead through a reload, and stores it once and in order', async () => {
    const { context, page } = await device()
    const dropped = await dropFirstAck(context)
    await page.goto(shop.url)
    const one = widgetOn(page)
    await one.open()
    const page2 = await context.newPage()
    await page2.goto(shop.url)
    const two = widgetOn(page2)
    await two.open()
    await server.signal('SIGKILL')
    await one.host.getByText('No connection.').waitFor(patience)
    await one.type('When are you open?')
    await one.type('How much is shipping?')
    await expect.poll(() => two.texts(), patience).toEqual(['When are you open?', 'How much is shipping?'])
    await page.reload()
    await one.open()
    expect(await one.texts()).toEqual(['When are you open?', 'How much is shipping?'])
    expect((await one.shown()).map(({ seq }) => seq)).toEqual([undefined, undefined])
    await start()
    for (const widget of [one, two]) {
      await expect.poll(async () => (await widget.shown()).filter(({ own }) => !own).length, afterRestart).toBe(2)
      expect(await widget.isGapFree()).toBe(true)
      const own = (await widget.shown()).filter((message) => message.own)
      expect(own.map(({ text }) => text)).toEqual(['When are you open?', 'How much is shipping?'])
    }
    expect(dropped()).toBe(1)
    expect(await one.shown()).toEqual(await two.shown())
  }, 240_000)

  it('shows a signed-in customer the same on two devices, the one that was offline too', async () => {
    const phone = await device({ viewport: { width: 360, height: 740 } })
    const cable = await networkCable(phone.context)
    const desk = await device()
    const widgets = []
    for (const { page } of [phone, desk]) {
      await page.goto(shop.url)
      await ready(page)
      await signIn(page, 'C1001')
      const widget = widgetOn(page)
      await widget.open()
      widgets.push(widget)
    }
    const [onPhone, onDesk] = widgets
    if (!onPhone || !onDesk) throw new Error('two devices')
    await onPhone.ask('Where is NL-10023?')
    await expect.poll(() => onDesk.shown(), patience).toEqual(await onPhone.shown())
    await cable.pull()
    await onPhone.host.getByText('No connection.').waitFor(patience)
    await onDesk.ask('When are you open?')
    await cable.plugIn()
    await expect.poll(() => onPhone.shown(), patience).toEqual(await onDesk.shown())
    expect(await onPhone.isGapFree()).toBe(true)
  })

  it('keeps two people on one browser apart when they change in the middle', async () => {
    const { page } = await device()
    await page.goto(shop.url)
    await ready(page)
    const widget = widgetOn(page)
    await widget.open()
    await widget.log.getByText('Welcome to my shop!').waitFor(patience)
    await widget.ask('When are you open?')
    await signIn(page, 'C1003')
    await expect.poll(async () => (await widget.texts()).join(), patience).not.toContain('When are you open?')
    expect(await widget.ask('Where is my parcel?')).not.toContain('NL-10023')
    await signIn(page, 'C1002')
    await expect.poll(async () => (await widget.texts()).join(), patience).not.toContain('Where is my parcel?')
    expect(await widget.ask('Where is NL-10042?')).toContain('NL-10042')
    await page.evaluate(() => window.Kefu?.logout())
    await expect.poll(async () => (await widget.texts()).join(), patience).not.toContain('NL-10042')
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }))
    expect(kept).not.toMatch(/C1002|C1003|NL-10042|parcel/)
  })

  it('has the answer for somebody who left while the bot was typing, counted on the button', async () => {
    const { context, page } = await device()
    const replies = await withoutReplies(context)
    await page.goto(shop.url)
    const before = widgetOn(page)
    await before.open()
    await before.type('When are you open?')
    await before.log.locator('.own[data-seq], .own .tick.stored').first().waitFor(patience)
    await page.close()
    replies.lift()
    const later = await context.newPage()
    await later.goto(shop.url)
    const after = widgetOn(later)
    await expect.poll(() => after.launcher.getAttribute('aria-label'), patience).toBe('Open chat, 1 unread')
    await after.open()
    await expect.poll(async () => (await after.texts()).at(-1), patience).toContain('Monday to Saturday')
    await expect.poll(() => after.host.locator('.badge').count(), patience).toBe(0)
  })

  it('says on a slow network what is under way, and keeps the order of what is typed fast', async () => {
    const { context, page } = await device()
    await slowSocket(context, 500)
    const network = await context.newCDPSession(page)
    await network.send('Network.enable')
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 400,
      downloadThroughput: 50_000,
      uploadThroughput: 50_000,
    })
    await page.goto(shop.url)
    await ready(page)
    const widget = widgetOn(page)
    await widget.open()
    const typed = ['When are you open?', 'How much is shipping?', 'Which payment methods do you take?']
    for (const text of typed) await widget.type(text)
    expect(await widget.texts()).toEqual(typed)
    expect(await widget.log.locator('.tick.waiting, .tick.sending').count()).toBe(3)
    await expect.poll(async () => (await widget.shown()).filter(({ own }) => !own).length, patience).toBe(3)
    expect(await widget.isGapFree()).toBe(true)
    expect((await widget.shown()).filter(({ own }) => own).map(({ text }) => text)).toEqual(typed)
    expect(await widget.log.locator('.tick.waiting, .tick.sending').count()).toBe(0)
  })
})
