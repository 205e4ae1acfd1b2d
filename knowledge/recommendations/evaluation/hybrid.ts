// The model that serves: for each length of history the one that did best on an installation's own, earlier data.
import type { Baskets, Scorer } from '../models/baskets.js'
import type { Candidate } from './candidates.js'
import { scoreRanking } from './metrics.js'
import type { Split } from './split.js'

/** A model with the settings that did best on the part held back for choosing. */
export interface Chosen {
  candidate: Candidate
  settings: Candidate['settings'][number]
  halfLife: number | undefined
  /** NDCG@10 on that part. */
  chosenAt: number
  /** Fitted on what was left of it. */
  scorer: Scorer
}

export interface Switch {
  /** From so many known items on. */
  known: number
  chosen: Chosen
}

export interface Choice {
  models: Chosen[]
  switches: Switch[]
}

const halfLives = [undefined, 5, 15, 50, 150]
const lengths = [1, 2, 3, 5, 10, 20]
const long = 50

function choose(candidate: Candidate, inner: Split, baskets: Baskets, most: number): Chosen {
  let best: Chosen | undefined
  for (const settings of candidate.settings) {
    const scorer = settings.fit(baskets)
    for (const halfLife of candidate.usesHistory ? halfLives : [undefined]) {
      const chosenAt = scoreRanking(inner, () => scorer, { halfLife, most })['ndcg@10']
      if (!best || chosenAt > best.chosenAt) best = { candidate, settings, halfLife, chosenAt, scorer }
    }
  }
  if (!best) throw new RangeError(`${candidate.name} has no settings.`)
  return best
}

function bestAt(models: readonly Chosen[], inner: Split, known: number, most: number): Chosen {
  const scores = models.map(
    ({ scorer, halfLife }) => scoreRanking(inner, () => scorer, { halfLife, known, most })['ndcg@10'],
  )
  return models[scores.indexOf(Math.max(...scores))] as Chosen
}

/** @param most customers that are looked at. Deterministic. */
export function chooseModels(
  candidates: readonly Candidate[],
  inner: Split,
  baskets: Baskets,
  options: { most: number; progress?: (line: string) => void },
): Choice {
  const { most, progress } = options
  const models = candidates.map((candidate) => {
    progress?.(`choosing ${candidate.name}`)
    return choose(candidate, inner, baskets, most)
  })
  const switches = lengths.map((known) => ({ known, chosen: bestAt(models, inner, known, most) }))
  const longest = models.reduce((best, one) => (one.chosenAt > best.chosenAt ? one : best))
  return { models, switches: [...switches, { known: long, chosen: longest }] }
}

/** Who answers for a history of so many items; nobody for a stranger. */
export const answeringAt = (switches: readonly Switch[], known: number): Chosen | undefined =>
  switches.findLast((one) => one.known <= known)?.chosen
