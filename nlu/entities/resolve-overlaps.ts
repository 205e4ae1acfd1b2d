// One meaning a stretch of text: higher rank first, then the longer find, then the more confident, then the earlier.
import type { Found } from './found.js'

/** Finds that remain, in text order. Two lists may both claim exactly the same words (a colour that is also a product): both stay. */
export function resolveOverlaps(found: readonly Found[]): Found[] {
  const order = [...found].sort(
    (a, b) => b.rank - a.rank || b.to - b.from - (a.to - a.from) || b.confidence - a.confidence || a.from - b.from,
  )
  const kept: Found[] = []
  for (const find of order) if (!kept.some((other) => excludes(other, find))) kept.push(find)
  return kept.sort((a, b) => a.from - b.from || a.to - b.to)
}

function excludes(kept: Found, find: Found): boolean {
  if (find.from >= kept.to || kept.from >= find.to) return false
  const samePlace = find.from === kept.from && find.to === kept.to
  return !(
    samePlace &&
    find.source === 'list' &&
    kept.source === 'list' &&
    find.rank === kept.rank &&
    !sameFind(kept, find)
  )
}

const sameFind = (a: Found, b: Found): boolean => a.name === b.name && a.value === b.value
