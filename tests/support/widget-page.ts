// The widget on a page, in words of who uses it.
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { patience } from './browser.js'

export interface ShownMessage {
  /** Of the conversation; absent while it waits. */
  seq: number | undefined
  own: boolean
  text: string
}

export function widgetOn(page: Page) {
  const host = page.locator('kefu-widget')
  const launcher = host.locator('.launcher')
  const window = host.getByRole('dialog')
  const composer = host.locator('textarea')
  const log = host.getByRole('log')

  /** The greeting is no message: it has no place in the conversation. */
  const shown = (): Promise<readonly ShownMessage[]> =>
    log.locator('.row.own, .row[data-seq]').evaluateAll((rows) =>
      rows.map((row) => ({
        seq: row.hasAttribute('data-seq') ? Number(row.getAttribute('data-seq')) : undefined,
        own: row.classList.contains('own'),
        text: row.querySelector('.bubble')?.textContent ?? '',
      })),
    )
  const texts = async (): Promise<readonly string[]> => (await shown()).map(({ text }) => text)

  return {
    host,
    launcher,
    window,
    composer,
    log,
    shown,
    texts,
    quickReply: (name: string): Locator => log.getByRole('button', { name, exact: true }),
    async open(): Promise<void> {
      await launcher.click()
      await composer.waitFor(patience)
    },
    async type(text: string): Promise<void> {
      await composer.fill(text)
      await composer.press('Enter')
    },
    /** Types and waits until an answer of the other side stands below it. Resolves with the answers' words. */
    async ask(text: string): Promise<string> {
      const before = (await shown()).at(-1)?.seq ?? 0
      await composer.fill(text)
      await composer.press('Enter')
      const answers = async () => (await shown()).filter(({ own, seq }) => !own && seq !== undefined && seq > before)
      await expect.poll(async () => (await answers()).length, patience).toBeGreaterThan(0)
      return (await answers()).map((answer) => answer.text).join('\n')
    },
    /** Every message has its place and none is doubled or missing. */
    async isGapFree(): Promise<boolean> {
      const seqs = (await shown()).map(({ seq }) => seq)
      return seqs.every((seq, index) => seq !== undefined && seq === (seqs[0] ?? 0) + index)
    },
  }
}

export type WidgetPage = ReturnType<typeof widgetOn>
