// A tagger with its measure: how often each label is right on sentences that it has not seen.
import { seededRandom, shuffle } from '../../random.js'
import { keyOfLabel, type TaggedSpan } from './tag-set.js'
import { Tagger } from './tagger.js'
import { trainTagger, type AnnotatedRow, type TaggerModel, type TrainTaggerOptions } from './train-tagger.js'

export interface TrainedTagger extends TaggerModel {
  /** Share of right spans among those found on held-out rows, by label; undefined where too few were found to tell. */
  precision: readonly (number | undefined)[]
}

/** One row in so many is held out for the measure; the tagger itself learns from all. */
const heldOutOf = 5
/** Fewer finds and the share is chance. */
const fewestFinds = 5

/** Undefined where nothing is annotated. Trains twice. Same rows and seed, same result. */
export function learnTagger(rows: readonly AnnotatedRow[], options: TrainTaggerOptions): TrainedTagger | undefined {
  const model = trainTagger(rows, options)
  if (model === undefined) return undefined
  const order = shuffle([...rows], seededRandom(options.seed))
  const held = order.filter((_, i) => i % heldOutOf === 0)
  const trial = trainTagger(
    order.filter((_, i) => i % heldOutOf !== 0),
    { ...options, onEpoch: () => undefined },
  )
  const finds = new Map<string, { right: number; all: number }>()
  if (trial !== undefined) {
    const tagger = new Tagger(trial, options.lists)
    for (const { text, entities } of held)
      for (const span of tagger.find(text)) {
        const count = finds.get(keyOfLabel(span)) ?? { right: 0, all: 0 }
        count.all++
        if (entities.some((wanted) => isSame(wanted, span))) count.right++
        finds.set(keyOfLabel(span), count)
      }
  }
  const precision = model.labels.map((label) => {
    const count = finds.get(keyOfLabel(label))
    return count === undefined || count.all < fewestFinds ? undefined : count.right / count.all
  })
  return { ...model, precision }
}

const isSame = (a: TaggedSpan, b: TaggedSpan): boolean =>
  a.start === b.start && a.end === b.end && keyOfLabel(a) === keyOfLabel(b)
