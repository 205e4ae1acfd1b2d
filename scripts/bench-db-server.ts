// The database of a bench in a process of its own: `node bench-db-server.js DIRECTORY`. Prints one JSON line when it is open.
import { startEmbedded } from '../knowledge/store/embedded/index.js'

const started = performance.now()
const database = await startEmbedded({ directory: process.argv[2] ?? '' })
const openMs = performance.now() - started
process.stdout.write(`${JSON.stringify({ uri: database.uri, openMs })}\n`)
process.once('SIGTERM', () => void database.stop().then(() => process.exit(0)))
