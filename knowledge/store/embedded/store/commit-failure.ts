// Why a commit failed.

/** LMDB tells why a commit failed by a promise inside the error, which rejects a moment later. */
export async function reasonOf(thrown: unknown): Promise<string> {
  const { commitError } = thrown as { commitError?: Promise<unknown> }
  const cause = await Promise.resolve(commitError).catch((reason: unknown) => reason)
  return cause instanceof Error ? cause.message : (thrown as Error).message
}
