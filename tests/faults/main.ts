// What `npm run test:faults` runs: one suite, or all of them when none is named.
import { toError } from '../../platform/errors.js'
import { suites } from './suites.js'

const given = process.argv.slice(2)
const named = given[0] !== undefined && !given[0].startsWith('-')
const [chosen, args] = named ? [given.slice(0, 1), given.slice(1)] : [[...suites.keys()], given]
try {
  for (const name of chosen) {
    const load = suites.get(name)
    if (!load) throw new Error(`There is no suite "${name}"; there are: ${[...suites.keys()].join(', ')}.`)
    const run = await load()
    if (!(await run(args))) process.exitCode = 1
  }
} catch (error) {
  process.stderr.write(`${toError(error).message}\n`)
  process.exitCode = 1
}
