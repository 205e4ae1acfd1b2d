// The model that serves: the one that does best on an installation's own, earlier data; and another for a length of history only where it is
// proven to be ahead there. A model for each length by the highest mean would be a draw of lots: with six models and seven lengths one of them
// always looks better by chance.
import type { Scorer } from '../models/baskets.js'
import type { Candidate } from './candidates.js'
import { gainsOf } from './metrics.js'
import { meanOf, sampleOf, tune, type Chosen, type Cut, type Sample } from './tuning.js'

export interface Switch {
  /** From so many known items on. */
  known: number
  chosen: Chosen
}

export interface Choice {
  models: Chosen[]
  /** Does best over all customers and cuts. */
  best: Chosen
  /** By length, shortest first; neighbours differ. */
  switches: Switch[]
}

const lengths = [1, 2, 3, 5, 10, 20, 50]
/** So many customers of a cut judge a length by themselves. */
const enough = 100
/** Where there are fewer, so many together with longer histories that are shown shortened. */
const withShortened = 400
/** Standard errors that a model must be ahead by. */
const margin = 2.5
/** Of the models that read histories, those with a smaller share of the best one's score are not looked at on further cuts. */
const contending = 0.75

/** A model on one cut. */
interface Seen {
  scorer: Scorer
  /** NDCG@10 of each customer of the sample. */
  gains: Float64Array
}

interface Evidence {
  sample: Sample
  seen: ReadonlyMap<Chosen, Seen>
}

/**
 * @param cuts newest first, at least one. @param options.most customers that are looked at on each.
 * Deterministic but for `fitSeconds`.
 */
export function chooseModels(
  candidates: readonly Candidate[],
  cuts: readonly [Cut, ...Cut[]],
  options: { most: number; progress?: (line: string) => void },
): Choice {
  const { most, progress } = options
  const [newest, ...earlier] = cuts.map((cut) => sampleOf(cut, most)) as [Sample, ...Sample[]]
  const models = candidates.map((candidate) => {
    progress?.(`choosing ${candidate.name}`)
    return tune(candidate, [newest, ...earlier])
  })
  const high = Math.max(...models.map(({ candidate, chosenAt }) => (candidate.usesHistory ? chosenAt : 0)))
  const contenders = models.filter(
    ({ candidate, chosenAt }) => !candidate.usesHistory || earlier.length === 0 || chosenAt >= contending * high,
  )
  const evidence = [newest, ...earlier].map((sample, at): Evidence => {
    if (at > 0) progress?.(`looking at cut ${String(at + 1)} of ${String(cuts.length)}`)
    const seen = contenders.map((chosen): [Chosen, Seen] => {
      const scorer = at === 0 ? chosen.scorer : chosen.setting.fit(sample.baskets)
      return [chosen, { scorer, gains: gainsOf(sample.split, { ...chosen, scorer }, sample.customers) }]
    })
    return { sample, seen: new Map(seen) }
  })
  const overall = (chosen: Chosen): number => meanOf(evidence.map(({ seen }) => meanOf(seen.get(chosen)?.gains ?? [])))
  const best = contenders.reduce((top, one) => (overall(one) > overall(top) ? one : top))
  const all = lengths.map((known, at) => ({
    known,
    chosen: provenAt(known, lengths[at + 1] ?? Infinity, best, contenders, evidence),
  }))
  return { models, best, switches: all.filter(({ chosen }, at) => all[at - 1]?.chosen !== chosen) }
}

/** The model that is ahead of the best one by a margin among histories from `known` to less than `next` items; else the best one. */
function provenAt(
  known: number,
  next: number,
  best: Chosen,
  contenders: readonly Chosen[],
  evidence: readonly Evidence[],
): Chosen {
  const gains = evidence.map((one) => gainsAt(known, next, contenders, one))
  let proven = { chosen: best, lead: 0 }
  for (const chosen of contenders) {
    if (chosen === best) continue
    const leads = gains.map((of) => {
      const base = of.get(best) ?? []
      return Float64Array.from(of.get(chosen) ?? [], (gain, at) => gain - (base[at] ?? 0))
    })
    const { mean, error } = leadOf(leads.filter(({ length }) => length > 0))
    if (mean > margin * error && mean > proven.lead) proven = { chosen, lead: mean }
  }
  return proven.chosen
}

/**
 * Judged by customers whose histories are as long as that. Where they are few, those with the next longer ones are shown shortened: never the
 * longest, for who buys much wants other things than who bought little, and a shortened history does not make them alike.
 */
function gainsAt(
  known: number,
  next: number,
  contenders: readonly Chosen[],
  { sample: { split, customers }, seen }: Evidence,
): Map<Chosen, Float64Array> {
  const lengthOf = (at: number): number => split.learn[customers[at] as number]?.length ?? 0
  const places = [...customers.keys()]
  const own = places.filter((at) => lengthOf(at) >= known && lengthOf(at) < next)
  const longer = places
    .filter((at) => lengthOf(at) >= next)
    .sort((a, b) => lengthOf(a) - lengthOf(b))
    .slice(0, own.length < enough ? withShortened - own.length : 0)
    .map((at) => customers[at] as number)
  return new Map(
    contenders.map((chosen) => {
      const { gains, scorer } = seen.get(chosen) as Seen
      const shortened = gainsOf(split, { ...chosen, scorer }, longer, known)
      return [chosen, Float64Array.from([...own.map((at) => gains[at] as number), ...shortened])]
    }),
  )
}

/** Each cut counts the same. The error is that of the customers or that between cuts, whichever is larger; unbounded with one customer. */
function leadOf(cuts: readonly Float64Array[]): { mean: number; error: number } {
  const means = cuts.map(meanOf)
  const mean = meanOf(means)
  const within = cuts.map((leads, at) => varianceOf(leads, means[at] as number) / leads.length)
  const between = cuts.length > 1 ? varianceOf(means, mean) / cuts.length : 0
  return { mean, error: Math.sqrt(Math.max(meanOf(within) / cuts.length, between)) }
}

const varianceOf = (values: ArrayLike<number>, mean: number): number =>
  values.length < 2
    ? Infinity
    : (meanOf(Float64Array.from(values, (value) => (value - mean) ** 2)) * values.length) / (values.length - 1)

/** Who answers for a history of so many items; nobody for a stranger. */
export const answeringAt = (switches: readonly Switch[], known: number): Chosen | undefined =>
  switches.findLast((one) => one.known <= known)?.chosen
