// A program that imports a file, or takes an import back, and dies before or after a write of its choice:
// `node import-child.ts DATA_DIR import|undo FILE [before:7|after:7]`.
import { createReadStream } from 'node:fs'
import { imports, openSource } from '../../knowledge/imports/index.js'
import { batchIdOf } from '../../knowledge/imports/record/batches.js'
import { openStore } from '../../knowledge/store/open-store.js'
import { systemClock } from '../../platform/clock.js'
import { dyingWrites } from './dying-writes.js'
import { importRules } from './import-people.js'

const [, , dataDir = '', task = '', file = '', death = ''] = process.argv
const writes = dyingWrites(death)
const { store, close } = await openStore({ dataDir, appName: 'kefu-import-fault' })
const room = imports(store, systemClock)
writes.armed()
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
