// Kills the merging process at every gap between its writes and at random times, and checks what stands after each restart.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { seededRandom } from '../../../knowledge/learning/random.js'
import { people, planWork, recordId, type Pointers } from './work.js'

export interface MergeRounds {
  /** The folder with child.js. */
  programs: string
  dataDir: string
  kills: number
  seed: number
}

export interface MergeFigures {
  kills: number
  /** Kills that fell between the first and the last write of a piece of work. */
  inTheMiddle: number
  broken: string[]
}

/** A merge takes a lease, writes its history, the pointer, its history again, and gives the lease back; so does taking it apart. */
const mostWrites = 12

const standsSchema = z.object({ pointers: z.string(), names: z.string(), halfDone: z.number() })
type Stands = z.infer<typeof standsSchema>

/** Runs the child until it ends or dies; resolves with what it found and the last piece of work that it acknowledged. */
async function live(rounds: MergeRounds, work: number, from: number, fatalWrite: number, diesAfterMs?: number) {
  const { programs, dataDir, seed } = rounds
  const args = [dataDir, seed, work, from, fatalWrite].map(String)
  const child = spawn(process.execPath, [join(programs, 'child.js'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  let timer: NodeJS.Timeout | undefined
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (diesAfterMs !== undefined && said.includes('done'))
      timer ??= setTimeout(() => child.kill('SIGKILL'), diesAfterMs)
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  clearTimeout(timer)
  const done = [...said.matchAll(/done (\d+)\n/g)].map(([, place]) => Number(place))
  const stands = standsSchema.parse(JSON.parse(/^found (.*)$/m.exec(said)?.[1] ?? 'null'))
  return { died: code === null, last: done.at(-1) ?? from - 1, stands }
}

const shown = (pointers: Pointers | undefined): string =>
  Array.from({ length: people }, (_, place) => {
    const to = pointers?.get(place)
    return to === undefined ? '-' : recordId(to)
  }).join(' ')

const names = Array.from({ length: people }, (_, place) => `Name ${String(place)}`).join(' ')

/** What is wrong with what stands; nothing when it is as planned before or after the piece that was under way. */
function faults(stands: Stands, allowed: readonly (Pointers | undefined)[]): string[] {
  const wrong = stands.names === names ? [] : ['a record or a value of one changed']
  const may = allowed.map(shown)
  return may.includes(stands.pointers) ? wrong : [...wrong, `points to ${stands.pointers}, not to ${may.join(' or ')}`]
}

/** The first kills walk through every gap between two writes, the others fall at random. */
export async function runRounds(
  rounds: MergeRounds,
  onRound: (line: string) => void = () => undefined,
): Promise<MergeFigures> {
  const { kills, seed } = rounds
  const count = kills * 3
  const plan = planWork(count, seed)
  const random = seededRandom(seed + 1)
  const figures: MergeFigures = { kills: 0, inTheMiddle: 0, broken: [] }
  let from = 0
  const check = (stands: Stands, when: string): void => {
    const before = from === 0 ? new Map<number, number>() : plan[from - 1]?.after
    figures.broken.push(...faults(stands, [before, plan[from]?.after]).map((fault) => `${when}: ${fault}`))
  }
  for (let round = 0; round < kills && from < count - 1; round += 1) {
    const fatal = round < mostWrites ? round + 1 : 0
    const { died, last, stands } = await live(rounds, count, from, fatal, fatal === 0 ? random() * 40 : undefined)
    check(stands, `after kill ${String(round)}`)
    from = last + 1
    if (died) figures.kills += 1
    if (died && fatal > 1) figures.inTheMiddle += 1
    onRound(`kill ${String(round + 1)}/${String(kills)} at ${String(from)}`)
  }
  const end = await live(rounds, count, from, 0)
  check(end.stands, 'after the last kill')
  from = count
  const { stands } = await live(rounds, count, from, 0)
  check(stands, 'at the end')
  if (stands.halfDone > 0) figures.broken.push(`at the end: ${String(stands.halfDone)} merges were left half done`)
  return figures
}
