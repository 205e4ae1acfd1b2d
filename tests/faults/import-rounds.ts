// Imports that are killed again and again, and gone on with: the record must end as that of an import which nobody disturbed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../knowledge/learning/random.js'
import { compile } from './compile.js'
import { peopleFile } from './import-people.js'
import { deathOf, recordOf, runChild, short } from './import-process.js'

export interface ImportFigures {
  rounds: number
  kills: number
  during: { import: number; undo: number }
  rows: number
}

const mostKills = 12
/** A run has some thirty writes; one that is never reached kills nobody. */
const latestWrite = 24

/** @param seed decides files and moments of death. Resolves with what was broken; nothing when all held. */
export async function importRounds(options: {
  rounds: number
  seed: number
  rows?: number
  onRound?: (line: string) => void
}): Promise<{ broken: string[]; figures: ImportFigures }> {
  const { rounds, seed, rows = 9_000, onRound = () => undefined } = options
  const random = seededRandom(seed)
  const compiled = await compile({ child: 'tests/faults/import-child.ts' })
  const program = join(compiled.folder, 'child.js')
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
            const death = disturbed && kills < mostKills && random() < 0.8 ? deathOf(random, latestWrite) : undefined
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
    await compiled.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  return { broken, figures }
}
