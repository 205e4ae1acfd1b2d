// The whole of an offline evaluation: settings are chosen on a part of what may be learnt from, then each model is fitted on all of that and
// held against the test once.
import { rankWeights, toBaskets, type Scorer } from '../models/baskets.js'
import { candidateModels } from './candidates.js'
import { answeringAt, chooseModels, type Chosen, type Switch } from './hybrid.js'
import { bestOf, scoreRanking, type RankingScore } from './metrics.js'
import type { InteractionLog } from './log.js'
import { firstTimes, innerSplit, splitLog, type Split, type SplitOptions } from './split.js'

export interface ModelReport extends RankingScore {
  model: string
  settings: string
  fitSeconds: number
  /** NDCG@10 on the part held back for choosing. */
  chosenAt: number
}

export interface RecommendationReport {
  /** The model that serves: the best of all for each length of history. */
  hybrid: ModelReport
  models: ModelReport[]
  /** From so many known items on, the model that is used. */
  switches: { known: number; model: string }[]
  /** How many items a stranger gets. */
  strangerGets: number
}

export interface EvaluateOptions {
  split: SplitOptions
  texts?: readonly string[] | undefined
  /** Shows the models only so many newest entries. */
  known?: number | undefined
  /** Customers looked at when choosing. */
  choosers?: number
  /** Told what is being done. */
  progress?: (line: string) => void
}

/** Deterministic but for the times. */
export function evaluateModels(log: InteractionLog, options: EvaluateOptions): RecommendationReport {
  const { choosers = 1_500, progress = () => undefined } = options
  const split = splitLog(log, options.split)
  const inner = innerSplit(log, split, options.split)
  const timeOf = firstTimes(log)
  const { models: chosen, switches } = chooseModels(
    candidateModels(split.items, options.texts),
    inner,
    toBaskets(inner.learn, split.items, timeOf),
    { most: choosers, progress },
  )

  const baskets = toBaskets(split.learn, split.items, timeOf)
  const final = new Map<Chosen, { scorer: Scorer; fitSeconds: number }>()
  const models = chosen.map((fitted): ModelReport => {
    progress(`testing ${fitted.candidate.name}`)
    const begin = performance.now()
    const scorer = fitted.settings.fit(baskets)
    const fitSeconds = (performance.now() - begin) / 1000
    final.set(fitted, { scorer, fitSeconds })
    const { halfLife, chosenAt } = fitted
    const score = scoreRanking(split, () => scorer, { halfLife, known: options.known })
    return { model: fitted.candidate.name, settings: words(fitted), fitSeconds, chosenAt, ...score }
  })
  return { ...hybridReport(split, options, switches, final), models }
}

const words = ({ settings, halfLife }: Chosen): string =>
  [settings.label, halfLife === undefined ? '' : `history halves after ${String(halfLife)}`].filter(Boolean).join(', ')

/** The half-life is part of each model here, so it is put on the weights inside. */
function hybridReport(
  split: Split,
  options: EvaluateOptions,
  switches: readonly Switch[],
  final: ReadonlyMap<Chosen, { scorer: Scorer; fitSeconds: number }>,
): Omit<RecommendationReport, 'models'> {
  const popular = [...final].find(([{ candidate }]) => candidate.name === 'popularity')?.[1].scorer
  const pick = (length: number): Scorer => {
    const found = answeringAt(switches, length)
    const scorer = found && final.get(found)?.scorer
    if (!found || !scorer || !popular) return popular as Scorer
    const { halfLife } = found
    return {
      score(history, _weights, into) {
        scorer.score(history, rankWeights(history.length, halfLife), into)
      },
    }
  }
  const used = new Set(switches.map(({ chosen }) => chosen))
  const scores = new Float32Array(split.items)
  pick(0).score(new Int32Array(), new Float32Array(), scores)
  return {
    hybrid: {
      model: 'hybrid by length of history',
      settings: '',
      fitSeconds: [...used].reduce((sum, fitted) => sum + (final.get(fitted)?.fitSeconds ?? 0), 0),
      chosenAt: Math.max(...[...used].map(({ chosenAt }) => chosenAt)),
      ...scoreRanking(split, pick, { known: options.known }),
    },
    switches: switches
      .map(({ known, chosen }) => ({ known, model: chosen.candidate.name }))
      .filter(({ model }, at, all) => all[at - 1]?.model !== model),
    strangerGets: bestOf(scores, 10).length,
  }
}
