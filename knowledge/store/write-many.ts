// Writing many documents in steps: bounded memory on both sides, and progress to show.

/** Calls `write` with slices of `size`, one after the other. */
export async function inSteps<T>(
  items: readonly T[],
  size: number,
  write: (slice: readonly T[]) => Promise<unknown>,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  for (let from = 0; from < items.length; from += size) {
    await write(items.slice(from, from + size))
    onProgress?.(Math.min(from + size, items.length), items.length)
  }
}
