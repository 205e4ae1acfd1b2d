// The whole of an offline evaluation: settings are chosen on a part of what may be learnt from, then each model is fitted on all of that and
// held against the test once.
import { toBaskets, type Scorer } from '../models/baskets.js'
import { candidateModels, type Candidate } from './candidates.js'
import { bestOf, scoreRanking, type RankingScore } from './metrics.js'
import type { InteractionLog } from './log.js'
import { innerSplit, splitLog, type Split, type SplitOptions } from './split.js'

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

const halfLives = [undefined, 5, 15, 50, 150]
const lengths = [1, 2, 3, 5, 10, 20]

interface Fitted {
  candidate: Candidate
  settings: Candidate['settings'][number]
  halfLife: number | undefined
  chosenAt: number
  /** Fitted on the inner part. */
  scorer: Scorer
}

/** Deterministic but for the times. */
export function evaluateModels(log: InteractionLog, options: EvaluateOptions): RecommendationReport {
  const { choosers = 1_500, progress = () => undefined } = options
  const split = splitLog(log, options.split)
  const inner = innerSplit(log, split, options.split)
  const innerBaskets = toBaskets(inner.learn, split.items)
  const chosen = candidateModels(split.items, options.texts).map((candidate) => {
    progress(`choosing ${candidate.name}`)
    return choose(candidate, inner, innerBaskets, choosers)
  })
  const switches = lengths.map((known) => ({ known, fitted: bestAt(chosen, inner, known, choosers) }))
  const longest = chosen.reduce((best, one) => (one.chosenAt > best.chosenAt ? one : best))
  switches.push({ known: 50, fitted: longest })

  const baskets = toBaskets(split.learn, split.items)
  const final = new Map<Fitted, { scorer: Scorer; fitSeconds: number }>()
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

const words = ({ settings, halfLife }: Fitted): string =>
  [settings.label, halfLife === undefined ? '' : `history halves after ${String(halfLife)}`].filter(Boolean).join(', ')

function choose(candidate: Candidate, inner: Split, baskets: ReturnType<typeof toBaskets>, most: number): Fitted {
  let best: Fitted | undefined
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

function bestAt(chosen: readonly Fitted[], inner: Split, known: number, most: number): Fitted {
  const scores = chosen.map(
    ({ scorer, halfLife }) => scoreRanking(inner, () => scorer, { halfLife, known, most })['ndcg@10'],
  )
  return chosen[scores.indexOf(Math.max(...scores))] as Fitted
}

/** The half-life is part of each model here, so it is put on the weights inside. */
function hybridReport(
  split: Split,
  options: EvaluateOptions,
  switches: readonly { known: number; fitted: Fitted }[],
  final: ReadonlyMap<Fitted, { scorer: Scorer; fitSeconds: number }>,
): Omit<RecommendationReport, 'models'> {
  const popular = [...final].find(([{ candidate }]) => candidate.name === 'popularity')?.[1].scorer
  const pick = (length: number): Scorer => {
    const found = switches.findLast(({ known }) => known <= length)
    const scorer = found && final.get(found.fitted)?.scorer
    if (!found || !scorer || !popular) return popular as Scorer
    const { halfLife } = found.fitted
    return {
      score(history, _weights, into) {
        const weights = Float32Array.from(history, (_, at) =>
          halfLife === undefined ? 1 : 2 ** (-(history.length - 1 - at) / halfLife),
        )
        scorer.score(history, weights, into)
      },
    }
  }
  const used = new Set(switches.map(({ fitted }) => fitted))
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
      .map(({ known, fitted }) => ({ known, model: fitted.candidate.name }))
      .filter(({ model }, at, all) => all[at - 1]?.model !== model),
    strangerGets: bestOf(scores, 10).length,
  }
}
