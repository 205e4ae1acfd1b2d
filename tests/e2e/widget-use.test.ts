// Using the widget: by keyboard, with an input method, with storage blocked, through its API and its custom properties.
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { createMemoryCore } from '../../channels/web/testing/memory-core.js'
import { axeProblems, patience, withBrowser } from '../support/browser.js'
import { describeWith } from '../support/skip.js'
import { widgetOn } from '../support/widget-page.js'
import { onlyThread, withWidgetServer } from '../support/widget-server.js'

const echo = () => createMemoryCore(({ text }) => [{ text: `you said ${text}` }])
const loaded = (page: Page) => page.waitForFunction(() => window.Kefu !== undefined)

describeWith(['chromium'], 'using the widget', () => {
  const { device } = withBrowser()
  const start = withWidgetServer()

  it('works by keyboard alone: open, write, close, and go on from the button', async () => {
    const { page } = await device()
    const { url } = await start(echo())
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.launcher.waitFor(patience)
    await page.getByRole('button', { name: 'Buy' }).focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await widget.composer.waitFor(patience)
    await page.keyboard.type('first line')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('second line')
    await page.keyboard.press('Enter')
    await expect.poll(() => widget.texts(), patience).toHaveLength(2)
    expect((await widget.texts())[0]).toContain('first line')
    await page.keyboard.press('Escape')
    expect(await widget.window.count()).toBe(0)
    await expect.poll(() => widget.launcher.evaluate((button) => button.matches(':focus')), patience).toBe(true)
  })

  it('sends nothing on the Enter that ends a word of a Chinese input method', async () => {
    const { context, page } = await device({ locale: 'zh-CN' })
    const core = echo()
    const { url } = await start(core)
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.open()
    const keyboard = await context.newCDPSession(page)
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 }
    await keyboard.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 })
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
    expect(await widget.composer.inputValue()).toBe('nihao')
    await keyboard.send('Input.insertText', { text: '你好' })
    // Safari says of that Enter that nothing is composed any more, and gives it this code.
    await widget.composer.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 })
    expect(await widget.composer.inputValue()).toBe('你好')
    expect(await widget.texts()).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => widget.texts(), patience).toEqual(['你好', 'you said 你好'])
    expect(core.texts(onlyThread(core))).toEqual(['你好', 'you said 你好'])
  })

  it('works while the browser blocks storage, and through a break of the connection then', async () => {
    const { context, page } = await device()
    await context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    })
    const core = echo()
    const { url, channel } = await start(core)
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.open()
    await widget.ask('hello')
    for (const socket of channel.io.sockets.sockets.values()) socket.conn.close()
    await widget.ask('still here')
    expect(await widget.texts()).toEqual(['hello', 'you said hello', 'still here', 'you said still here'])
    expect(core.keys()).toHaveLength(1)
  })

  it('gives the page an API: open, messages, unread, language, theme, errors with codes, remove', async () => {
    const { page } = await device()
    const core = echo()
    const { url } = await start(core)
    await page.addInitScript(() => {
      const heard: string[] = []
      Object.assign(window, { heard })
      window.kefuReady = []
      window.kefuReady.push((kefu) => {
        kefu.onMessage(({ from, text }) => heard.push(`${from}: ${text}`))
        kefu.onUnread((count) => heard.push(`unread ${String(count)}`))
      })
    })
    await page.goto(url)
    await loaded(page)
    const widget = widgetOn(page)
    await page.evaluate(() => window.Kefu?.send('sent by the page'))
    const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard)
    await expect.poll(heard, patience).toEqual(['unread 0', 'unread 1', 'bot: you said sent by the page'])
    await page.evaluate(() => window.Kefu?.open('a question'))
    expect(await widget.composer.inputValue()).toBe('a question')
    await expect.poll(async () => (await heard()).at(-1), patience).toBe('unread 0')
    await page.evaluate(() => window.Kefu?.setLocale('zh'))
    expect(await widget.composer.getAttribute('placeholder')).toBe('请输入消息…')
    await page.evaluate(() => window.Kefu?.setTheme('dark'))
    expect(await widget.host.locator('.root').getAttribute('class')).toContain('dark')
    const code = await page.evaluate(() =>
      window.Kefu?.identify('no token').catch((error: Error & { code: string }) => error.code),
    )
    expect(code).toBe('token-invalid')
    await page.evaluate(() => window.Kefu?.close())
    expect(await page.evaluate(() => window.Kefu?.isOpen)).toBe(false)
    await page.evaluate(() => window.Kefu?.remove())
    expect(await widget.host.count()).toBe(0)
  })

  it('takes a page’s colours by custom properties, and stands still for who wants less motion', async () => {
    const { page } = await device({ reducedMotion: 'reduce' })
    const { url } = await start(echo())
    await page.goto(url)
    await page.addStyleTag({ content: 'kefu-widget { --kefu-accent: rgb(10, 20, 30); --kefu-on-accent: #fff }' })
    const widget = widgetOn(page)
    await widget.open()
    const styleOf = (part: string) =>
      widget.host.locator(part).evaluate((element) => {
        const { backgroundColor, animationDuration, transitionDuration } = getComputedStyle(element)
        return { backgroundColor, animationDuration, transitionDuration }
      })
    expect((await styleOf('.launcher')).backgroundColor).toBe('rgb(10, 20, 30)')
    expect(parseFloat((await styleOf('.window')).animationDuration)).toBeLessThan(0.001)
    expect(await styleOf('.launcher')).toMatchObject({ transitionDuration: '0s' })
  })

  it('asks by a form first when the site wants that, says what is missing, and hands the answers on', async () => {
    const { page } = await device()
    const core = echo()
    const { url } = await start(core, { preChat: { name: 'optional', email: 'required' } })
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.launcher.click()
    const form = widget.window
    await form.getByRole('button', { name: 'Start the chat' }).click()
    await form.getByText('Please fill this in.').waitFor(patience)
    const email = form.getByLabel('Your e-mail')
    expect(await email.evaluate((field) => field.matches(':focus'))).toBe(true)
    await email.fill('ada@')
    await form.getByText('This does not look like an e-mail address.').waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
    await email.fill('ada@example.com')
    await form.getByLabel('Your name').fill('Ada')
    await form.getByRole('button', { name: 'Start the chat' }).click()
    await widget.ask('hello')
    expect([...core.inbox.values()][0]?.from).toMatchObject({
      displayName: 'Ada',
      email: 'ada@example.com',
      trust: 'asserted',
    })
    await page.reload()
    await widget.open()
    await expect.poll(() => widget.texts(), patience).toContain('hello')
  })

  it.each(['light', 'dark'] as const)(
    'fits the smallest phone and pleases axe, form and chat, in %s',
    async (colorScheme) => {
      const { page } = await device({ colorScheme, viewport: { width: 320, height: 480 } })
      const { url } = await start(echo(), { preChat: { name: 'required', email: 'optional' } })
      await page.goto(url)
      const widget = widgetOn(page)
      await widget.launcher.click()
      await widget.window.getByLabel('Your name').fill('Ada')
      expect(await axeProblems(page)).toEqual([])
      await widget.window.getByRole('button', { name: 'Start the chat' }).click()
      await widget.ask(`${'unbreakable'.repeat(20)} https://shop.example/${'path/'.repeat(30)} 很长的一句话`)
      expect(await widget.window.boundingBox()).toEqual({ x: 0, y: 0, width: 320, height: 480 })
      const sideways = (element: Element) => element.scrollWidth - element.clientWidth
      expect(await widget.log.evaluate(sideways)).toBe(0)
      expect(await page.locator('html').evaluate(sideways)).toBe(0)
      expect(await widget.log.getAttribute('aria-live')).toBe('polite')
      expect(await axeProblems(page)).toEqual([])
    },
  )

  it('speaks first when the site wants that, once a day, and stores nothing of it', async () => {
    const { page } = await device()
    const core = echo()
    const { url } = await start(core, { proactive: { text: { en: 'Need a hand?', zh: '需要帮忙吗？' }, afterMs: 0 } })
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.host.getByRole('button', { name: 'Need a hand?' }).click()
    await widget.log.getByText('Need a hand?').waitFor(patience)
    expect(core.keys()).toEqual([])
    await page.reload()
    await widget.open()
    await widget.log.getByText('Hello! Ask me').waitFor(patience)
  })
})
