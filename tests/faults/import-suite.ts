// `npm run test:faults -- import [--rounds 10] [--seed N]`: imports and undoings killed at random moments must end as undisturbed ones do.
import { parseArgs } from 'node:util'
import { importRounds } from './import-rounds.js'
import type { FaultSuite } from './suites.js'

/** Exact figures on stdout, a line a round on stderr. */
export const run: FaultSuite = async (args) => {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string' }, seed: { type: 'string' } } })
  const whole = (name: 'rounds' | 'seed', fallback: number): number => {
    const text = values[name] ?? String(fallback)
    if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number`)
    return Number(text)
  }
  const seed = whole('seed', Math.floor(Math.random() * 1e9))
  const { broken, figures } = await importRounds({
    rounds: whole('rounds', 10),
    seed,
    onRound: (line) => process.stderr.write(`${line}\n`),
  })
  const lines = [
    `import: seed ${String(seed)}, ${String(figures.rounds)} rounds, ${String(figures.rows)} rows`,
    `kills         ${String(figures.kills)}: ${String(figures.during.import)} while importing, ${String(figures.during.undo)} while undoing`,
    broken.length === 0 ? 'end states    all equal' : ['BROKEN:', ...broken].join('\n  '),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return broken.length === 0
}
