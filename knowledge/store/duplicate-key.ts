// Telling "somebody else wrote it first" from every other fault.

/** True for MongoDB's error 11000, alone or as the only kind of error in a bulk write. */
export function isDuplicateKey(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, writeErrors } = error as { code?: unknown; writeErrors?: unknown }
  if (Array.isArray(writeErrors) && writeErrors.length > 0)
    return writeErrors.every((entry: { code?: unknown }) => entry.code === 11000)
  return code === 11000
}

/** Which documents of a bulk write were refused, by their place in it; of a write of one document the first. */
export function refusedIn(error: unknown): readonly number[] {
  const { writeErrors } = error as { writeErrors?: unknown }
  const entries: readonly { index?: unknown }[] = Array.isArray(writeErrors) ? writeErrors : []
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
