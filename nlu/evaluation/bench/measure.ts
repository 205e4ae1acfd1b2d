// One engine on one set: how right, how sure, how fast.
import { seededRandom, shuffle } from '../../random.js'
import { accuracyOf, macroF1Of } from '../accuracy.js'
import { fewShot } from '../few-shot.js'
import { areaUnderRoc, countBelow } from '../ranking.js'
import { withTypos } from '../typos.js'
import type { Engine, TrainedEngine } from './engine.js'
import type { PublicRow, PublicSet } from './public-sets.js'

export interface Measured {
  set: string
  engine: string
  /** All shares in percent. */
  accuracy: number
  macroF1: number
  typos: number
  auroc?: number
  /** Out-of-scope texts caught while 5 % of the in-scope ones are turned away. */
  caught?: number
  trainSeconds: number
  utterancesPerSecond: number
  modelMegabytes?: number
}

const rejected = 0.05

export async function measure(engine: Engine, set: PublicSet, seed: number): Promise<Measured> {
  const rows = shuffle([...set.train], seededRandom(seed))
  const started = performance.now()
  const trained = await engine.train(rows, seed)
  const trainSeconds = (performance.now() - started) / 1000
  const texts = set.test.map((row) => row.text)
  const asked = performance.now()
  const answers = await trained.answer(texts)
  const utterancesPerSecond = texts.length / ((performance.now() - asked) / 1000)
  const inside = answers.map((answer) => answer.score)
  const outside = (await trained.answer(set.outOfScope)).map((answer) => answer.score)
  const auroc = areaUnderRoc(inside, outside)
  const threshold = Float64Array.from(inside).sort()[Math.floor(inside.length * rejected)] ?? 0
  return {
    set: set.name,
    engine: engine.name,
    accuracy: accuracy(set.test, answers),
    macroF1: 100 * macroF1Of(intentsOf(set.test), intentsOf(answers)),
    typos: accuracy(set.test, await trained.answer(withTypos(texts, seed))),
    ...(auroc === undefined
      ? {}
      : {
          auroc: 100 * auroc,
          caught: (100 * countBelow(Float64Array.from(outside).sort(), threshold)) / outside.length,
        }),
    trainSeconds,
    utterancesPerSecond,
    ...(trained.modelBytes === undefined ? {} : { modelMegabytes: trained.modelBytes / 1e6 }),
  }
}

/** Mean accuracy with `shots` rows an intent over the seeds. */
export async function measureFewShot(
  engine: Engine,
  set: PublicSet,
  shots: number,
  seeds: readonly number[],
): Promise<number> {
  let sum = 0
  for (const seed of seeds) {
    const rows = fewShot(set.train, shots, seed)
    const trained: TrainedEngine = await engine.train(rows, seed)
    sum += accuracy(set.test, await trained.answer(set.test.map((row) => row.text)))
  }
  return sum / seeds.length
}

const intentsOf = (rows: readonly { intent: string }[]): string[] => rows.map((row) => row.intent)
const accuracy = (rows: readonly PublicRow[], answers: readonly { intent: string }[]): number =>
  100 * accuracyOf(intentsOf(rows), intentsOf(answers))
