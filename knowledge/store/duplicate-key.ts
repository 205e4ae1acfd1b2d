// Telling "somebody else wrote it first" from every other fault.

const asList = <T>(given: unknown): readonly T[] => (Array.isArray(given) ? (given as T[]) : [])

/** True for MongoDB's error 11000, alone or as the only kind of error in a bulk write. */
export function isDuplicateKey(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, writeErrors } = error as { code?: unknown; writeErrors?: unknown }
  // A write of one collection lists its errors, one of several maps them by their place.
  const entries: readonly { code?: unknown }[] =
    writeErrors instanceof Map ? [...writeErrors.values()] : asList(writeErrors)
  if (entries.length > 0) return entries.every((entry) => entry.code === 11000)
  return code === 11000
}

/** Which documents of a bulk write were refused, by their place in it; of a write of one document the first. */
export function refusedIn(error: unknown): readonly number[] {
  const { writeErrors } = error as { writeErrors?: unknown }
  const entries = asList<{ index?: unknown }>(writeErrors)
  return entries.length === 0 ? [0] : entries.map(({ index }) => Number(index))
}

/** Runs `work` again once when it lost a race for a unique key: the second time it finds what the winner wrote. */
export async function retryOnDuplicate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    return work()
  }
}
