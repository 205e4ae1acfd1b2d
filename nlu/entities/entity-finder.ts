// All recognisers over one message, overlaps resolved, spans in the original text.
import type { EntityDefinition } from '../dataset/training-set.js'
import { originalSpan, type Folded } from '../languages/fold.js'
import type { Entity, Language } from '../understanding.js'
import { ListRecogniser } from './lists.js'
import { patternRecogniser } from './patterns.js'
import { recognise } from './recognizers.js'
import { resolveOverlaps } from './resolve-overlaps.js'

export type FindEntities = (original: string, folded: Folded, language: Language, now: Date) => Entity[]

/** Compiles the definitions once. `isKnown` names words that are no typos (see `ListRecogniser`). */
export function entityFinder(
  definitions: readonly EntityDefinition[],
  isKnown: (word: string) => boolean,
): FindEntities {
  const patterns = definitions.filter((definition) => definition.kind === 'pattern').map(patternRecogniser)
  const lists = new ListRecogniser(
    definitions.filter((definition) => definition.kind === 'list'),
    isKnown,
  )
  return (original, folded, language, now) => {
    const found = [
      ...patterns.flatMap((find) => find(folded.text)),
      ...lists.find(folded.text),
      ...recognise(folded.text, language, now),
    ]
    return resolveOverlaps(found).map(({ name, from, to, value, confidence, source }) => {
      const span = originalSpan(folded, from, to)
      return { name, text: original.slice(span.start, span.end), span, value, confidence, source }
    })
  }
}
