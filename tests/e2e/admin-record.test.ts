// The record in the browser: somebody is looked for, read and looked after, segments are made, and what was done stands in the audit trail.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminOn, printedPassword } from '../support/admin-page.js'
import { axeProblems, patience, withBrowser } from '../support/browser.js'
import { say, startServer, type ServerProcess } from '../support/server-process.js'
import { describeWith } from '../support/skip.js'

const passwords = { admin: 'lanterns over the water', trainer: 'nine patient parrots' }

describeWith(['chromium'], 'the record of customers', () => {
  const { device } = withBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-admin-record-'))
  let server: ServerProcess
  let trainer = ''
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>
  beforeAll(async () => {
    server = await startServer(join(folder, 'data'))
    await say(server, { conversationKey: 'record-1', customerNumber: 'C1001', text: 'where is NL-10023?' })
  }, 300_000)
  afterAll(async () => {
    await server.signal('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })
  const open = async () => adminOn((await device({ storageState: signedIn })).page, server.url)

  it('shows who somebody is and what is known, and takes tags, notes, consents and traits', async () => {
    const { context, page } = await device()
    const admin = adminOn(page, server.url)
    await admin.firstSignIn('admin', printedPassword(server), passwords.admin)
    signedIn = await context.storageState()
    trainer = await admin.addToTeam('Tina', 'tina', 'Trainer')

    await page.getByRole('link', { name: 'Customers', exact: true }).click()
    const search = page.getByRole('searchbox', { name: 'Name, email, phone or number' })
    await search.fill('nobody at all')
    await page.getByRole('heading', { name: 'Nobody found' }).waitFor(patience)
    await search.fill('carter emma')
    await page.getByRole('link', { name: 'Emma Carter' }).click()
    await page.getByRole('heading', { name: 'Emma Carter' }).waitFor(patience)
    const part = (name: string) => page.getByRole('region', { name, exact: true })
    await part('Orders').getByText('NL-10023').waitFor(patience)
    await part('Timeline').getByText('Wrote a message').first().waitFor(patience)

    await part('Tags').getByRole('combobox').fill('vip')
    await page.keyboard.press('Enter')
    await part('Tags').getByText('vip', { exact: true }).waitFor(patience)
    await part('Notes for colleagues').getByLabel('Add note').fill('Likes to be called.')
    await part('Notes for colleagues').getByRole('button', { name: 'Add note' }).click()
    await part('Notes for colleagues').getByText('Owner').waitFor(patience)

    const consents = part('What they agreed to')
    await consents.getByRole('button', { name: 'Write down a word on: Marketing' }).click()
    await consents.getByLabel('How they said it').fill('by phone')
    await consents.getByRole('button', { name: 'Save' }).click()
    await consents.getByText(/Agrees · by phone/).waitFor(patience)

    for (const size of ['M', 'L']) {
      await part('What we know').getByRole('button', { name: 'State a value' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('Name').fill('size')
      await form.getByLabel('Value').fill(size)
      await form.getByRole('button', { name: 'Save' }).click()
      await form.waitFor({ ...patience, state: 'hidden' })
      await part('What we know').getByText(size, { exact: true }).waitFor(patience)
    }
    await part('What we know').getByRole('button', { name: 'History' }).click()
    await page.getByRole('dialog').getByText('M', { exact: true }).waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ ...patience, state: 'hidden' })

    await part('Conversations').getByRole('link').first().click()
    await admin.transcript.getByText('where is NL-10023?').waitFor(patience)
  }, 120_000)

  it('makes a segment by hand, shows who would be in it, keeps it and leads to its members', async () => {
    const admin = await open()
    const { page } = admin
    await admin.go('/segments')
    await page.getByRole('heading', { name: 'No segments yet' }).waitFor(patience)
    await admin.button('New segment').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name in English').fill('Readers of Chinese')
    await dialog.getByLabel('Name in Chinese').fill('中文用户')
    await dialog.getByRole('combobox', { name: 'Looks at' }).click()
    await page.getByRole('option', { name: 'Profile' }).click()
    await dialog.getByLabel('Value').fill('zh')
    await dialog.getByRole('button', { name: 'Who would be in it?' }).click()
    await dialog.getByText(/would enter, 0 would leave/).waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add segment' }).click()
    await admin.at('/segments/readers-of-chinese')
    await page.getByText('Language is Chinese').waitFor(patience)
    const handOver = page.getByRole('region', { name: 'Hand over' })
    await handOver.getByRole('button', { name: 'Make a CSV file' }).click()
    const link = handOver.getByRole('link', { name: 'Download' })
    await link.waitFor(patience)
    const download = page.waitForEvent('download', patience)
    await link.click()
    expect((await download).suggestedFilename()).toMatch(/\.csv$/)
    const member = page.getByRole('region', { name: 'Members' }).first().getByRole('link').first()
    const name = await member.innerText()
    await page.goto(`${server.url}/admin/customers?segment=readers-of-chinese`)
    await page.getByRole('link', { name, exact: true }).first().waitFor(patience)
  }, 120_000)

  it('names in the audit trail who did what, and filters it', async () => {
    const admin = await open()
    const { page } = admin
    await admin.go('/audit')
    await page.getByRole('cell', { name: /Added a segment/ }).waitFor(patience)
    await page.getByRole('combobox', { name: 'What' }).click()
    await page.getByRole('option', { name: 'Added a colleague' }).click()
    await page.getByRole('cell', { name: /Added a segment/ }).waitFor({ ...patience, state: 'detached' })
    await page.getByRole('cell', { name: /Added a colleague/ }).waitFor(patience)
    await page.getByLabel('To', { exact: true }).fill('2020-01-01')
    await page.getByRole('heading', { name: 'Nothing was done' }).waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
  })

  it('is not shown to who may not see it', async () => {
    const admin = adminOn((await device()).page, server.url)
    await admin.firstSignIn('tina', trainer, passwords.trainer)
    await expect
      .poll(() => admin.page.getByRole('navigation').getByRole('link').allInnerTexts(), patience)
      .toEqual(['Home', 'Train', 'Misses'])
    for (const path of ['/customers', '/customers/cus_C1001', '/segments', '/audit']) {
      await admin.go(path)
      await admin.page.getByRole('heading', { name: 'You cannot see this' }).first().waitFor(patience)
    }
  })

  it('makes a segment by what is foretold, in percent', async () => {
    const admin = await open()
    const { page } = admin
    await admin.go('/segments')
    await admin.button('New segment').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name in English').fill('Likely to leave')
    await dialog.getByLabel('Name in Chinese').fill('可能流失')
    await dialog.getByRole('combobox', { name: 'Looks at' }).click()
    await page.getByRole('option', { name: 'Prediction' }).click()
    await dialog.getByRole('combobox', { name: 'Name', exact: true }).click()
    await page.getByRole('option', { name: 'Likelihood of leaving' }).click()
    await dialog.getByLabel('Percent').fill('70')
    expect(await axeProblems(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add segment' }).click()
    await admin.at('/segments/likely-to-leave')
    await page.getByText('Likelihood of leaving is at least 70%').waitFor(patience)
  }, 120_000)
})
