// `npm test`: installs what is missing (where root and apt are there also redis-server, Chromium, strace,
// PostgreSQL and MariaDB), builds, and runs every test.
// Tests that need something absent are skipped with a line that says which and why; KEFU_REQUIRE_ALL=1 makes a skip a failure.
import './lib/node-version.mjs'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { step } from './lib/progress.mjs'
import { root } from './lib/root.mjs'

/** Debian package → the file that shows it is there. */
const systemPackages = {
  'redis-server': '/usr/bin/redis-server',
  chromium: '/usr/bin/chromium',
  strace: '/usr/bin/strace',
  postgresql: '/usr/bin/pg_ctlcluster',
  'mariadb-server': '/usr/sbin/mariadbd',
}

async function installSystemPackages() {
  const missing = Object.entries(systemPackages).flatMap(([name, file]) => (existsSync(file) ? [] : [name]))
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  await step(`installing ${missing.join(', ')}`, () => {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const apt = (...args) => spawnSync('apt-get', args, { env: environment, encoding: 'utf8', timeout: 600_000 })
    apt('update', '-q')
    const { status, stderr } = apt('install', '-y', '-q', '--no-install-recommends', ...missing)
    if (status !== 0)
      console.error(`apt-get could not install ${missing.join(', ')}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
  })
}

await installSystemPackages()
await build()

const report = join(mkdtempSync(join(tmpdir(), 'kefu-test-')), 'report.json')
const projects = process.argv.slice(2).flatMap((name) => ['--project', name])
const { status } = spawnSync(
  process.execPath,
  [
    `${root}node_modules/vitest/vitest.mjs`,
    'run',
    ...projects,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } },
)
if (!existsSync(report)) process.exit(status || 1)

const results = JSON.parse(readFileSync(report, 'utf8'))
const skipped = results.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults
    .filter(({ status: end }) => end === 'pending' || end === 'skipped' || end === 'todo')
    .map(({ fullName }) => `${name.replace(root, '')}: ${fullName}`),
)
for (const line of skipped) console.log(`skipped ${line}`)
const failures =
  results.numFailedTests +
  results.testResults.filter(({ status: end, assertionResults }) => end === 'failed' && assertionResults.length === 0)
    .length
console.log(`${String(results.numPassedTests)} passed, ${String(failures)} failed, ${String(skipped.length)} skipped`)
// Data sets that may not be part of the repository cannot be installed either; their tests say "(shared data)".
const installable = skipped.filter((line) => !line.includes('(shared data)'))
const skipFails = process.env.KEFU_REQUIRE_ALL === '1' && installable.length > 0
if (skipFails) console.error('KEFU_REQUIRE_ALL is set and tests were skipped.')
process.exit(status !== 0 || failures > 0 || skipFails ? 1 : 0)
