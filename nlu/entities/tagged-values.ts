// Finds of the trained tagger: what it marks, with the value that a list or pattern gives to the same words.
import type { EntityDefinition } from '../dataset/training-set.js'
import { fold, type Folded } from '../languages/fold.js'
import { rank, type Found } from './found.js'
import { Tagger, type TrainedTagger } from './tagger/index.js'

/** What a label is right by where its measure is missing: half. */
const unmeasured = 0.5

/** Phrases of the lists, as the tagger takes them for hints. */
export const hintsOf = (definitions: readonly EntityDefinition[]): { name: string; phrases: string[] }[] =>
  definitions.flatMap((definition) =>
    definition.kind === 'list'
      ? [
          {
            name: definition.name,
            phrases: definition.values.flatMap(({ value, synonyms }) => [value, ...synonyms]),
          },
        ]
      : [],
  )

export type FindTagged = (original: string, folded: Folded) => Found[]

export function taggedValues(tagger: TrainedTagger, definitions: readonly EntityDefinition[]): FindTagged {
  const reader = new Tagger(tagger, hintsOf(definitions))
  const precisions = new Map(
    tagger.labels.map(({ entity, role = '' }, i) => [`${entity}\u0000${role}`, tagger.precision[i] ?? unmeasured]),
  )
  return (original, folded) =>
    reader.find(original.slice(0, folded.truncatedAt)).flatMap(({ entity, role, start, end }): Found[] => {
      const range = foldedRange(folded, start, end)
      if (range === undefined) return []
      return [
        {
          ...{ name: entity, ...range, value: fold(original.slice(start, end)).text, source: 'tagger' },
          confidence: precisions.get(`${entity}\u0000${role ?? ''}`) ?? unmeasured,
          rank: rank.tagger,
          ...(role === undefined ? {} : { role }),
        },
      ]
    })
}

/** Where a range of the original stands in the folded text; undefined where nothing of it is left. */
function foldedRange(folded: Folded, start: number, end: number): { from: number; to: number } | undefined {
  const length = folded.text.length
  let from = lowerBound(length, (i) => folded.end(i) > start)
  const to = lowerBound(length, (i) => folded.start(i) >= end)
  while (from < to && folded.text[from] === ' ') from++
  return from < to ? { from, to } : undefined
}

/** Smallest i for which `holds`; it holds for all greater ones, too. */
function lowerBound(length: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** A tagger's find and a list's, pattern's or recogniser's of the same name and place are one: its value, the tagger's role. */
export function joinRoles(tagged: readonly Found[], others: readonly Found[]): Found[] {
  const roleOf = (find: Found): string | undefined =>
    tagged.find((tag) => tag.name === find.name && tag.from === find.from && tag.to === find.to)?.role
  const joined = others.map((find) => {
    const role = roleOf(find)
    return role === undefined ? find : { ...find, role }
  })
  const alone = tagged.filter(
    (tag) => !others.some((find) => tag.name === find.name && tag.from === find.from && tag.to === find.to),
  )
  return [...joined, ...alone]
}
