// The tagger as the evaluation measures it.
import type { LearnSpans } from '../../evaluation/span-f1.js'
import { Tagger } from './tagger.js'
import { trainTagger } from './train-tagger.js'

export const learnSpans: LearnSpans = (rows, seed) => {
  const model = trainTagger(
    rows.map(({ text, entities = [] }) => ({ text, entities: [...entities].sort((a, b) => a.start - b.start) })),
    { seed },
  )
  const tagger = model && new Tagger(model)
  return Promise.resolve((text) => tagger?.find(text) ?? [])
}
