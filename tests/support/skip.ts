// Suites that need a program which may not be installed: left out with a line that says which and why, failed where everything must run.
import { describe, expect, it } from 'vitest'
import { programFile } from './program-file.js'

/** Programs whose package has another name. */
const debianPackages = new Map([
  ['initdb', 'postgresql'],
  ['mariadbd', 'mariadb-server'],
])

/** Where a skipped test is a failure. */
const everythingMustRun = (): boolean => Boolean(process.env.CI) || process.env.KEFU_REQUIRE_ALL === '1'

/** `describe` when every program is installed; otherwise one skipped test that names what is missing, a failing one in CI. */
export function describeWith(programs: readonly string[], title: string, suite: () => void): void {
  const missing = programs.filter((name) => programFile(name) === undefined)
  if (missing.length === 0) {
    describe(title, suite)
    return
  }
  const packages = missing.map((name) => debianPackages.get(name) ?? name)
  const why = `runs with ${missing.join(' and ')}, which is not installed (Debian: apt-get install ${packages.join(' ')})`
  describe(title, () => {
    if (everythingMustRun()) it(why, () => expect.fail(`${title} ${why}`))
    else it.skip(why)
  })
}
