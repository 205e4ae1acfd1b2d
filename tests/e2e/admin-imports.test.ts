// Importing customers in the browser: a file is checked, imported, looked into, and taken back.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminOn, printedPassword } from '../support/admin-page.js'
import { axeProblems, patience, withBrowser } from '../support/browser.js'
import { startServer, type ServerProcess } from '../support/server-process.js'
import { describeWith } from '../support/skip.js'

describeWith(['chromium'], 'a file of customers', () => {
  const { device } = withBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-admin-imports-'))
  let server: ServerProcess
  beforeAll(async () => {
    server = await startServer(join(folder, 'data'))
  }, 300_000)
  afterAll(async () => {
    await server.signal('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  it('is checked before it is imported, and taken back afterwards', async () => {
    const { page } = await device()
    const admin = adminOn(page, server.url)
    await admin.firstSignIn('admin', printedPassword(server), 'lanterns over the water')
    await page.getByRole('link', { name: 'Imports' }).click()
    await page.getByText('Nothing has been imported yet.').waitFor(patience)

    const text = 'customer id,e-mail,plan\nX1,ann@a.example,gold\nX2,nobody,blue\n'
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/nobody · is not an e-mail address/).waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()

    const row = page.getByRole('row').filter({ hasText: 'people.csv' })
    await row.getByText('done').waitFor(patience)
    expect(await row.getByRole('cell').allTextContents()).toEqual(expect.arrayContaining(['2', '1', '0']))
    await row.getByRole('button', { name: 'Rows that were not taken' }).click()
    await dialog.getByText(/nobody/).waitFor(patience)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ ...patience, state: 'hidden' })
    expect(await axeProblems(page)).toEqual([])

    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await axeProblems(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

    await row.getByRole('button', { name: 'Take back' }).click()
    await dialog.getByRole('button', { name: 'Take back' }).click()
    await row.getByText('taken back').waitFor(patience)
  }, 120_000)
})
