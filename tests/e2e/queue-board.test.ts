// Bull Board in a real browser: it runs under the admin app's content security policy and shows the queue.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { queueBoardPath } from '../../admin-ui/api/queue-board.js'
import { startAdminServer, type AdminServer } from '../../admin-ui/testing/admin-server.js'
import { createBullDriver, type BullDriver } from '../../platform/jobs/bull-driver.js'
import { patience, withBrowser } from '../support/browser.js'
import { startRedis, type TestRedis } from '../support/redis.js'
import { describeWith } from '../support/skip.js'
import { withStore } from '../support/test-store.js'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

describeWith(['chromium', 'redis-server'], 'the queue in a browser', () => {
  const { device } = withBrowser()
  const store = withStore()
  let redis: TestRedis
  let driver: BullDriver
  let server: AdminServer

  beforeAll(async () => {
    redis = await startRedis()
    driver = await createBullDriver({ url: redis.url, log: quiet })
    server = await startAdminServer(store(), { queue: driver.queue })
  })
  afterAll(async () => {
    await server.stop()
    await driver.stop()
    await redis.stop()
  })

  it('shows what waits, asks nobody else for anything, and offers nothing to change', async () => {
    const { context, page } = await device()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).origin))
    const [name = '', value = ''] = (await server.signedIn('owner')).split('=')
    await context.addCookies([{ name, value, url: server.url }])
    await driver.queue.add({ name: 'turn', lane: 'cnv_1' })
    await page.goto(`${server.url}${queueBoardPath}`)
    await page.getByRole('link', { name: 'dispatch' }).first().click()
    await page.getByText('cnv_1').first().waitFor(patience)
    expect(await page.getByRole('button', { name: /pause|clean|retry|empty/i }).count()).toBe(0)
    expect(new Set(asked)).toEqual(new Set([server.url]))
  })
})
