// Teaching by data over the running product, in a real browser: import, marked values, a training, its report; and an encoder that is lost.
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminOn, printedPassword } from '../support/admin-page.js'
import { axeProblems, patience, withBrowser } from '../support/browser.js'
import { startServer, type ServerProcess } from '../support/server-process.js'
import { describeWith } from '../support/skip.js'

const ownEncoder = fileURLToPath(new URL('../../models/kefu-mini-en', import.meta.url))
const password = 'lanterns over the water'
/** Trainings and analyses on a slow machine. */
const long = { timeout: 240_000 }

const cities = ['Berlin', 'Paris', 'Rome', 'Oslo', 'Lima', 'Cairo', 'Vienna', 'Madrid']
const rows = [
  ...cities.map((city) => ({
    text: `can you deliver to ${city} tomorrow`,
    intent: 'CourierService',
    entities: [{ entity: 'Place', role: 'to', start: 19, end: 19 + city.length }],
  })),
  { text: 'is there a courier', intent: 'CourierService' },
  { text: '你们有同城快递员吗', intent: 'CourierService' },
  { text: 'do you offer gift wrapping', intent: 'CourierService' },
]
const file = {
  name: 'courier.jsonl',
  mimeType: 'application/json',
  buffer: Buffer.from([...rows.map((row) => JSON.stringify(row)), 'no row'].join('\n')),
}

describeWith(['chromium'], 'teaching by data', () => {
  const { device } = withBrowser()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-teach-'))
  const models = join(folder, 'models')
  let server: ServerProcess
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>

  const start = () => startServer(join(folder, 'data'), { MODELS_DIR: models })

  beforeAll(async () => {
    // Another encoder of the same name, which the first version is trained with.
    cpSync(ownEncoder, join(models, 'kefu-mini-en'), { recursive: true })
    appendFileSync(join(models, 'kefu-mini-en', 'tokenizer_config.json'), '\n')
    server = await start()
  }, 300_000)
  afterAll(async () => {
    await server.signal('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (path: string) => {
    const admin = adminOn((await device({ storageState: signedIn })).page, server.url)
    await admin.go(path)
    return admin
  }

  it('lets the owner in', async () => {
    const { context, page } = await device()
    await adminOn(page, server.url).firstSignIn('admin', printedPassword(server), password)
    signedIn = await context.storageState()
  })

  it('shows what an import would do, row by row, and does it', async () => {
    const { page, button } = await open('/train/data')
    await page.locator('input[type=file]').first().setInputFiles(file)
    await page.getByText('What these files would do (JSON lines)').waitFor(patience)
    expect(await page.getByRole('row', { name: /courier-service/ }).innerText()).toMatch(/New intent\s+10\s+0\s+0\s+1/)
    await page.getByRole('tab', { name: 'Not taken 2' }).click()
    await page.getByText('It is an example of gift-wrapping.').waitFor(patience)
    await page.getByText('courier.jsonl, line 12: is not JSON').waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
    await button('Import 10 rows').click()
    await page.getByText('10 rows imported').waitFor(patience)
  })

  it('marks a value by the keyboard alone, and takes a mark away', async () => {
    const { page, button } = await open('/train/intents/courier-service')
    await button('Mark values in “is there a courier”').click()
    const dialog = page.getByRole('dialog')
    // The dialog takes the focus when it is drawn; whoever was there before would lose it.
    await dialog.locator(':focus').waitFor(patience)
    await dialog.getByLabel('Utterance').focus()
    await page.keyboard.press('End')
    for (const _ of 'courier') await page.keyboard.press('Shift+ArrowLeft')
    await dialog.getByLabel('What it is').fill('Who')
    await dialog.getByRole('button', { name: 'Mark “courier”' }).click()
    expect(await axeProblems(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden', ...patience })
    await page.locator('mark', { hasText: 'courier' }).filter({ hasText: 'who' }).waitFor(patience)

    await button('Mark values in “is there a courier”').click()
    await dialog.getByRole('button', { name: 'Unmark “courier”' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden', ...patience })
    await expect.poll(() => page.locator('mark').count(), patience).toBe(cities.length)
  })

  it('trains, tells what was found, and shows the examples behind an answer', async () => {
    const { page, button } = await open('/train/versions')
    await button('Train').click()
    await page.getByRole('link', { name: 'See the report' }).click(long)
    await page.getByRole('heading', { name: 'How sure it is' }).waitFor(patience)
    await button('Work it out').click()
    await page.getByRole('heading', { name: 'Careless writing' }).waitFor(long)
    await page.getByRole('row', { name: /One typo each/ }).waitFor(patience)
    await button('Compare').click()
    await page.getByText(/only this version gets right/).waitFor(long)
    expect(await axeProblems(page)).toEqual([])

    await button('Test chat').click()
    await page.getByLabel("A customer's message").fill('would you deliver to Lisbon tomorrow')
    await page.keyboard.press('Enter')
    await page.getByText('place · to: Lisbon').waitFor(patience)
    await page
      .getByRole('region', { name: 'Examples it is most like' })
      .last()
      .getByText('courier-service')
      .first()
      .waitFor(patience)
  }, 600_000)

  it('says which address a fetch failed at, and what is wrong with a damaged encoder', async () => {
    const { page, button } = await open('/train/encoders')
    await page.getByLabel('Mirror address (optional)').fill('http://127.0.0.1:9')
    await button('Fetch bge-small-en-v1.5, 34.5 MB').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Fetch 34.5 MB' }).click()
    await page
      .getByRole('alert')
      .getByText(/127\.0\.0\.1:9/)
      .waitFor(patience)
    await button('Check files').click()
    await page.getByRole('article', { name: 'kefu-mini-zh' }).getByText('Files are sound').waitFor(patience)
    const damaged = page.getByRole('article', { name: 'kefu-mini-en' })
    await damaged.getByText('Files are damaged').waitFor(patience)
    await damaged.getByText('tokenizer_config.json').waitFor(patience)
    expect(await axeProblems(page)).toEqual([])
  })

  it('exports what was taught', async () => {
    const { page, button } = await open('/train/data')
    const download = page.waitForEvent('download')
    await button('Download').click()
    expect((await download).suggestedFilename()).toMatch(/^(kefu-rasa\.zip|nlu\.yml)$/)
  })

  it('says on the first page that the live version goes without its encoder, and trains another one', async () => {
    await server.signal('SIGTERM')
    rmSync(join(models, 'kefu-mini-en'), { recursive: true })
    server = await start()
    const ready = await (await fetch(`${server.url}/readyz`)).text()
    expect(ready).toContain('without kefu-mini-en')
    const admin = await open('/')
    await admin.page.getByText('The bot goes without kefu-mini-en').waitFor(patience)
    expect(await axeProblems(admin.page)).toEqual([])
    await admin.button('Train again').click()
    await admin.at('/train/versions')
    await admin.page.getByRole('progressbar', { name: 'Training progress' }).waitFor(patience)
    await admin.button('Stop').click()
  }, 300_000)
})
