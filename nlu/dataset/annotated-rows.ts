// The sentences that the tagger learns from: those with marked values, and others in which there is nothing to find.
import type { AnnotatedText, TrainingSet } from './training-set.js'

/**
 * An intent of which nothing is marked shows what is no value; without such sentences a tagger taught by a handful of marks finds values
 * everywhere. Unmarked sentences of an intent with marks are left out: nobody may have looked at them yet. None without any mark.
 */
export function annotatedRows({
  intents,
  annotated = [],
}: Pick<TrainingSet, 'intents' | 'annotated'>): AnnotatedText[] {
  if (!annotated.some(({ entities }) => entities.length > 0)) return []
  const known = new Set(annotated.map(({ text }) => text))
  const plain = intents.filter(({ utterances }) => !utterances.some((text) => known.has(text)))
  return [...annotated, ...plain.flatMap(({ utterances }) => utterances.map((text) => ({ text, entities: [] })))]
}
