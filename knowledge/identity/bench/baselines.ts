// Simpler ways to find doubles, to hold the linkage against in the same run.
import type { LinkField } from '../linkage/field.js'
import type { findCandidates } from '../linkage/candidates.js'
import { jaroWinkler } from '../linkage/similarity.js'
import { groupRecords } from '../linkage/clusters.js'

type Candidates = Pick<ReturnType<typeof findCandidates>, 'size' | 'left' | 'right'>
const largest = 12

/** Equal e-mail, phone or number: the one with the most different values (any field where there is none of these). */
export function byBestKey(fields: readonly LinkField[], records: number): Int32Array {
  const keys = fields.filter(({ kind }) => kind === 'email' || kind === 'phone' || kind === 'code')
  const [best] = [...(keys.length > 0 ? keys : fields)].sort((a, b) => b.values.length - a.values.length)
  const first = new Map<number, number>()
  const pairs: { left: number; right: number }[] = []
  for (const [record, code] of best?.codes.entries() ?? []) {
    if (code === 0) continue
    const earlier = first.get(code)
    if (earlier === undefined) first.set(code, record)
    else pairs.push({ left: earlier, right: record })
  }
  return groupRecords(records, pairs, largest)
}

/** Mean Jaro-Winkler likeness of the fields both records have. */
function meanLikeness(fields: readonly LinkField[], a: number, b: number): number {
  let sum = 0
  let known = 0
  for (const { codes, latin } of fields) {
    const [codeA, codeB] = [codes[a] ?? 0, codes[b] ?? 0]
    if (codeA === 0 || codeB === 0) continue
    sum += codeA === codeB ? 1 : jaroWinkler(latin[codeA] ?? '', latin[codeB] ?? '')
    known += 1
  }
  return known === 0 ? 0 : sum / known
}

/** Blocked pairs whose mean likeness reaches `threshold`. */
export function byMeanLikeness(
  fields: readonly LinkField[],
  records: number,
  candidates: Candidates,
  threshold = 0.85,
): Int32Array {
  const pairs: { left: number; right: number }[] = []
  for (let at = 0; at < candidates.size; at += 1) {
    const [left, right] = [candidates.left[at] ?? 0, candidates.right[at] ?? 0]
    if (meanLikeness(fields, left, right) >= threshold) pairs.push({ left, right })
  }
  return groupRecords(records, pairs, largest)
}

/** Sorted neighbourhood (Hernández & Stolfo 1995): sorted by the joined fields, neighbours within a window are compared. */
export function bySortedNeighbourhood(
  fields: readonly LinkField[],
  records: number,
  window = 10,
  threshold = 0.85,
): Int32Array {
  const keys = Array.from({ length: records }, (_, record) =>
    fields.map(({ codes, latin }) => (latin[codes[record] ?? 0] ?? '').slice(0, 4)).join(' '),
  )
  const order = [...keys.keys()].sort((a, b) => ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1))
  const pairs: { left: number; right: number }[] = []
  for (const [at, left] of order.entries())
    for (const right of order.slice(at + 1, at + window))
      if (meanLikeness(fields, left, right) >= threshold) pairs.push({ left, right })
  return groupRecords(records, pairs, largest)
}
