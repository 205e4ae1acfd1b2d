// The process of one cell: measures what its argument names, sends the outcome and ends.
import { openEncoders } from '../../nlu/encoder/open-encoders.js'
import { measure } from '../../nlu/evaluation/bench/measure.js'
import { measureAtWork } from '../../nlu/evaluation/bench/measure-at-work.js'
import { measureFeeling, readRated } from '../../nlu/evaluation/bench/measure-feeling.js'
import { readPublicSet, type PublicSet } from '../../nlu/evaluation/bench/public-sets.js'
import { toError } from '../../platform/errors.js'
import { cellSchema, type Cell, type Outcome } from './cell.js'
import { engineNamed } from './engines.js'

const seed = 1
const shotSeeds = [1, 2, 3]

function setOf(folder: string, name: string): PublicSet {
  const set = readPublicSet(folder, name)
  if (set === undefined) throw new Error(`${name} is not in ${folder}`)
  return set
}

async function measureCell(cell: Cell): Promise<Outcome> {
  switch (cell.kind) {
    case 'intents': {
      const engine = await engineNamed(cell.engine, cell.models)
      const set = setOf(cell.folder, cell.set)
      return { kind: 'intents', measured: await measure(engine, set, { seed, shots: cell.shots, shotSeeds }) }
    }
    case 'at-work': {
      const encoder = (await openEncoders([cell.models], cell.encoder))[cell.language]
      if (encoder === undefined) throw new Error(`there is no encoder for ${cell.language}`)
      const set = setOf(cell.folder, cell.set)
      return { kind: 'at-work', set: cell.set, measured: await measureAtWork(set, encoder, seed) }
    }
    case 'feeling':
      return { kind: 'feeling', measured: measureFeeling(cell.set, readRated(cell.source), seed) }
  }
}

// Nobody waits for the answer any more.
process.once('disconnect', () => process.exit(1))
const outcome = await measureCell(cellSchema.parse(JSON.parse(process.argv[2] ?? ''))).catch(
  (error: unknown): Outcome => ({ kind: 'failed', reason: toError(error).message }),
)
process.send?.(outcome, () => process.exit(0))
