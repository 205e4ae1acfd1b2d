// `npm run test:faults -- app [--rounds 200] [--seed N]`: kills the real server again and again, and checks every promise after each restart.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { FaultSuite } from '../suites.js'
import { shown } from './figures.js'
import { planDeaths } from './plan.js'
import { runRounds } from './rounds.js'

const whole = (name: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `${name} must be a whole number`)
    .transform(Number)

const settings = z.object({ rounds: whole('--rounds').default(20), seed: whole('--seed').optional() })

/** Exact figures on stdout, a line a round on stderr. The data folder stays when a promise was broken, and is named. */
export const run: FaultSuite = async (args) => {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string' }, seed: { type: 'string' } } })
  const { rounds, seed = Math.floor(Math.random() * 1e9) } = settings.parse(values)
  const dataDir = mkdtempSync(join(tmpdir(), 'kefu-faults-'))
  const started = performance.now()
  const { broken, figures } = await runRounds({
    dataDir,
    deaths: planDeaths(rounds, seed),
    seed,
    onRound: (line) => process.stderr.write(`${line}\n`),
  })
  const seconds = Math.round((performance.now() - started) / 1000)
  const lines = [`app: seed ${String(seed)}, ${String(seconds)} s`, ...shown(figures)]
  if (broken.length === 0) {
    rmSync(dataDir, { recursive: true, force: true })
    lines.push('promises      all kept')
  } else lines.push(`BROKEN (data in ${dataDir}):`, ...broken.map((fault) => `  ${fault}`))
  process.stdout.write(`${lines.join('\n')}\n`)
  return broken.length === 0
}
