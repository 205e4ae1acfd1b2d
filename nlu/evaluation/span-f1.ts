// How well entities are found: exact spans with the right name, micro-averaged (as in CoNLL-2003).

export interface NamedSpan {
  entity: string
  start: number
  end: number
}

export interface SpanScore {
  precision: number
  recall: number
  f1: number
}

/** Learns from annotated rows, then finds spans: what an entity tagger has to offer to be measured. */
export type LearnSpans = (
  rows: readonly { text: string; entities?: readonly NamedSpan[] | undefined }[],
  seed: number,
) => Promise<(text: string) => readonly NamedSpan[]>

/** Over all rows; a span counts once, however often it is named. */
export function spanScore(
  expected: readonly (readonly NamedSpan[])[],
  found: readonly (readonly NamedSpan[])[],
): SpanScore {
  let right = 0
  let wanted = 0
  let got = 0
  expected.forEach((spans, i) => {
    const keys = new Set(spans.map(keyOf))
    const answers = new Set((found[i] ?? []).map(keyOf))
    wanted += keys.size
    got += answers.size
    for (const key of answers) if (keys.has(key)) right++
  })
  const precision = got === 0 ? 0 : right / got
  const recall = wanted === 0 ? 0 : right / wanted
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

const keyOf = ({ entity, start, end }: NamedSpan): string => `${String(start)}-${String(end)}-${entity}`
