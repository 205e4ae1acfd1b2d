// `npm run db:import`: reads an archive of db:export (or files of mongoexport) into a database.
import { parseArgs } from 'node:util'
import { importAll } from './db-archive.js'
import { exitWith, openTarget, targetOptions, targetUsage } from './db-target.js'

const usage = `npm run db:import -- --from FOLDER [options]
  --from FOLDER  an archive: a folder a database
  --db NAME      give its documents to this database
  --replace      put the archive's collections in the place of those that are there
${targetUsage}`

export const main = (args: readonly string[]): Promise<void> =>
  exitWith(async () => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...targetOptions,
        from: { type: 'string' },
        db: { type: 'string' },
        replace: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    })
    if (values.help || values.from === undefined) {
      console.error(values.help ? usage : `--from is missing.\n${usage}`)
      return values.help ? 0 : 2
    }
    const target = await openTarget(values)
    try {
      const moved = await importAll(target.client, values.from, { replace: values.replace, database: values.db })
      for (const { name, documents } of moved) console.log(`${name}: ${documents} documents`)
      console.log(`${moved.length} collections read into ${target.name}`)
      return 0
    } finally {
      await target.close()
    }
  })
