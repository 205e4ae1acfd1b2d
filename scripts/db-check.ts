// `npm run db:check`: reads every document and every index entry of a database and says where they disagree.
import { parseArgs } from 'node:util'
import { exitWith, openTarget, targetOptions, targetUsage } from './db-target.js'

const usage = `npm run db:check [-- options]\n${targetUsage}`

export interface CheckedCollection {
  readonly name: string
  readonly documents: number
  readonly indexes: number
  readonly errors: readonly string[]
}

/** MongoDB's `validate` on every collection of every database but its own. */
export async function checkAll(target: Awaited<ReturnType<typeof openTarget>>): Promise<CheckedCollection[]> {
  const checked: CheckedCollection[] = []
  const { databases } = await target.client.db('admin').admin().listDatabases({ nameOnly: true })
  for (const { name } of databases) {
    if (name === 'local' || name === 'config' || name === 'admin') continue
    const db = target.client.db(name)
    const collections = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
    for (const collection of collections) {
      const found = await db.command({ validate: collection.name, full: true })
      checked.push({
        name: `${name}.${collection.name}`,
        documents: Number(found.nrecords),
        indexes: Number(found.nIndexes),
        errors: (found.errors as unknown[]).map(String),
      })
    }
  }
  return checked
}

export const main = (args: readonly string[]): Promise<void> =>
  exitWith(async () => {
    const { values } = parseArgs({ args: [...args], options: { ...targetOptions, help: { type: 'boolean' } } })
    if (values.help) {
      console.log(usage)
      return 0
    }
    const target = await openTarget(values)
    try {
      const checked = await checkAll(target)
      for (const { name, documents, indexes, errors } of checked) {
        console.log(`${errors.length === 0 ? 'ok   ' : 'WRONG'} ${name}: ${documents} documents, ${indexes} indexes`)
        for (const error of errors) console.log(`      ${error}`)
      }
      const wrong = checked.filter(({ errors }) => errors.length > 0).length
      console.log(wrong === 0 ? `${target.name}: all is well` : `${target.name}: ${wrong} collections are damaged`)
      return wrong === 0 ? 0 : 1
    } finally {
      await target.close()
    }
  })
