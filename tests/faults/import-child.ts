// A program that imports a file, or takes an import back, until it is killed: `node import-child.ts DATA_DIR import|undo FILE`.
import { createReadStream } from 'node:fs'
import { imports, openSource } from '../../knowledge/imports/index.js'
import { batchIdOf } from '../../knowledge/imports/record/batches.js'
import { openStore } from '../../knowledge/store/open-store.js'
import { systemClock } from '../../platform/clock.js'
import { importRules } from './import-people.js'

const [, , dataDir = '', task = '', file = ''] = process.argv
const { store, close } = await openStore({ dataDir, appName: 'kefu-import-fault' })
const room = imports(store, systemClock)
process.stdout.write('begins\n')
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
    onProgress: (rows) => process.stdout.write(`${String(rows)}\n`),
  })
await close()
process.stdout.write('ended\n')
