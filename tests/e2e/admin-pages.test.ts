// Every page of the admin app as it is drawn: for readers of both languages, in light and dark, on a large and on a small screen.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminOn, printedPassword } from '../support/admin-page.js'
import { axeProblems, patience, withBrowser } from '../support/browser.js'
import { say, startServer, type ServerProcess } from '../support/server-process.js'
import { describeWith } from '../support/skip.js'

const password = 'lanterns over the water'

describeWith(['chromium'], 'the pages of the admin app', () => {
  const { device } = withBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-admin-'))
  let server: ServerProcess
  let conversation = ''
  let version = ''
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>

  beforeAll(async () => {
    server = await startServer(join(folder, 'data'))
    const talks = [
      { conversationKey: 'pages-1', customerNumber: 'C1001', text: 'where is NL-10023?' },
      { conversationKey: 'pages-1', customerNumber: 'C1001', text: 'I want to talk to a person' },
      { conversationKey: 'pages-2', text: 'what is the airspeed velocity of an unladen swallow' },
    ]
    for (const talk of talks) {
      const { body } = await say(server, talk)
      conversation ||= String(body['conversation'])
    }
  }, 300_000)
  afterAll(async () => {
    await server.signal('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  it('sign the owner in', async () => {
    const { context, page } = await device()
    await adminOn(page, server.url).firstSignIn('admin', printedPassword(server), password)
    signedIn = await context.storageState()
    const answer = await page.evaluate(async () => (await fetch('/api/v1/training/versions')).text())
    const { items } = JSON.parse(answer) as { items: { id: string }[] }
    version = items[0]?.id ?? ''
    const made = await page.evaluate(async () => {
      const rule = { kind: 'field', name: 'locale', op: 'is', value: 'zh' }
      const body = JSON.stringify({ id: 'readers', name: { en: 'Readers of Chinese', zh: '中文用户' }, rule })
      const headers = { 'content-type': 'application/json', 'x-kefu-request': '1' }
      return (await fetch('/api/v1/segments', { method: 'POST', headers, body })).status
    })
    expect(made).toBe(200)
  })

  const places = (): readonly string[] => [
    '/',
    '/conversations',
    `/conversations/${conversation}`,
    '/customers',
    '/customers/cus_C1001',
    '/identity',
    '/identity/merged',
    '/identity/rules',
    '/segments',
    '/segments/readers',
    '/audit',
    '/train',
    '/train/intents/gift-wrapping',
    '/train/versions',
    `/train/versions/${version}`,
    '/train/data',
    '/train/encoders',
    '/misses',
    '/imports',
    '/team',
    '/password',
  ]

  // Both schemes, both screens and both languages, but not each combination of them; the longer words on the small screen must fit too.
  it.each([
    { colorScheme: 'light', width: 1280, locale: 'en-GB', read: true },
    { colorScheme: 'dark', width: 360, locale: 'zh-CN', read: true },
    { colorScheme: 'light', width: 360, locale: 'en-GB', read: false },
  ] as const)(
    'fit, and read well where that is asked ($colorScheme, $width px, $locale, $read)',
    async ({ colorScheme, width, locale, read }) => {
      const { page } = await device({ viewport: { width, height: 800 }, colorScheme, locale, storageState: signedIn })
      const problems: string[] = []
      for (const path of places()) {
        await page.goto(`${server.url}/admin${path}`)
        await page.getByRole('heading').first().waitFor(patience)
        await page
          .locator('.mantine-Skeleton-root, [aria-busy=true]')
          .first()
          .waitFor({ state: 'detached', ...patience })
        if (read) problems.push(...(await axeProblems(page)).map((problem) => `${path} ${problem}`))
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (wider > 0) problems.push(`${path} is ${String(wider)} px too wide`)
      }
      expect(problems).toEqual([])
      expect(await page.locator('html').getAttribute('lang')).toBe(locale === 'zh-CN' ? 'zh-CN' : 'en')
    },
    300_000,
  )

  it('can be used by keyboard: past the menu, to a conversation, and into its composer', async () => {
    const { page } = await device({ storageState: signedIn })
    await page.goto(`${server.url}/admin/conversations`)
    await page.getByRole('link', { name: /Emma Carter/ }).waitFor(patience)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id), patience).toBe('content')
    await page.getByRole('link', { name: /Emma Carter/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Note for colleagues').focus()
    await page.keyboard.type('Called back.')
    await page.keyboard.press('Enter')
    await page.getByRole('log', { name: 'Messages' }).getByText('Called back.').waitFor(patience)
  })

  it('say that the server cannot be reached, and come back', async () => {
    const { page } = await device({ storageState: signedIn })
    await page.route('**/api/v1/misses**', (route) => route.abort())
    await page.goto(`${server.url}/admin/misses`)
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor(patience)
    await page.unroute('**/api/v1/misses**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('airspeed velocity').waitFor(patience)
  })
})
