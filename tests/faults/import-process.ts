// Programs that import and die, run again until they end by themselves; and what they leave, as one text.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { openStore } from '../../knowledge/store/open-store.js'

/** Runs the program until it ends or dies at `death`. Resolves with whether it ended by itself. */
export async function runChild(program: string, args: readonly string[], death?: string): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args, death ?? ''], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complaint = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()))
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  if (signal === 'SIGKILL') return false
  if (code !== 0 || !said.includes('ended')) throw new Error(`the import ended with ${String(code)}: ${complaint}`)
  return true
}

const kept = ['customers', 'events', 'importLetters', 'importBatches', 'importSources', 'identities'] as const

const times = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g
/** Hashes of what is drawn, or made from it. */
const hashes = /"(fingerprint|keyHash)":"[\da-f]{64}"/g
/** Drawn names, which stand in many places: the first that is met is the first in every run. */
const names = /run_[\da-f-]{36}|imp_[\da-f]{20}/g

function undrawn(text: string): string {
  const met = new Map<string, string>()
  return text
    .replace(times, 'time')
    .replace(hashes, '"$1":"hash"')
    .replace(names, (name) => {
      const known = met.get(name) ?? `name-${String(met.size)}`
      met.set(name, known)
      return known
    })
}

/** Everything of the record that imports write and that is not drawn. */
export async function recordOf(dataDir: string): Promise<{ text: string; customers: number }> {
  const { store, close } = await openStore({ dataDir, appName: 'kefu-import-fault' })
  try {
    const documents = []
    for (const name of kept) documents.push(await store.models[name].collection.find({}).sort({ _id: 1 }).toArray())
    return { text: undrawn(JSON.stringify(documents)), customers: documents[0]?.length ?? 0 }
  } finally {
    await close()
  }
}

export const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** @param latest writes of an undisturbed run, about; one that is never reached kills nobody. */
export const deathOf = (random: () => number, latest: number): string =>
  `${random() < 0.5 ? 'before' : 'after'}:${String(1 + Math.floor(random() * latest))}`
