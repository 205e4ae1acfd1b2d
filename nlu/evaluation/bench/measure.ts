// One engine on one set: how right, how sure, how fast.
import { seededRandom, shuffle } from '../../random.js'
import { areaUnderRoc, countBelow } from '../ranking.js'
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
    macroF1: macroF1(set.test, answers),
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
    const taken = new Map<string, number>()
    const rows = shuffle([...set.train], seededRandom(seed)).filter(({ intent }) => {
      taken.set(intent, (taken.get(intent) ?? 0) + 1)
      return (taken.get(intent) ?? 0) <= shots
    })
    const trained: TrainedEngine = await engine.train(rows, seed)
    sum += accuracy(set.test, await trained.answer(set.test.map((row) => row.text)))
  }
  return sum / seeds.length
}

const accuracy = (rows: readonly PublicRow[], answers: readonly { intent: string }[]): number =>
  (100 * rows.filter((row, i) => answers[i]?.intent === row.intent).length) / rows.length

function macroF1(rows: readonly PublicRow[], answers: readonly { intent: string }[]): number {
  const intents = [...new Set(rows.map((row) => row.intent))]
  const f1 = intents.map((intent) => {
    const hits = rows.filter((row, i) => row.intent === intent && answers[i]?.intent === intent).length
    const wanted = rows.filter((row) => row.intent === intent).length
    const got = answers.filter((answer) => answer.intent === intent).length
    return hits === 0 ? 0 : (2 * hits) / (wanted + got)
  })
  return (100 * f1.reduce((sum, value) => sum + value, 0)) / f1.length
}

/** One slip a text: a letter dropped, doubled, replaced or swapped with its neighbour, in a word of four letters or more. */
export function withTypos(texts: readonly string[], seed: number): string[] {
  const random = seededRandom(seed)
  const pick = (count: number): number => Math.floor(random() * count)
  return texts.map((text) => {
    const words = [...text.matchAll(/[\p{L}]{4,}/gu)]
    const word = words[pick(words.length)]
    if (word === undefined) return text
    const at = word.index + 1 + pick(word[0].length - 2)
    const letter = text.charAt(at)
    const slips = ['', letter + letter, String.fromCharCode(97 + pick(26)), text.charAt(at + 1) + letter]
    const slip = pick(slips.length)
    return text.slice(0, at) + (slips[slip] ?? '') + text.slice(at + (slip === 3 ? 2 : 1))
  })
}
