// The door of the trained tagger.
export { learnTagger, type TrainedTagger } from './learn-tagger.js'
export { learnSpans } from './learn-spans.js'
export { type TaggedSpan } from './tag-set.js'
export { Tagger } from './tagger.js'
export { trainTagger, type AnnotatedRow } from './train-tagger.js'
