// The recommender that serves: the models of `models/`, with the one for each length of history chosen on the installation's own data; what
// nobody has had to do with yet is placed by its words; and each item carries the entry of the history that speaks most for it.
import { candidateModels } from './evaluation/candidates.js'
import { answeringAt, chooseModels, type Switch } from './evaluation/hybrid.js'
import { bestOf } from './evaluation/metrics.js'
import { heldBack } from './evaluation/split.js'
import type { Chosen } from './evaluation/tuning.js'
import { itemCounts, rankWeights, toBaskets, type Baskets, type Scorer } from './models/baskets.js'
import { fitContent } from './models/title-content.js'

/** One customer's items, oldest first, each once. */
export interface NumberedHistory {
  items: Int32Array
  /** How much each entry says about liking it, 0 … 1. */
  weights: Float32Array
  /** ms since 1970. */
  times: Float64Array
}

export interface FitInput {
  /** What is said of each item. */
  texts: readonly string[]
  /** For strangers and among equals, 0 … 1. */
  popularity: Float32Array
  histories: readonly NumberedHistory[]
}

export interface RankedItem {
  item: number
  score: number
  kind: 'bought-together' | 'similar' | 'popular'
  /** The item of the history that speaks most for it; -1 for none. */
  because: number
}

export interface Recommender {
  /** Which model answers from how many known items on: `hybrid: 1+ item-item, 20+ linear (EASE)`. */
  model: string
  /** Best first, at most `most`; never empty while there are items. */
  rank(history: NumberedHistory, most: number): RankedItem[]
}

/** With fewer customers to test on, offline evaluation is a draw of lots. */
const leastTested = 30
const choosers = 300
/** A network that has seen fewer customers learns them by heart. */
const leastForNetwork = 500
/** The newest entries that reasons are looked for among. */
const explained = 10
const popularityShare = 0.02
/** What nobody has bought yet comes behind what is proven. */
const newItemShare = 0.5
/** A word that more of all products share says nothing. */
const commonWord = 1 / 3

export function fitRecommender(input: FitInput): Recommender {
  const items = input.texts.length
  const rows = input.histories.map((history) => [...history.items])
  const times = input.histories.map(
    ({ items: known, times: since }) => new Map([...known].map((item, at) => [item, since[at] ?? 0])),
  )
  const timeOf = (customer: number, item: number): number => times[customer]?.get(item) ?? 0
  const baskets = toBaskets(rows, items, timeOf)
  const switches = switchesFor(input, rows, timeOf)
  const fitted = new Map<Chosen, Scorer>()
  for (const { chosen } of switches) if (!fitted.has(chosen)) fitted.set(chosen, chosen.setting.fit(baskets))
  const ranker = new Ranker(input, baskets)
  return {
    model: nameOf(switches),
    rank(history, most) {
      const chosen = answeringAt(switches, history.items.length)
      const scorer = chosen && fitted.get(chosen)
      return scorer && history.items.length > 0 ? ranker.personal(history, most, scorer, chosen) : ranker.popular(most)
    },
  }
}

function nameOf(switches: readonly Switch[]): string {
  return `hybrid: ${switches.map(({ known, chosen }) => `${String(known)}+ ${chosen.candidate.name}`).join(', ')}`
}

/** Chosen by holding back everybody's newest item; item-item where there is too little to choose on. */
function switchesFor(input: FitInput, rows: number[][], timeOf: (customer: number, item: number) => number): Switch[] {
  const items = input.texts.length
  const candidates = candidateModels(items, input.texts).filter(
    ({ name }) => name !== 'autoencoder' || rows.length >= leastForNetwork,
  )
  const whole = { learn: rows, masked: rows.map(() => []), test: rows.map(() => []), items }
  const inner = heldBack(whole, 'leave-last-out')
  const tested = inner.test.filter((row) => row.length > 0).length
  const baskets = toBaskets(inner.learn, items, timeOf)
  if (tested >= leastTested) return chooseModels(candidates, [{ split: inner, baskets }], { most: choosers }).switches
  const candidate = candidates.find(({ name }) => name === 'item-item')
  const setting = candidate?.steps[0]?.[0]
  if (!candidate || !setting) return []
  const scorer = setting.fit(baskets)
  return [{ known: 1, chosen: { candidate, setting, halfLife: 15, chosenAt: 0, scorer, fitSeconds: 0 } }]
}

class Ranker {
  private readonly content: Scorer
  private readonly counts: Float64Array
  private readonly scores: Float32Array
  private readonly words: Float32Array
  private readonly alone: Float32Array
  private readonly none: Float32Array

  constructor(
    private readonly input: FitInput,
    baskets: Baskets,
  ) {
    const items = input.texts.length
    this.content = fitContent(input.texts, commonWord)
    this.counts = itemCounts(baskets)
    this.scores = new Float32Array(items)
    this.words = new Float32Array(items)
    this.alone = new Float32Array(items)
    this.none = new Float32Array(items)
  }

  popular(most: number): RankedItem[] {
    const { popularity } = this.input
    return bestOf(popularity, most).map((item) => ({
      item,
      score: popularity[item] ?? 0,
      kind: 'popular',
      because: -1,
    }))
  }

  personal(history: NumberedHistory, most: number, scorer: Scorer, { candidate, halfLife }: Chosen): RankedItem[] {
    const { scores, words, counts } = this
    const { popularity } = this.input
    const weights = rankWeights(history.items.length, halfLife).map((weight, at) => weight * (history.weights[at] ?? 1))
    scorer.score(history.items, weights, scores)
    this.content.score(history.items, weights, words)
    const highest = scores.reduce((high, one) => Math.max(high, one), 0) || 1
    const closest = words.reduce((high, one) => Math.max(high, one), 0) || 1
    for (let item = 0; item < scores.length; item += 1) {
      const own =
        counts[item] === 0 ? (newItemShare * (words[item] as number)) / closest : (scores[item] as number) / highest
      scores[item] = own + popularityShare * (popularity[item] ?? 0)
    }
    // What was only looked at may be put forward again, behind what is new.
    for (const item of history.items) scores[item] = (scores[item] as number) * 0.5
    const best = bestOf(scores, most)
    const kept = best.map((item) => scores[item] as number)
    return this.explain(best, kept, history, scorer, candidate.name)
  }

  /** The entry that alone would lift an item most. A model without a say for the item leaves it to its popularity. */
  private explain(
    best: readonly number[],
    scores: readonly number[],
    history: NumberedHistory,
    scorer: Scorer,
    model: string,
  ): RankedItem[] {
    const { alone, none, counts } = this
    scorer.score(new Int32Array(), new Float32Array(), none)
    const found = best.map(() => ({ most: 1e-9, because: -1 }))
    const one = new Int32Array(1)
    const begin = Math.max(0, history.items.length - explained)
    for (let at = history.items.length - 1; at >= begin; at -= 1) {
      one[0] = history.items[at] as number
      const weight = Float32Array.of(history.weights[at] ?? 1)
      for (const isNew of [false, true]) {
        const by = isNew ? this.content : scorer
        by.score(one, weight, alone)
        for (const [place, item] of best.entries()) {
          if ((counts[item] === 0) !== isNew || item === one[0]) continue
          const lift = (alone[item] as number) - (isNew ? 0 : (none[item] as number))
          const entry = found[place]
          if (entry && lift > entry.most) Object.assign(entry, { most: lift, because: one[0] })
        }
      }
    }
    return best.map((item, place) => {
      const because = model === 'popularity' && counts[item] !== 0 ? -1 : (found[place]?.because ?? -1)
      const kind = because < 0 ? 'popular' : counts[item] === 0 || model === 'content' ? 'similar' : 'bought-together'
      return { item, score: scores[place] ?? 0, kind, because }
    })
  }
}
