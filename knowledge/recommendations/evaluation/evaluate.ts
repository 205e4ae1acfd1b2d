// The whole of an offline evaluation: settings are chosen on a part of what may be learnt from, then each model is fitted on all of that and
// held against the test once.
import { rankWeights, toBaskets, type Baskets, type Scorer } from '../models/baskets.js'
import { candidateModels } from './candidates.js'
import { answeringAt, chooseModels, type Choice } from './hybrid.js'
import { bestOf, scoreRanking, type RankingScore } from './metrics.js'
import type { InteractionLog } from './log.js'
import { firstTimes, innerSplits, splitLog, type Split, type SplitOptions } from './split.js'
import type { Chosen, Cut } from './tuning.js'

export interface ModelReport extends RankingScore {
  model: string
  settings: string
  fitSeconds: number
  /** NDCG@10 on the part held back for choosing. */
  chosenAt: number
}

export interface RecommendationReport {
  /** The model that serves: the best of all, or another where that is proven for a length of history. */
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
  const timeOf = firstTimes(log)
  const cutOf = (one: Split): Cut => ({ split: one, baskets: toBaskets(one.learn, one.items, timeOf) })
  const cuts = innerSplits(log, split, options.split).map(cutOf) as [Cut, ...Cut[]]
  const choice = chooseModels(candidateModels(split.items, options.texts), cuts, { most: choosers, progress })

  // Where nothing was held back from what may be learnt from, the fits stand already.
  const baskets = cuts[0].split.learn === split.learn ? undefined : cutOf(split).baskets
  const final = new Map<Chosen, Fitted>()
  const models = choice.models.map((chosen): ModelReport => {
    progress(`testing ${chosen.candidate.name}`)
    const fitted = baskets ? fitOn(baskets, chosen) : chosen
    final.set(chosen, fitted)
    const { halfLife, chosenAt } = chosen
    const score = scoreRanking(split, () => fitted.scorer, { halfLife, known: options.known })
    return {
      ...{ model: chosen.candidate.name, settings: words(chosen), fitSeconds: fitted.fitSeconds, chosenAt },
      ...score,
    }
  })
  return { ...hybridReport(split, options, choice, final), models }
}

type Fitted = Pick<Chosen, 'scorer' | 'fitSeconds'>

function fitOn(baskets: Baskets, { setting }: Chosen): Fitted {
  const begin = performance.now()
  const scorer = setting.fit(baskets)
  return { scorer, fitSeconds: (performance.now() - begin) / 1000 }
}

const words = ({ setting, halfLife }: Chosen): string =>
  [setting.label, halfLife === undefined ? '' : `history halves after ${String(halfLife)}`].filter(Boolean).join(', ')

/** The half-life is part of each model here, so it is put on the weights inside. */
function hybridReport(
  split: Split,
  options: EvaluateOptions,
  { switches, best }: Choice,
  final: ReadonlyMap<Chosen, Fitted>,
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
      chosenAt: best.chosenAt,
      ...scoreRanking(split, pick, { known: options.known }),
    },
    switches: switches.map(({ known, chosen }) => ({ known, model: chosen.candidate.name })),
    strangerGets: bestOf(scores, 10).length,
  }
}
