// A program that imports a file, or takes an import back, and dies before or after a write of its choice:
// `node import-child.ts DATA_DIR import|undo FILE [before:7|after:7]`.
import { createReadStream } from 'node:fs'
import mongoose from 'mongoose'
import { imports, openSource } from '../../knowledge/imports/index.js'
import { batchIdOf } from '../../knowledge/imports/record/batches.js'
import { openStore } from '../../knowledge/store/open-store.js'
import { systemClock } from '../../platform/clock.js'
import { importRules } from './import-people.js'

const [, , dataDir = '', task = '', file = '', death = ''] = process.argv
const [moment, count] = death.split(':')

/** As kill -9 does: nothing is flushed, nothing is told; the database dies with us. */
const die = (): void => void process.kill(process.pid, 'SIGKILL')

let writes = 0
const writing = mongoose.mongo.Collection.prototype as unknown as Record<
  string,
  (...args: unknown[]) => Promise<unknown>
>
for (const name of ['insertMany', 'bulkWrite', 'updateOne', 'deleteOne']) {
  const original = writing[name] as (...args: unknown[]) => Promise<unknown>
  writing[name] = async function (this: unknown, ...args: unknown[]) {
    const isLast = String((writes += 1)) === count
    if (isLast && moment === 'before') die()
    try {
      return await original.apply(this, args)
    } finally {
      if (isLast && moment === 'after') die()
    }
  }
}

const { store, close } = await openStore({ dataDir, appName: 'kefu-import-fault' })
const room = imports(store, systemClock)
writes = 0
if (task === 'undo') await room.undo(batchIdOf(file), 'test')
else
  await room.run({
    key: file,
    source: { kind: 'file', name: 'people.csv' },
    content: file,
    rules: importRules,
    options: {},
    by: 'test',
    rows: () => openSource(createReadStream(file)).rows,
  })
await close()
process.stdout.write('ended\n')
