// Public data sets that are not part of the repository: in `../shared/data` beside it, or under the folder that KEFU_SHARED names.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The path of a file or folder under `data/`; `undefined`, with a line on stderr, where it is not on this machine. Tests that are skipped for
 * it say "(shared data)" in their title, which is how `.ci/run` knows that nothing could be installed.
 */
export function sharedData(...path: readonly string[]): string | undefined {
  const full = join(process.env['KEFU_SHARED'] ?? join(process.cwd(), '..', 'shared'), 'data', ...path)
  if (existsSync(full)) return full
  process.stderr.write(`skipped: ${full} is not on this machine (KEFU_SHARED names the folder that holds data/)\n`)
  return undefined
}
