// `npm run db:export`: the database as EJSON files that mongoimport and db:import read.
import { parseArgs } from 'node:util'
import { exportAll } from './db-archive.js'
import { exitWith, openTarget, targetOptions, targetUsage } from './db-target.js'

const usage = `npm run db:export -- --out FOLDER [options]
  --out FOLDER  where to write; new or empty
  --db NAME     only this database
${targetUsage}`

export const main = (args: readonly string[]): Promise<void> =>
  exitWith(async () => {
    const { values } = parseArgs({
      args: [...args],
      options: { ...targetOptions, out: { type: 'string' }, db: { type: 'string' }, help: { type: 'boolean' } },
    })
    if (values.help || values.out === undefined) {
      console.error(values.help ? usage : `--out is missing.\n${usage}`)
      return values.help ? 0 : 2
    }
    const target = await openTarget(values)
    try {
      const moved = await exportAll(target.client, values.out, values.db)
      for (const { name, documents } of moved) console.log(`${name}: ${documents} documents`)
      console.log(`${moved.length} collections written to ${values.out}`)
      return 0
    } finally {
      await target.close()
    }
  })
