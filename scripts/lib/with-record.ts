// A command that works on the record: MONGODB_URI's database, else the running instance's, else the embedded one, started for the time.
import { openStore, type Store } from '../../knowledge/index.js'
import { readConfig } from '../../platform/config.js'
import { openDataFolder } from '../../platform/data-folder.js'

/** Closes what it opened, whatever comes of the work. */
export async function withRecord<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const config = readConfig(process.cwd())
  const opened = await openStore({
    mongodbUri: config.MONGODB_URI,
    dataDir: openDataFolder(config.DATA_DIR),
    appName: 'kefu-command',
  })
  try {
    return await work(opened.store)
  } finally {
    await opened.close()
  }
}
