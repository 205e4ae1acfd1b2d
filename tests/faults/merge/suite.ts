// `npm run test:faults -- merge [--kills 60] [--seed N]`: kills the merging process at every gap between its writes and at random.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { compile } from '../compile.js'
import type { FaultSuite } from '../suites.js'
import { runRounds } from './rounds.js'

const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number)
const settings = z.object({ kills: whole.default(60), seed: whole.optional() })

/** Figures on stdout, a line a kill on stderr. The data folder stays when something was lost, and is named. */
export const run: FaultSuite = async (args) => {
  const { values } = parseArgs({ args: [...args], options: { kills: { type: 'string' }, seed: { type: 'string' } } })
  const { kills, seed = Math.floor(Math.random() * 1e9) } = settings.parse(values)
  const dataDir = mkdtempSync(join(tmpdir(), 'kefu-faults-'))
  const programs = await compile({ child: 'tests/faults/merge/child.ts' })
  const figures = await runRounds({ programs: programs.folder, dataDir, kills, seed }, (line) =>
    process.stderr.write(`${line}\n`),
  ).finally(() => programs.remove())
  const lines = [
    `merge: seed ${String(seed)}`,
    `kills         ${String(figures.kills)}, ${String(figures.inTheMiddle)} of them between two chosen writes`,
  ]
  if (figures.broken.length === 0) {
    rmSync(dataDir, { recursive: true, force: true })
    lines.push('promises      all kept')
  } else lines.push(`BROKEN (data in ${dataDir}):`, ...figures.broken.map((fault) => `  ${fault}`))
  process.stdout.write(`${lines.join('\n')}\n`)
  return figures.broken.length === 0
}
