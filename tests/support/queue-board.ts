// The admin app over a queue in a real Redis.
import { afterAll, beforeAll } from 'vitest'
import { startAdminServer, type AdminServer } from '../../admin-ui/testing/admin-server.js'
import { createBullDriver, type BullDriver } from '../../platform/jobs/bull-driver.js'
import { startRedis, type TestRedis } from './redis.js'
import { withStore } from './test-store.js'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Use inside `describe`; what it gives is there in tests and in hooks after this one. */
export function withQueueBoard(): { driver(): BullDriver; server(): AdminServer } {
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
  return { driver: () => driver, server: () => server }
}
