// `npm run models -- …`: the sentence encoders of this machine. Nothing is asked of a network but by `fetch`.
import { join } from 'node:path'
import { fetchableEncoder, fetchEncoder, listEncoders, modelsFolder, verifyEncoders } from '../nlu/index.js'
import { optional, runCommand, usageError, type Given } from './lib/command.js'

const usage = `npm run models -- list [--json]                        which encoders there are, and which are used
npm run models -- fetch NAME [--from ADDRESS] [--json]   fetches one into MODELS_DIR (default data/models)
    ADDRESS: a mirror of the hub, or a plain folder on a web server. Without it: https://huggingface.co
npm run models -- verify [--json]                      compares every file with its checksum`

/** `fetch` makes it where it is not there. */
const ownFolder = (): string => process.env['MODELS_DIR'] ?? join('data', 'models')
const existingFolder = (): string => modelsFolder(process.env['MODELS_DIR'], ownFolder())
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

async function list(): Promise<unknown> {
  return listEncoders([existingFolder()]).map(({ name, language, licence, bytes, folder, used }) => ({
    name,
    language,
    size: megabytes(bytes),
    licence,
    present: folder ?? '–',
    used,
  }))
}

async function verify(): Promise<unknown> {
  const found = await verifyEncoders([existingFolder()])
  if (found.some(({ state }) => state === 'damaged')) process.exitCode = 1
  return found.map(({ name, folder, bytes, state, files }) => ({
    name,
    folder,
    size: megabytes(bytes),
    state,
    files: files.join(' '),
  }))
}

const fetchNamed =
  (name: string | undefined) =>
  async (given: Given): Promise<unknown> => {
    if (name === undefined) throw usageError('fetch needs the name of an encoder; `list` shows them.')
    const entry = fetchableEncoder(name)
    const from = optional(given, 'from')
    console.error(`${name}: about ${megabytes(entry.bytes)}, ${entry.licence}`)
    const folder = await fetchEncoder(name, ownFolder(), {
      ...(from === undefined ? {} : { from }),
      onProgress: progress(),
    })
    return { name, folder, next: 'Start Kefu again and train; the next version uses it.' }
  }

/** A line at every tenth; on a terminal one line that is written over. */
function progress(): (bytes: number, total: number) => void {
  let shown = -1
  return (bytes, total) => {
    const tenth = Math.floor((10 * bytes) / total)
    if (tenth === shown) return
    shown = tenth
    const line = `${megabytes(bytes)} of ${megabytes(total)}`
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}${bytes >= total ? '\n' : ''}` : `${line}\n`)
  }
}

/** @param args what stands after the command's name. */
export function main(args: readonly string[]): Promise<void> {
  const [command, name, ...rest] = args
  const named = command === 'fetch' && name !== undefined && !name.startsWith('-')
  return runCommand(
    named ? ['fetch', ...rest] : args,
    usage,
    new Map([
      ['list', { options: {}, run: list }],
      ['fetch', { options: { from: { type: 'string' as const } }, run: fetchNamed(named ? name : undefined) }],
      ['verify', { options: {}, run: verify }],
    ]),
  )
}
