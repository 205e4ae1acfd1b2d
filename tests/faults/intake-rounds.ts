// What is read from services and databases, and what libraries send, killed again and again: the record must end as if nobody had died.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../knowledge/learning/random.js'
import { compile } from './compile.js'
import { deathOf, recordOf, runChild, short } from './import-process.js'

export interface Intake {
  task: 'rest' | 'sql' | 'segment'
  /** An address, or a file of batches. */
  input: string
  /** Writes of an undisturbed run, about. */
  writes: number
  stop(): Promise<void>
}

const mostKills = 8

/** Resolves with what was broken, nothing when all held, and how many were killed. */
export async function intakeRounds(
  intakes: readonly Intake[],
  { seed, rounds }: { seed: number; rounds: number },
): Promise<{ broken: string[]; kills: number }> {
  const random = seededRandom(seed)
  const compiled = await compile({ child: 'tests/faults/intake-child.ts' })
  const program = join(compiled.folder, 'child.js')
  const folder = mkdtempSync(join(tmpdir(), 'kefu-intake-faults-'))
  const broken: string[] = []
  let kills = 0
  try {
    for (const { task, input, writes } of intakes) {
      const calm = join(folder, `${task}-calm`)
      await runChild(program, [calm, task, input])
      const expected = await recordOf(calm)
      if (expected.customers === 0) broken.push(`${task}: nothing was taken`)
      for (let round = 1; round <= rounds; round += 1) {
        const dataDir = join(folder, `${task}-${String(round)}`)
        for (let tries = 0; ; tries += 1) {
          const death = tries < mostKills && random() < 0.9 ? deathOf(random, writes) : undefined
          if (await runChild(program, [dataDir, task, input], death)) break
          kills += 1
        }
        const { text } = await recordOf(dataDir)
        if (text !== expected.text)
          broken.push(`${task}, round ${String(round)}: ends as ${short(text)}, not ${short(expected.text)}`)
        rmSync(dataDir, { recursive: true, force: true })
      }
    }
  } finally {
    await compiled.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  return { broken, kills }
}
