// `npm run db:backup`: a consistent copy of the embedded database's data file, also while Kefu runs.
import { parseArgs } from 'node:util'
import { backup } from '../knowledge/store/embedded/index.js'
import { directoryOf, exitWith } from './db-target.js'

const usage = `npm run db:backup -- --to FILE [--dir DIR]   (DIR: the folder of the embedded database, default DATA_DIR/database)`

export const main = (args: readonly string[]): Promise<void> =>
  exitWith(async () => {
    const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' }, dir: { type: 'string' } } })
    if (values.to === undefined) {
      console.error(`--to is missing.\n${usage}`)
      return 2
    }
    const bytes = await backup(directoryOf(values.dir), values.to)
    console.log(`${values.to}: ${bytes} bytes`)
    return 0
  })
