// All recognisers over one message, overlaps resolved, spans in the original text.
import type { EntityDefinition } from '../dataset/training-set.js'
import { originalSpan, type Folded } from '../languages/fold.js'
import type { Entity, Language } from '../understanding.js'
import { findAddresses } from './addresses.js'
import type { ProductCatalogue } from './catalogue.js'
import { ListRecogniser } from './lists.js'
import { patternRecogniser } from './patterns.js'
import { findPersonNames } from './person-names.js'
import { recognise } from './recognizers.js'
import { resolveOverlaps } from './resolve-overlaps.js'
import { joinRoles, taggedValues } from './tagged-values.js'
import type { TrainedTagger } from './tagger/index.js'

export type FindEntities = (original: string, folded: Folded, language: Language, now: Date) => Entity[]

/** Compiles the definitions once. `isKnown` names words that are no typos (see `ListRecogniser`). */
export function entityFinder(
  definitions: readonly EntityDefinition[],
  isKnown: (word: string) => boolean,
  { tagger, catalogue }: { tagger?: TrainedTagger | undefined; catalogue?: ProductCatalogue | undefined } = {},
): FindEntities {
  const findTagged = tagger === undefined ? () => [] : taggedValues(tagger, definitions)
  const patterns = definitions.filter((definition) => definition.kind === 'pattern').map(patternRecogniser)
  const lists = new ListRecogniser(
    definitions.filter((definition) => definition.kind === 'list'),
    isKnown,
  )
  return (original, folded, language, now) => {
    const found = [
      ...patterns.flatMap((find) => find(folded.text)),
      ...lists.find(folded.text),
      ...(catalogue?.find(folded.text, isKnown) ?? []),
      ...findPersonNames(folded.text),
      ...findAddresses(folded.text),
      ...recognise(folded.text, language, now),
    ]
    return resolveOverlaps(joinRoles(findTagged(original, folded), found)).map(({ from, to, rank: _, ...find }) => {
      const span = originalSpan(folded, from, to)
      return { ...find, text: original.slice(span.start, span.end), span }
    })
  }
}
