// `npm run check`: format, lint (types-aware, import direction), types and unit tests. Every step runs; the end says which failed.
import './lib/node-version.mjs'
import { spawnSync } from 'node:child_process'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/root.mjs'

await ensureInstalled()
const steps = [
  ['format', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['lint', ['eslint', '.']],
  [
    'import direction',
    [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'server.ts',
      'composition',
      'bot',
      'channels',
      'knowledge',
      'nlu',
      'platform',
      'admin-ui',
      'scripts',
      'demo',
      'tests',
    ],
  ],
  ['types', ['tsc', '--noEmit', '-p', 'tsconfig.json']],
  ['types of the admin app', ['tsc', '--noEmit', '-p', 'admin-ui/app/tsconfig.json']],
  ['unit tests', ['vitest', 'run', '--project', 'unit']],
]
const failed = []
for (const [name, [command, ...args]] of steps) {
  const started = Date.now()
  const { status } = spawnSync(process.execPath, [binary(command), ...args], { cwd: root, stdio: 'inherit' })
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${String(Math.round((Date.now() - started) / 1000))} s)`)
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) {
  console.error(`npm run check failed: ${failed.join(', ')}`)
  process.exit(1)
}

/** The command's own script, so that no shell and no PATH is needed. */
function binary(command) {
  const files = {
    prettier: 'prettier/bin/prettier.cjs',
    eslint: 'eslint/bin/eslint.js',
    depcruise: 'dependency-cruiser/bin/dependency-cruise.mjs',
    tsc: 'typescript/bin/tsc',
    vitest: 'vitest/vitest.mjs',
  }
  return `${root}node_modules/${files[command]}`
}
