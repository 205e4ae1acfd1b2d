// A conversation from the question to the stars: a person helps and resolves, the customer rates in the widget, and people see it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminOn, printedPassword } from '../support/admin-page.js'
import { axeProblems, patience, withBrowser } from '../support/browser.js'
import { startServer, type ServerProcess } from '../support/server-process.js'
import { describeWith } from '../support/skip.js'
import { widgetOn } from '../support/widget-page.js'

describeWith(['chromium'], 'a conversation that was resolved', () => {
  const { device } = withBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-rating-'))
  let server: ServerProcess
  beforeAll(async () => {
    server = await startServer(join(folder, 'data'))
  }, 300_000)
  afterAll(async () => {
    await server.signal('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  it('is rated in the widget, on two tabs and after a reload, and the stars stand in the admin app', async () => {
    const customer = await device()
    await customer.page.goto(server.url)
    const widget = widgetOn(customer.page)
    await widget.open()
    await widget.ask('I want to talk to a person')

    const admin = adminOn((await device()).page, server.url)
    await admin.firstSignIn('admin', printedPassword(server), 'lanterns over the water')
    await admin.page.getByRole('link', { name: 'Conversations', exact: true }).click()
    await admin.page.getByRole('tab', { name: /Waiting/ }).click()
    await admin.page.locator('a[href*="/conversations/"]').first().click()
    await admin.button('Take over').click()
    await widget.log.getByText('has joined the conversation').waitFor(patience)

    await expect.poll(() => widget.window.innerText(), patience).toContain('You are talking with')
    await expect
      .poll(async () => {
        await widget.composer.pressSequentially('My')
        return admin.page.getByText('The customer is typing…').count()
      }, patience)
      .toBe(1)
    await widget.type('My tent has a hole')
    await admin.transcript.getByText('My tent has a hole').waitFor(patience)
    await admin.page.getByText('The customer is typing…').waitFor({ ...patience, state: 'hidden' })
    await admin.button('Resolve').click()

    const stars = widget.log.getByRole('radio')
    await expect.poll(() => stars.count(), patience).toBe(5)
    expect(await axeProblems(customer.page)).toEqual([])
    await stars.first().focus()
    for (let pressed = 0; pressed < 3; pressed += 1) await customer.page.keyboard.press('ArrowRight')
    expect(await stars.nth(3).isChecked()).toBe(true)
    await widget.log.getByLabel('Anything you want to add').fill('Quick and kind')
    await customer.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await customer.page.setViewportSize({ width: 320, height: 568 })
    expect(await axeProblems(customer.page)).toEqual([])
    expect(await customer.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

    const otherTab = await customer.context.newPage()
    await otherTab.goto(server.url)
    const other = widgetOn(otherTab)
    await other.open()
    await expect.poll(() => other.log.getByRole('radio').count(), patience).toBe(5)

    // By keyboard, as the rest of it.
    await widget.log.getByRole('button', { name: 'Send rating' }).press('Enter')
    const thanks = /You rated this conversation 4 of 5/
    await widget.log.getByText(thanks).waitFor(patience)
    await other.log.getByText(thanks).waitFor(patience)
    await customer.page.reload()
    await widget.open()
    await widget.log.getByText(thanks).waitFor(patience)

    await admin.transcript.getByText('Quick and kind').waitFor(patience)
    expect(await admin.transcript.getByRole('img', { name: '4 of 5 stars' }).count()).toBe(1)
    await admin.go('/conversations?view=resolved&rating=good')
    await admin.page.locator('a[href*="/conversations/"]').first().waitFor(patience)
    expect(await axeProblems(admin.page)).toEqual([])
    await admin.go('/conversations?view=resolved&rating=bad')
    await admin.page.getByText('Nothing found').waitFor(patience)
    await admin.go('')
    await admin.page.getByRole('heading', { name: 'Customer satisfaction' }).waitFor(patience)
    await admin.page.getByText('4 / 5').waitFor(patience)
    expect(await axeProblems(admin.page)).toEqual([])
  }, 300_000)
})
