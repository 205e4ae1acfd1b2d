// Suites that need a program which may not be installed: left out with a line that says which and why, failed where everything must run.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The file of a program in PATH, or undefined. */
export function programFile(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
}

/** Where a skipped test is a failure. */
const everythingMustRun = (): boolean => Boolean(process.env.CI) || process.env.KEFU_REQUIRE_ALL === '1'

/** `describe` when every program is installed; otherwise one skipped test that names what is missing, a failing one in CI. */
export function describeWith(programs: readonly string[], title: string, suite: () => void): void {
  const missing = programs.filter((name) => programFile(name) === undefined)
  if (missing.length === 0) {
    describe(title, suite)
    return
  }
  const why = `runs with ${missing.join(' and ')}, which is not installed (Debian: apt-get install ${missing.join(' ')})`
  describe(title, () => {
    if (everythingMustRun()) it(why, () => expect.fail(`${title} ${why}`))
    else it.skip(why)
  })
}
