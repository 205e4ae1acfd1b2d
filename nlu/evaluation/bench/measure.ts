// One engine on one set: how right, how sure, how fast.
import { seededRandom, shuffle } from '../../random.js'
import { accuracyOf, macroF1Of } from '../accuracy.js'
import { fewShot } from '../few-shot.js'
import { areaUnderRoc, countBelow } from '../ranking.js'
import { spanScore, type NamedSpan } from '../span-f1.js'
import { withTypos } from '../typos.js'
import type { Engine, TrainedEngine } from './engine.js'
import type { Measured } from './measured.js'
import type { PublicRow, PublicSet } from './public-sets.js'

/** Share of in-scope sentences that may be turned away. */
const rejected = 0.05
/** Sentences that slips and few rows are judged on. */
const sample = 2000
const slowSample = 500

export interface MeasureOptions {
  seed: number
  /** Rows an intent that are tried; each is the mean over the seeds. */
  shots: readonly number[]
  shotSeeds: readonly number[]
}

/** Every engine gets the same rows in the same order. Entities are learnt and found where the set is annotated and the engine can. */
export async function measure(engine: Engine, set: PublicSet, options: MeasureOptions): Promise<Measured> {
  const { seed } = options
  const rows = shuffle([...set.train], seededRandom(seed))
  const started = performance.now()
  const trained = await engine.train(rows, seed)
  const trainSeconds = (performance.now() - started) / 1000
  const sampled = sampleOf(set.test, engine.slow ? slowSample : sample, seed)
  // Slips and strange sentences first: what follows is timed and should not pay for the first calls.
  const typos = accuracy(sampled, await trained.answer(withTypos(textsOf(sampled), seed)))
  const outside = (await trained.answer(set.outOfScope)).map((answer) => answer.score)
  const asked = performance.now()
  const answers = await trained.answer(textsOf(set.test))
  const utterancesPerSecond = set.test.length / ((performance.now() - asked) / 1000)
  const inside = answers.map((answer) => answer.score)
  const auroc = areaUnderRoc(inside, outside)
  const threshold = Float64Array.from(inside).sort()[Math.floor(inside.length * rejected)] ?? 0
  const peakMegabytes = process.resourceUsage().maxRSS / 1024
  const entityF1 = await measureSpans(engine, rows, set.test, seed)
  return {
    set: set.name,
    engine: engine.name,
    trainRows: rows.length,
    testRows: set.test.length,
    accuracy: accuracy(set.test, answers),
    macroF1: 100 * macroF1Of(intentsOf(set.test), intentsOf(answers)),
    typos,
    sampled: sampled.length,
    ...(auroc === undefined
      ? {}
      : {
          auroc: 100 * auroc,
          caught: (100 * countBelow(Float64Array.from(outside).sort(), threshold)) / outside.length,
        }),
    ...(entityF1 === undefined ? {} : { entityF1 }),
    trainSeconds,
    utterancesPerSecond,
    ...(trained.modelBytes === undefined ? {} : { modelMegabytes: trained.modelBytes / 1e6 }),
    peakMegabytes,
    fewShot: await measureFewShot(engine, set.train, sampled, options),
  }
}

/** All where they are no more; else the beginning of one seeded order, so that a smaller sample is part of a larger one. */
const sampleOf = (rows: readonly PublicRow[], most: number, seed: number): PublicRow[] =>
  rows.length <= most ? [...rows] : shuffle([...rows], seededRandom(seed)).slice(0, most)

async function measureFewShot(
  engine: Engine,
  train: readonly PublicRow[],
  test: readonly PublicRow[],
  { shots, shotSeeds }: MeasureOptions,
): Promise<Measured['fewShot']> {
  const figures: Measured['fewShot'] = []
  for (const count of shots) {
    let sum = 0
    for (const seed of shotSeeds) {
      const trained: TrainedEngine = await engine.train(fewShot(train, count, seed), seed)
      sum += accuracy(test, await trained.answer(textsOf(test)))
    }
    figures.push({ shots: count, accuracy: sum / shotSeeds.length })
  }
  return figures
}

/** Exact spans with the right name, F1 in percent. */
async function measureSpans(
  engine: Engine,
  train: readonly PublicRow[],
  test: readonly PublicRow[],
  seed: number,
): Promise<number | undefined> {
  if (engine.learnSpans === undefined || !test.some((row) => row.entities?.length)) return undefined
  const find = await engine.learnSpans(train, seed)
  const found: (readonly NamedSpan[])[] = []
  for (const { text } of test) found.push(await find(text))
  const { f1 } = spanScore(
    test.map((row) => row.entities ?? []),
    found,
  )
  return 100 * f1
}

const textsOf = (rows: readonly PublicRow[]): string[] => rows.map((row) => row.text)
const intentsOf = (rows: readonly { intent: string }[]): string[] => rows.map((row) => row.intent)
const accuracy = (rows: readonly PublicRow[], answers: readonly { intent: string }[]): number =>
  100 * accuracyOf(intentsOf(rows), intentsOf(answers))
