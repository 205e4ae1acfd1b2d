// Which cells a run of the bench has.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EncoderLanguage } from '../../nlu/encoder/encoder.js'
import { findEncoders } from '../../nlu/encoder/find-encoders.js'
import type { Cell } from './cell.js'
import { allEngines, ownEngines } from './engines.js'

interface ListedSet {
  name: string
  language: EncoderLanguage
  /** In the repository; the others lie in the shared folder. */
  ours?: true
  /** Has enough rows an intent to try fewer. */
  few?: true
}

const sets: readonly ListedSet[] = [
  { name: 'clinc150', language: 'en', few: true },
  { name: 'snips-300', language: 'en', few: true },
  { name: 'braun-chatbot', language: 'en' },
  { name: 'braun-askubuntu', language: 'en' },
  { name: 'benchmark', language: 'zh', ours: true, few: true },
]
const shots = [5, 10]
/** Rows of cells that are about no set of intents. */
const atWork = 'at-work'
const feelings = [
  { name: 'feeling-en', source: (shared: string) => join(shared, 'data', 'sentiment-en') },
  { name: 'feeling-zh', source: () => join('nlu', 'benchmark', 'feeling-zh.jsonl') },
  { name: 'feeling-zh-later', source: () => join('nlu', 'benchmark', 'feeling-zh-later.jsonl') },
]

export const setNames = [...sets.map(({ name }) => name), atWork, ...feelings.map(({ name }) => name)]

export interface Plan {
  cells: Cell[]
  /** What is not on this machine, as sentences. */
  skipped: string[]
}

export interface PlanOptions {
  shared: string
  /** Parts of engines' names; none: all. */
  only: readonly string[]
  /** Names of sets; none: all. */
  chosen: readonly string[]
  /** Our own engines on the repository's own benchmark. */
  quick: boolean
}

export function planCells({ shared, only, chosen, quick }: PlanOptions): Plan {
  const models = join(shared, 'models')
  const skipped: string[] = []
  const wanted = (name: string): boolean =>
    quick ? name === 'benchmark' : chosen.length === 0 || chosen.includes(name)
  const present = (name: string, path: string): boolean => {
    if (!wanted(name)) return false
    if (existsSync(path)) return true
    skipped.push(`${name}: ${path} is not there (KEFU_SHARED names the folder that holds data/ and models/)`)
    return false
  }
  const folderOf = ({ ours }: ListedSet): string => (ours ? 'nlu' : join(shared, 'data', 'nlu'))
  const here = sets.filter((set) => wanted(set.name) && present(set.name, join(folderOf(set), set.name, 'train.jsonl')))
  if (!quick && !existsSync(models)) skipped.push(`better encoders: ${models} is not there`)
  const engines = (quick ? ownEngines : allEngines(models)).filter(({ name }) =>
    only.length === 0 ? true : only.some((part) => name.includes(part)),
  )
  const cells: Cell[] = here.flatMap((set) =>
    engines
      .filter(({ language }) => language === undefined || language === set.language)
      .map(({ name }): Cell => ({
        ...{ kind: 'intents', engine: name, folder: folderOf(set), set: set.name, models },
        shots: set.few && !quick ? shots : [],
      })),
  )
  // Who names engines wants to compare them.
  const aside = (name: string): boolean => !quick && wanted(name) && (only.length === 0 || chosen.includes(name))
  const [largest] = sets.filter((set) => existsSync(join(folderOf(set), set.name, 'train.jsonl')))
  if (aside(atWork) && largest !== undefined) {
    const { language, name } = largest
    const better = findEncoders([models]).filter((one) => one.hub !== undefined && one.language === language)
    const best = better.sort((a, b) => b.quality - a.quality)[0]
    for (const encoder of ['small', ...(best ? [best.name] : [])])
      cells.push({ kind: 'at-work', encoder, language, folder: folderOf(largest), set: name, models })
  }
  for (const { name, source } of feelings)
    if (aside(name) && present(name, source(shared))) cells.push({ kind: 'feeling', set: name, source: source(shared) })
  return { cells, skipped }
}
