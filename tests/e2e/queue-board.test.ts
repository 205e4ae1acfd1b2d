// Bull Board in a real browser: it runs under the admin app's content security policy and shows the queue.
import { expect, it } from 'vitest'
import { queueBoardPath } from '../../admin-ui/api/queue-board.js'
import { patience, withBrowser } from '../support/browser.js'
import { withQueueBoard } from '../support/queue-board.js'
import { describeWith } from '../support/skip.js'

describeWith(['chromium', 'redis-server'], 'the queue in a browser', () => {
  const { device } = withBrowser()
  const { driver, server } = withQueueBoard()

  it('shows what waits, asks nobody else for anything, and offers nothing to change', async () => {
    const { context, page } = await device()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).origin))
    const [name = '', value = ''] = (await server().signedIn('owner')).split('=')
    await context.addCookies([{ name, value, url: server().url }])
    await driver().queue.add({ name: 'turn', lane: 'cnv_1' })
    await page.goto(`${server().url}${queueBoardPath}`)
    await page.getByRole('link', { name: 'dispatch' }).first().click()
    await page.getByText('cnv_1').first().waitFor(patience)
    expect(await page.getByRole('button', { name: /pause|clean|retry|empty/i }).count()).toBe(0)
    expect(new Set(asked)).toEqual(new Set([server().url]))
  })
})
