// `npm run db:restore`: puts a copy made by db:backup in the place of the embedded database's data. Kefu must not run.
import { parseArgs } from 'node:util'
import { restore } from '../knowledge/store/embedded/index.js'
import { directoryOf, exitWith } from './db-target.js'

const usage = `npm run db:restore -- --from FILE [--dir DIR]   (DIR: the folder of the embedded database, default DATA_DIR/database)`

export const main = (args: readonly string[]): Promise<void> =>
  exitWith(async () => {
    const { values } = parseArgs({ args: [...args], options: { from: { type: 'string' }, dir: { type: 'string' } } })
    if (values.from === undefined) {
      console.error(`--from is missing.\n${usage}`)
      return 2
    }
    const directory = directoryOf(values.dir)
    const former = await restore(values.from, directory)
    console.log(`${directory} holds the data of ${values.from} now`)
    if (former !== undefined) console.log(`its former data is kept in ${former}`)
    return 0
  })
