// Tags of the BIO scheme (Ramshaw & Marcus 1995): 0 is outside; 1 + 2k begins and 2 + 2k continues the k-th label.
import type { TaggerToken } from './tagged-tokens.js'

/** An entity, and what it is in the sentence. */
export interface TagLabel {
  entity: string
  role?: string | undefined
}

export interface TaggedSpan extends TagLabel {
  /** Range of the original text. */
  start: number
  end: number
}

export const outside = 0
export const begins = (label: number): number => 1 + 2 * label
export const continues = (label: number): number => 2 + 2 * label
export const labelOf = (tag: number): number => (tag - 1) >> 1
export const isContinuation = (tag: number): boolean => tag > 0 && tag % 2 === 0

/** `I-x` stands after `B-x` or `I-x` alone. */
export const mayFollow = (tag: number, before: number): boolean =>
  !isContinuation(tag) || (before > 0 && labelOf(before) === labelOf(tag))

export const keyOfLabel = ({ entity, role = '' }: TagLabel): string => `${entity}\u0000${role}`

/** Labels in the order in which they first appear. */
export function labelsOf(rows: readonly { entities: readonly TagLabel[] }[]): TagLabel[] {
  const labels = new Map<string, TagLabel>()
  for (const { entities } of rows)
    for (const { entity, role } of entities) {
      const label = role === undefined ? { entity } : { entity, role }
      if (!labels.has(keyOfLabel(label))) labels.set(keyOfLabel(label), label)
    }
  return [...labels.values()]
}

/** A token belongs to the span that holds its beginning. */
export function tagsOf(
  tokens: readonly TaggerToken[],
  spans: readonly TaggedSpan[],
  labels: ReadonlyMap<string, number>,
): Uint16Array {
  const tags = new Uint16Array(tokens.length)
  for (const span of spans) {
    const label = labels.get(keyOfLabel(span))
    if (label === undefined) continue
    let first = true
    tokens.forEach(({ start }, i) => {
      if (start < span.start || start >= span.end) return
      tags[i] = first ? begins(label) : continues(label)
      first = false
    })
  }
  return tags
}

export function spansOf(
  tokens: readonly TaggerToken[],
  tags: ArrayLike<number>,
  labels: readonly TagLabel[],
): TaggedSpan[] {
  const spans: TaggedSpan[] = []
  tokens.forEach(({ start, end }, i) => {
    const tag = tags[i] as number
    const label = labels[labelOf(tag)]
    const open = spans.at(-1)
    if (tag === outside || label === undefined) return
    if (isContinuation(tag) && open !== undefined) open.end = end
    else spans.push({ ...label, start, end })
  })
  return spans
}
