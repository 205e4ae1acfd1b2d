// `npm run test:faults -- intake [--rounds 5] [--seed N]`: pulls from a service and a database, and batches that a library sends, killed at random
// moments and begun again, must end as undisturbed ones do.
import { parseArgs } from 'node:util'
import { programFile } from '../support/program-file.js'
import { intakeRounds } from './intake-rounds.js'
import { restIntake, segmentIntake, sqlIntake } from './intakes.js'
import type { FaultSuite } from './suites.js'

/** Exact figures on stdout, a line an intake on stderr. */
export const run: FaultSuite = async (args) => {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string' }, seed: { type: 'string' } } })
  const whole = (name: 'rounds' | 'seed', fallback: number): number => {
    const text = values[name] ?? String(fallback)
    if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number`)
    return Number(text)
  }
  const [rounds, seed] = [whole('rounds', 5), whole('seed', Math.floor(Math.random() * 1e9))]
  const hasPostgres = ['postgres', 'initdb'].every((name) => programFile(name) !== undefined)
  if (!hasPostgres)
    process.stderr.write('sql: left out, PostgreSQL is not installed (Debian: apt-get install postgresql)\n')
  const lines = [`intake: seed ${String(seed)}, ${String(rounds)} rounds each`]
  const broken: string[] = []
  for (const make of [restIntake, segmentIntake, ...(hasPostgres ? [sqlIntake] : [])]) {
    const intake = await make(seed)
    try {
      const found = await intakeRounds([intake], { seed, rounds })
      broken.push(...found.broken)
      lines.push(`${intake.task.padEnd(13)} ${String(found.kills)} kills`)
      process.stderr.write(`${lines.at(-1) ?? ''}\n`)
    } finally {
      await intake.stop()
    }
  }
  lines.push(broken.length === 0 ? 'end states    all equal' : ['BROKEN:', ...broken].join('\n  '))
  process.stdout.write(`${lines.join('\n')}\n`)
  return broken.length === 0
}
