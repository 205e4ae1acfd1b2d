// Imports that are killed again and again, and gone on with: the record must end as that of an import which nobody disturbed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { openStore } from '../../knowledge/store/open-store.js'
import { seededRandom } from '../../knowledge/learning/random.js'
import { peopleFile } from './import-people.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface ImportFigures {
  rounds: number
  kills: number
  during: { import: number; undo: number }
  rows: number
}

/** Compiled once: starting from TypeScript takes seconds. Under node_modules, so that packages are found from there. */
async function compile(): Promise<{ program: string; remove(): void }> {
  const folder = mkdtempSync(join(root, 'node_modules', '.kefu-import-faults-'))
  await build({
    entryPoints: { child: 'tests/faults/import-child.ts', worker: 'knowledge/store/embedded/worker.ts' },
    ...{ absWorkingDir: root, outdir: folder, bundle: true, packages: 'external', format: 'esm', platform: 'node' },
    ...{ target: 'node20', logLevel: 'warning' },
  })
  return { program: join(folder, 'child.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Runs the child until it ends or dies at `death`. Resolves with whether it ended by itself. */
async function runChild(program: string, args: readonly string[], death?: string): Promise<boolean> {
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

/** Everything of the record that is not a time, as one text. */
async function recordOf(dataDir: string): Promise<{ text: string; customers: number }> {
  const { store, close } = await openStore({ dataDir, appName: 'kefu-import-fault' })
  try {
    const all = async (name: 'customers' | 'importLetters' | 'importBatches') =>
      store.models[name].collection.find({}).sort({ _id: 1 }).toArray()
    const [customers, letters, batches] = [
      await all('customers'),
      await all('importLetters'),
      await all('importBatches'),
    ]
    const text = JSON.stringify([customers, letters, batches], (_name, value: unknown) =>
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) ? 'time' : value,
    )
    return { text, customers: customers.length }
  } finally {
    await close()
  }
}

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

const mostKills = 12
/** A run has some thirty writes; one that is never reached kills nobody. */
const latestWrite = 24

const deathOf = (random: () => number): string =>
  `${random() < 0.5 ? 'before' : 'after'}:${String(1 + Math.floor(random() * latestWrite))}`

/** @param seed decides files and moments of death. Resolves with what was broken; nothing when all held. */
export async function importRounds(options: {
  rounds: number
  seed: number
  rows?: number
  onRound?: (line: string) => void
}): Promise<{ broken: string[]; figures: ImportFigures }> {
  const { rounds, seed, rows = 9_000, onRound = () => undefined } = options
  const random = seededRandom(seed)
  const { program, remove } = await compile()
  const folder = mkdtempSync(join(tmpdir(), 'kefu-import-faults-'))
  const broken: string[] = []
  const figures: ImportFigures = { rounds, kills: 0, during: { import: 0, undo: 0 }, rows: 0 }
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const files = [1, 2].map((which) => {
        const file = join(folder, `people-${String(round)}-${String(which)}.csv`)
        writeFileSync(file, peopleFile(rows, seed + round * 2 + which))
        return file
      })
      // Two imports over the same customers, then the first is taken back: nobody disturbs one, deaths disturb the other.
      const steps = [...files.map((file) => ['import', file] as const), ['undo', files[0] ?? ''] as const]
      const ends: string[] = []
      for (const disturbed of [false, true]) {
        const dataDir = join(folder, `data-${String(round)}-${String(disturbed)}`)
        let kills = 0
        for (const [task, file] of steps)
          for (;;) {
            const death = disturbed && kills < mostKills && random() < 0.8 ? deathOf(random) : undefined
            if (await runChild(program, [dataDir, task, file], death)) break
            kills += 1
            figures.during[task] += 1
          }
        figures.kills += kills
        figures.rows += rows * files.length
        const { text, customers } = await recordOf(dataDir)
        ends.push(text)
        if (disturbed)
          onRound(`round ${String(round)}: ${String(kills)} kills, ${String(customers)} customers, end ${short(text)}`)
        rmSync(dataDir, { recursive: true, force: true })
      }
      if (ends[0] !== ends[1])
        broken.push(`round ${String(round)}: the record ends as ${short(ends[1] ?? '')}, not ${short(ends[0] ?? '')}`)
    }
  } finally {
    remove()
    rmSync(folder, { recursive: true, force: true })
  }
  return { broken, figures }
}
