// `npm run db -- --dir DIR --port N`: the embedded database alone on 127.0.0.1, for other clients and test suites.
import { parseArgs } from 'node:util'
import { EmbeddedError, startEmbedded } from '../knowledge/store/embedded/index.js'

const usage = 'Usage: npm run db -- --dir DIR [--port N]   (default port 27017; 0 lets the system choose)'

function readOptions(argv: readonly string[]): { directory: string; port: number } | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { dir: { type: 'string' }, port: { type: 'string', default: '27017' } },
    })
    const port = Number(values.port)
    if (values.dir === undefined || values.dir === '') return `--dir is missing.\n${usage}`
    if (!/^\d+$/.test(values.port) || port > 65535) return `--port must be a number from 0 to 65535.\n${usage}`
    return { directory: values.dir, port }
  } catch (thrown) {
    return `${(thrown as Error).message}\n${usage}`
  }
}

/** Runs until SIGINT or SIGTERM, then flushes and stops; sets `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv)
}

async function run(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv)
  if (typeof options === 'string') {
    console.error(options)
    return 2
  }
  const stopAsked = new Promise<'stop'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('stop'))
  })
  try {
    const database = await startEmbedded(options)
    console.error(`Kefu embedded database (MongoDB wire protocol), data in ${options.directory}`)
    console.error('Ctrl+C stops it.')
    console.log(`ready ${database.uri}`)
    const end = await Promise.race([stopAsked, database.died])
    if (end !== 'stop') {
      console.error(`The database died: ${end.message}`)
      return 1
    }
    await database.stop()
    console.error('stopped')
    return 0
  } catch (thrown) {
    if (!(thrown instanceof EmbeddedError)) throw thrown
    console.error(thrown.code === 'port-taken' ? `Port ${options.port} is in use by another program.` : thrown.message)
    return 1
  }
}
