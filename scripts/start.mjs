// `npm start`: installs what is missing, builds, and runs the server in this process.
import './lib/node-version.mjs'

const { build } = await import('./build.mjs')
await build()
const { main } = await import('../dist/server.js')
const { step } = await import('./lib/progress.mjs')
await main({ step })
