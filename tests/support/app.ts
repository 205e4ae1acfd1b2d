// The whole product in one process for tests: embedded database in a temporary folder, seeded demo shop, trained model, all channels.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Order } from '../../bot/domain/commerce.js'
import type { ConsoleLine, ConsoleRequest } from '../../channels/scripted/console.js'
import { namedCustomers } from '../../demo/shop/site.js'
import { loadDemoShop } from '../../demo/shop/index.js'
import { orderToStored } from '../../knowledge/store/models/order-model.js'
import { parseConfig } from '../../platform/config.js'
import { newId } from '../../platform/ids.js'
import { createApp, type App } from '../../server.js'

export interface TestApp {
  app: App
  /** `http://127.0.0.1:port` when it listens. */
  url: string
  converse(request: ConsoleRequest): Promise<ConsoleLine>
  newConversationKey(): string
  order(number: string): Promise<Order | undefined>
  /** Puts the orders of the demo customers back as they were seeded. */
  resetNamedCustomers(): Promise<void>
  stop(): Promise<void>
}

/** @param settings variables as in `.env` */
export async function startTestApp(
  settings: Record<string, string> = {},
  options: { listen?: boolean } = {},
): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-app-'))
  const config = parseConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', ...settings })
  const app = await createApp(config, { listen: options.listen ?? false })
  const named = new Set<string>(namedCustomers.map(({ number }) => number))
  const { customers, orders } = loadDemoShop()
  const theirs = new Set(customers.filter(({ number }) => named.has(number)).map(({ id }) => id))
  const seeded = orders.filter(({ customerId }) => theirs.has(customerId))
  return {
    app,
    url: app.url ?? '',
    converse: (request) => app.converse(request),
    newConversationKey: () => newId('story'),
    order: (number) => app.knowledge.orders.byNumber(number),
    resetNamedCustomers: async () => {
      for (const order of seeded) {
        const stored = orderToStored(order)
        await app.store.models.orders.replaceOne({ _id: stored._id }, stored, { upsert: true })
      }
    },
    stop: async () => {
      await app.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
