// A person at the other end: who answers, is typing, changes and takes back what they wrote, sends files; what is unread and read.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { createMemoryCore } from '../../channels/web/testing/memory-core.js'
import { patience, withBrowser } from '../support/browser.js'
import { describeWith } from '../support/skip.js'
import { widgetOn } from '../support/widget-page.js'
import { onlyThread, withWidgetServer } from '../support/widget-server.js'

const mia = { kind: 'person', id: 'usr_1', name: 'Mia' } as const

/** A red dot, 1 x 1. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
)

/** Counts the sounds instead of playing them. */
const listen = (page: Page) =>
  page.addInitScript(() => {
    const counted = { sounds: 0 }
    Object.assign(window, { counted })
    const { AudioContext: Real } = window
    window.AudioContext = class extends Real {
      constructor() {
        super()
        counted.sounds += 1
      }
    }
  })
const sounds = (page: Page) =>
  page.evaluate(() => (window as unknown as { counted: { sounds: number } }).counted.sounds)

describeWith(['chromium'], 'a person at the other end of the widget', () => {
  const { device } = withBrowser()
  const start = withWidgetServer()

  it('is named, is seen typing, and what they change or take back is carried over', async () => {
    const { page } = await device()
    const core = createMemoryCore()
    const { url, channel } = await start(core)
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.open()
    await widget.type('I need a person')
    await expect.poll(() => core.keys().length, patience).toBe(1)
    const thread = onlyThread(core)
    core.own(thread, 'queue')
    channel.ownerChanged({ conversationKey: thread }, 'queue')
    await widget.host.getByText('Waiting for a person').waitFor(patience)
    core.own(thread, 'person', 'Mia')
    channel.ownerChanged({ conversationKey: thread }, 'person', 'Mia')
    await widget.host.getByText('You are talking with Mia').waitFor(patience)
    channel.typing?.(core.destination(thread), true)
    await widget.log.getByText('Mia is typing').waitFor({ state: 'attached', ...patience })
    await core.say(thread, { text: 'It left on Monday.' }, mia)
    await widget.log.getByText('It left on Monday.').waitFor(patience)
    expect(await widget.log.getByText('Mia is typing').count()).toBe(0)
    await core.change(thread, 2, { content: { text: 'It left on Tuesday.' }, editedAt: new Date() })
    await widget.log.getByText('It left on Tuesday.').waitFor(patience)
    expect(await widget.log.getByText('edited').count()).toBe(1)
    await core.change(thread, 2, { content: { text: '' }, deletedAt: new Date() })
    await widget.log.getByText('This message was removed.').waitFor(patience)
    await core.say(thread, { text: 'Your order costs 20 euros.' })
    await widget.log.getByText('20 euros').waitFor(patience)
    await core.change(thread, 3, { content: { text: 'Your order costs 25 euros.' }, editedAt: new Date() })
    await widget.log.getByText('25 euros').waitFor(patience)
    expect(await widget.log.innerText()).not.toContain('20 euros')
    expect(await widget.log.innerText()).not.toContain('Tuesday')
  })

  it('sees how far the customer’s messages got, and the customer sees that they were read', async () => {
    const { page } = await device()
    const core = createMemoryCore()
    const { url, channel } = await start(core)
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.open()
    await widget.type('hello')
    await widget.log.getByRole('img', { name: 'Received' }).waitFor(patience)
    const thread = onlyThread(core)
    channel.customerMessagesSeen({ conversationKey: thread }, 1)
    await widget.log.getByRole('img', { name: 'Read' }).waitFor(patience)
    await core.say(thread, { text: 'hello yourself' }, mia)
    await expect.poll(() => core.marks.at(-1), patience).toMatchObject({ seq: 2, state: 'read' })
  })

  it('is counted on the button while the window is closed, shown beside it, and heard only by who chose that', async () => {
    const { page } = await device()
    await listen(page)
    const core = createMemoryCore()
    const { url } = await start(core)
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.open()
    await widget.type('hello')
    await expect.poll(() => core.keys().length, patience).toBe(1)
    const thread = onlyThread(core)
    await page.keyboard.press('Escape')
    await core.say(thread, { text: 'first' }, mia)
    await widget.host.getByRole('button', { name: 'first' }).waitFor(patience)
    await core.say(thread, { text: 'second' }, mia)
    await expect.poll(() => widget.launcher.getAttribute('aria-label'), patience).toBe('Open chat, 2 unread')
    expect(await widget.host.locator('.badge').textContent()).toBe('2')
    expect(await sounds(page)).toBe(0)
    await widget.open()
    await expect.poll(() => core.marks.at(-1), patience).toMatchObject({ seq: 3, state: 'read' })
    await widget.host.getByRole('button', { name: 'Settings' }).click()
    await widget.host.getByRole('button', { name: 'Turn sound on' }).click()
    const whenChosen = await sounds(page)
    await core.say(thread, { text: 'watched' }, mia)
    await widget.log.getByText('watched').waitFor(patience)
    expect(await sounds(page)).toBe(whenChosen)
    await widget.launcher.click()
    await core.say(thread, { text: 'third' }, mia)
    await expect.poll(() => sounds(page), patience).toBe(whenChosen + 1)
  })

  it('gets the customer’s files and sends some back; what is no picture, PDF or text is refused with a reason', async () => {
    const { page } = await device()
    const core = createMemoryCore()
    const { url, files } = await start(core)
    await page.goto(url)
    const widget = widgetOn(page)
    await widget.open()
    await widget.host.getByText('Hello! Ask me').waitFor(patience)
    const picker = widget.host.locator('input[type=file]')
    await picker.setInputFiles({ name: '破损.png', mimeType: 'image/png', buffer: png })
    await widget.host.getByRole('button', { name: 'Remove 破损.png' }).waitFor(patience)
    await widget.type('it arrived torn')
    const picture = widget.log.getByRole('img', { name: '破损.png' })
    await picture.waitFor(patience)
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), patience).toBe(1)
    const [sent] = [...core.inbox.values()][0]?.attachments ?? []
    expect(sent).toMatchObject({ name: '破损.png', mime: 'image/png' })

    await picker.setInputFiles({ name: 'run.exe', mimeType: 'image/png', buffer: Buffer.from([0x4d, 0x5a, 0, 1, 2]) })
    await widget.host.getByText('run.exe could not be uploaded').waitFor(patience)

    await picker.setInputFiles({ name: 'film.png', mimeType: 'image/png', buffer: Buffer.alloc(10_000_001) })
    await widget.host.getByText('film.png is larger than 10 MB').waitFor(patience)

    await widget.composer.evaluate((field) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File(['a note'], 'note.txt', { type: 'text/plain' }))
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await widget.host.getByRole('button', { name: 'Remove note.txt' }).click()

    const file = { id: 'fil_label', name: 'return label.txt', mime: 'text/plain', size: 12 }
    await files.put({ ...file, owner: 'desk' }, Buffer.from('print me out'))
    await core.say(onlyThread(core), { text: 'Here is your label.', attachments: [file] }, mia)
    const link = widget.log.getByRole('link', { name: /return label\.txt/ })
    await link.waitFor(patience)
    const [download] = await Promise.all([page.waitForEvent('download', patience), link.click()])
    expect(await readFile(await download.path(), 'utf8')).toBe('print me out')
  })
})
