// Which texts go through the network together: padding costs time, and so does each call.

export interface Tokens {
  /** Place of the text in the request. */
  at: number
  ids: readonly number[]
}

/** A call costs as much as so many tokens more, measured with `bge-small-en-v1.5`: texts are padded to share one while that costs less. */
const callInTokens = 12

/** Texts of like length together: each is padded to the longest of its batch. */
export function batchesOf(rows: readonly Tokens[]): Tokens[][] {
  const batches: Tokens[][] = []
  for (const row of [...rows].sort((a, b) => a.ids.length - b.ids.length)) {
    const batch = batches.at(-1)
    const longer = row.ids.length - (batch?.at(-1)?.ids.length ?? 0)
    if (batch !== undefined && batch.length * longer <= callInTokens) batch.push(row)
    else batches.push([row])
  }
  return batches
}
