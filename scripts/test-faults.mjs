// `npm run test:faults -- <suite> [options]`: kills what may die and checks what must hold. Installs and builds what is missing first.
import './lib/node-version.mjs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { root } from './lib/root.mjs'

await build()
const suite = join(root, 'tests', 'faults', 'main.ts')
const { status } = spawnSync(process.execPath, ['--import', 'tsx', suite, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
