// What comes into the record, in the browser: a file is mapped, checked, imported, repaired and taken back; two records become one person
// and two again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminOn, printedPassword } from '../support/admin-page.js'
import { axeProblems, patience, withBrowser } from '../support/browser.js'
import { startServer, type ServerProcess } from '../support/server-process.js'
import { describeWith } from '../support/skip.js'

describeWith(['chromium'], 'what comes into the record', () => {
  const { device } = withBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-admin-imports-'))
  let server: ServerProcess
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>
  beforeAll(async () => {
    server = await startServer(join(folder, 'data'))
  }, 300_000)
  afterAll(async () => {
    await server.signal('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  const handOver = (page: Page, name: string, text: string) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
  const choose = async (page: Page, column: string, label: string, option: string) => {
    await page.getByRole('group', { name: column, exact: true }).getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  const fitsSmallAndDark = async (page: Page) => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await axeProblems(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 800 })
  }

  it('is mapped and checked first, repaired row by row, and taken back but for later edits', async () => {
    const { context, page } = await device()
    const admin = adminOn(page, server.url)
    await admin.firstSignIn('admin', printedPassword(server), 'lanterns over the water')
    signedIn = await context.storageState()
    await page.getByRole('link', { name: 'Imports' }).click()
    await page.getByText('Nothing has been imported yet.').waitFor(patience)
    await page.getByText(/No sources are set up/).waitFor(patience)

    await handOver(page, 'people.csv', 'customer id,e-mail,plan,shoe\nX1,ann@a.example,gold,38\nX2,nobody,,39\n')
    const report = part(page, 'What an import would do')
    const invalid = report.getByRole('row').filter({ hasText: 'nobody' })
    await invalid.getByRole('cell', { name: 'is not an e-mail address' }).waitFor(patience)
    await choose(page, 'shoe', 'Becomes', 'Email')
    await page.getByText('Another column becomes this already.').waitFor(patience)
    await choose(page, 'shoe', 'Becomes', 'Not imported')
    await choose(page, 'plan', 'Where it is empty', 'fill in a value')
    await page.getByRole('group', { name: 'plan', exact: true }).getByLabel('Value').fill('basic')
    await report.getByText(/The mapping was changed/).waitFor(patience)
    expect(await admin.button('Import').isDisabled()).toBe(true)
    await admin.button('Check again').click()
    await invalid.waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
    await fitsSmallAndDark(page)
    await admin.button('Import').click()

    await part(page, 'What came of it').getByText('done').waitFor(patience)
    const row = page.getByRole('article', { name: 'Line 3' })
    await row.getByLabel('e-mail').fill('still nobody')
    await row.getByRole('button', { name: 'Import this row' }).click()
    await expect.poll(() => row.getByLabel('e-mail').inputValue(), patience).toBe('still nobody')
    await row.getByText('is not an e-mail address').waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
    await row.getByLabel('e-mail').fill('bo@a.example')
    await row.getByRole('button', { name: 'Import this row' }).click()
    await page.getByText('Every row was taken.').waitFor(patience)
    const batch = page.url()

    await admin.go('/customers?text=bo@a.example')
    await page.getByRole('row').filter({ hasText: 'bo@a.example' }).getByRole('link').click()
    await part(page, 'What we know').getByText('basic').waitFor(patience)
    await part(page, 'What we know').getByRole('button', { name: 'State a value' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill('plan')
    await form.getByLabel('Value').fill('platinum')
    await form.getByRole('button', { name: 'Save' }).click()
    await part(page, 'What we know').getByText('platinum').waitFor(patience)

    await page.goto(batch)
    await admin.button('Take back').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await part(page, 'What came of it').getByText('taken back', { exact: true }).waitFor(patience)
    const kept = part(page, 'What stayed, because it came later')
    await kept.getByText('plan · edited since').waitFor(patience)
    await kept.getByRole('link', { name: 'Customer' }).click()
    await part(page, 'What we know').getByText('platinum').waitFor(patience)
  }, 120_000)

  it('comes from sources too, which are added, asked, paused and removed', async () => {
    const { page } = await device({ storageState: signedIn })
    const admin = adminOn(page, server.url)
    await admin.go('/imports')
    const dialog = page.getByRole('dialog')
    const field = (label: string) => dialog.getByLabel(label, { exact: true })
    const pick = async (label: string, option: string) => {
      await dialog.getByRole('combobox', { name: label }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }
    const submit = dialog.getByRole('button', { name: 'Add a source' })
    await admin.button('Add a source').click()
    await submit.click()
    await dialog.getByText('Please fill this in.').first().waitFor(patience)
    await field('Name').fill('crm')
    await field('Address').fill('http://127.0.0.1:9/customers?shop=1')
    await pick('It asks for a key', 'in the address')
    await field('Name of the header or parameter').fill('key')
    await field('Key').fill('secret')
    await pick('Pages', 'by offset')
    await field('Records on a page').fill('100')
    await field('Asked every so many minutes').fill('')
    expect(await axeProblems(page)).toEqual([])
    await fitsSmallAndDark(page)
    await submit.click()
    const source = page.getByRole('group', { name: 'crm', exact: true })
    await source.getByText('REST service · only when asked').waitFor(patience)
    await source.getByText('http://127.0.0.1:9/customers?shop=•••').waitFor(patience)

    await admin.button('Add a source').click()
    await pick('What it is', 'Webhook')
    await field('Name').fill('crm')
    await submit.click()
    await dialog.getByText('A source has this name already.').waitFor(patience)
    await field('Name').fill('erp')
    await submit.click()
    expect(await dialog.getByTestId('write-key').innerText()).toMatch(/^[\w-]{32}$/)
    await dialog.getByText(`${server.url}/v1/import/erp`).waitFor(patience)
    await dialog.getByRole('button', { name: 'Close' }).click()
    const sending = page.getByRole('group', { name: 'erp', exact: true })
    await sending.getByText('Webhook · sends by itself').waitFor(patience)
    await sending.getByRole('button', { name: 'Remove' }).click()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await sending.waitFor({ ...patience, state: 'detached' })

    await source.getByRole('button', { name: 'Ask now' }).click()
    await page.getByText(/^Asked\. Its import appears/).waitFor(patience)
    await source.getByRole('button', { name: 'Pause' }).click()
    await source.getByRole('button', { name: 'Go on' }).waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
  })

  it('may hold one person twice, who is merged with what disagrees kept, and taken apart again', async () => {
    const { page } = await device({ storageState: signedIn })
    const admin = adminOn(page, server.url)
    await admin.go('/imports')
    const same = 'zoe@quast.example,+44 20 7946 0958'
    await handOver(
      page,
      'twice.csv',
      `customer id,full name,e-mail,phone\nD1,Zoë Quast,${same}\nD2,Zoe Quasst,${same}\n`,
    )
    await admin.button('Import').click()
    await part(page, 'What came of it').getByText('done').waitFor(patience)

    await page.getByRole('link', { name: 'Duplicates' }).click()
    await admin.button('Look for pairs now').click()
    const pair = page.getByRole('article', { name: /Quas.*\/.*Quas/ })
    await pair.waitFor(patience)
    const email = pair.getByRole('row', { name: /^Email/ })
    await email.getByText('the same').waitFor(patience)
    await pair.getByRole('radio', { name: /Zoe Quasst/ }).check()
    expect(await axeProblems(page)).toEqual([])
    await pair.getByRole('button', { name: 'One person: merge' }).click()
    await pair.waitFor({ ...patience, state: 'detached' })

    await admin.go('/customers?text=Quast')
    await page.getByRole('link', { name: 'Zoe Quasst' }).click()
    await page.getByText('The merged records disagree').waitFor(patience)
    await page.getByRole('group', { name: 'Name', exact: true }).getByText('Zoë Quast').waitFor(patience)
    await page.getByRole('group', { name: 'Customer number', exact: true }).getByText('D1').waitFor(patience)
    const merges = part(page, 'Merged records')
    await merges.getByText(/Owner/).waitFor(patience)
    await merges.getByRole('button', { name: 'Take apart' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take apart' }).click()
    await merges.getByText('taken apart', { exact: true }).waitFor(patience)
    await page.getByText('The merged records disagree').waitFor({ ...patience, state: 'detached' })
    await merges.getByRole('link', { name: 'Zoë Quast' }).click()
    await page.getByRole('heading', { name: 'Zoë Quast' }).waitFor(patience)

    await admin.go('/identity/rules')
    await admin.button('Remove Phone').click()
    expect(await admin.button('Save').isDisabled()).toBe(true)
    await admin.button('What would change?').click()
    await part(page, 'What would change').getByText('No longer suggested', { exact: false }).waitFor(patience)
    await admin.button('Save').click()
    await page.getByText(/The next comparison of all records goes by these rules/).waitFor(patience)
    await admin.button('Add a key: Phone').waitFor(patience)
  }, 120_000)
})
