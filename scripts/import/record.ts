// The record that the import commands work on.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { imports, type Imports } from '../../knowledge/imports/index.js'
import type { Store } from '../../knowledge/index.js'
import { systemClock } from '../../platform/clock.js'
import { readConfig } from '../../platform/config.js'
import { withRecord } from '../lib/with-record.js'

/** Whether there is anything to look at: a record that was never begun is empty. */
export function hasRecord(): boolean {
  const { MONGODB_URI, DATA_DIR } = readConfig(process.cwd())
  return MONGODB_URI !== undefined || existsSync(join(DATA_DIR, 'database'))
}

/** Opens it for the time of `work`. */
export const withImports = <T>(work: (imports: Imports, store: Store) => Promise<T>): Promise<T> =>
  withRecord((store) => work(imports(store, systemClock), store))
