// A program that serves an embedded database until it is killed: `node db-child.ts DIRECTORY`, prints its address.
import { startEmbedded } from '../../knowledge/store/embedded/index.js'

const [, , directory = ''] = process.argv
const database = await startEmbedded({ directory })
process.once('SIGTERM', () => void database.stop().then(() => process.exit(0)))
process.stdout.write(`${database.uri}\n`)
