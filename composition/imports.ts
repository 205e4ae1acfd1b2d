// What feeds the record from outside: the addresses that services send to, and the sources that are asked on a schedule.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Router } from 'express'
import { z } from 'zod'
import { importFiles, type ImportFiles } from '../knowledge/imports/files/index.js'
import { ingestRouter } from '../knowledge/imports/http/router.js'
import { importSources, pullSource } from '../knowledge/imports/sources/index.js'
import type { Store } from '../knowledge/index.js'
import type { Clock } from '../platform/clock.js'
import type { JobQueue } from '../platform/jobs/index.js'
import type { Log } from '../platform/log.js'

export interface ImportParts {
  store: Store
  jobs: JobQueue
  clock: Clock
  /** For runs that go on. */
  dataFolder: string
  log: Log
}

export interface OpenImports {
  router: Router
  /** Files that people hand over in the admin app. */
  files: ImportFiles
  /** Asks the sources whose time has come. */
  sweep(): Promise<void>
  /** Asks one now; it is read as a job. */
  pull(source: string): Promise<void>
}

const mostDue = 100
const minuteMs = 60_000

/** Before the queue starts: defines its jobs. */
export function openImports({ store, jobs, clock, dataFolder, log }: ImportParts): OpenImports {
  const sources = importSources(store, clock)
  jobs.define({
    name: 'import-pull',
    payload: z.object({ source: z.string() }),
    leaseMs: 120_000,
    backoffMs: 5_000,
    concurrency: 2,
    handler: async ({ source }, { signal }) => {
      const folder = join(dataFolder, 'imports')
      await pullSource(source, { store, clock, folder, environment: process.env, signal })
    },
  })
  const enqueue = (source: string, id: string) =>
    jobs.enqueue({ name: 'import-pull', id: `import-pull:${source}:${id}`, payload: { source }, orderKey: source })

  const files = importFiles({
    store,
    clock,
    onFailed: (batch, err) => {
      log.warn({ err, batch }, 'an import failed')
    },
  })

  return {
    files,
    router: ingestRouter({
      store,
      clock,
      onTaken: (customers) =>
        Promise.all(
          customers.map((customerId) =>
            jobs.enqueue({ name: 'enrich', payload: { customerId }, orderKey: customerId }),
          ),
        ),
    }),
    async sweep() {
      await files.sweep()
      for (const { id, nextAt, everyMinutes } of await sources.due(mostDue)) {
        if (nextAt === undefined || everyMinutes === undefined) continue
        // The same turn of the clock is one job, however many processes ask; then the next turn is named.
        await enqueue(id, nextAt.toISOString())
        await sources.schedule(id, new Date(clock.now().getTime() + everyMinutes * minuteMs))
      }
    },
    async pull(source) {
      await enqueue((await sources.need(source)).id, randomUUID())
    },
  }
}
