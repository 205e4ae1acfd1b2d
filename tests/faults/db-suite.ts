// `npm run test:faults -- db [--rounds 200]`: kills the embedded database again and again, fills its disk, watches its syncs, sends it noise.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { FaultSuite } from './suites.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const settings = z.object({
  rounds: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, '--rounds must be a whole number from 1 on')
    .default('200'),
})

/** The tests are those of `npm test`, which kills ten times; here it is as often as is asked for. */
export const run: FaultSuite = (args) => {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string' } } })
  const { rounds } = settings.parse(values)
  const { status } = spawnSync(
    process.execPath,
    [`${root}node_modules/vitest/vitest.mjs`, 'run', '--project', 'faults', 'tests/faults/db-'],
    { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test', KEFU_FAULT_ROUNDS: rounds } },
  )
  return Promise.resolve(status === 0)
}
