// A real Chromium for tests: headless, offline but for loopback, one for a test file; and the widget as a person finds it on a page.
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { AxeBuilder } from '@axe-core/playwright'
import { programFile } from './program-file.js'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Long enough for a slow machine; nothing is asserted about how long something takes. */
export const patience = { timeout: 30_000 }

export interface Device {
  context: BrowserContext
  page: Page
  /** What went wrong in its pages: exceptions, errors on the console, breaches of the content security policy. */
  faults: string[]
}

/** What browsers print when the server is away or still starting. */
const expectedFault =
  /net::ERR_|Failed to load resource|WebSocket connection to|Access to fetch at '[^']*\/widget\/socket\//

/** Use inside `describe`. Everything that a test opened is closed after it, and a fault on a page fails it. */
export function withBrowser() {
  let browser: Browser | undefined
  const devices: Device[] = []

  beforeAll(async () => {
    const executablePath = programFile('chromium')
    if (executablePath === undefined) throw new Error('chromium is not installed')
    browser = await chromium.launch({ executablePath, args: flags })
  })
  afterEach(async () => {
    const opened = devices.splice(0)
    for (const { context } of opened) await context.close()
    expect(opened.flatMap(({ faults }) => faults)).toEqual([])
  })
  afterAll(() => browser?.close())

  return {
    /** A person's browser with storage of its own, and one page in it. */
    async device(options: BrowserContextOptions = {}): Promise<Device> {
      if (!browser) throw new Error('the browser opens in beforeAll')
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 800 },
        // A page is judged as it stands, not as it fades in.
        reducedMotion: 'reduce',
        ...options,
      })
      const faults: string[] = []
      context.on('weberror', (error) => faults.push(String(error.error())))
      context.on('console', (line) => {
        if (line.type() === 'error' && !expectedFault.test(line.text())) faults.push(line.text())
      })
      const device = { context, page: await context.newPage(), faults }
      devices.push(device)
      return device
    },
  }
}

/** Rules that a page breaks, each with the elements; an empty list is what a test wants. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  await stillness(page)
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

/**
 * Until nothing fades or slides any more, and no button waits for an answer: colours on their way are nobody's choice. What turns for ever is
 * not waited for.
 */
async function stillness(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let still = 0; still < 3;) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const moves = document
        .getAnimations()
        .some(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity)
      const waits = document.querySelector('[data-loading]') !== null
      still = moves || waits ? 0 : still + 1
    }
  })
}
