// Runs one of the product's commands (`npm run chat`, `npm run db`, …): installs and builds what is missing first, with progress on stderr.
import './lib/node-version.mjs'

const [, , name, ...args] = process.argv
const { build } = await import('./build.mjs')
await build()
const { main } = await import(`../dist/scripts/${name}.js`)
const { step } = await import('./lib/progress.mjs')
await main(args, { step })
