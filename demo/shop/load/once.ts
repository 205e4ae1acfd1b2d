// Work that is done when its result is first asked for, and then never again.

/** A failure is not kept: asking again tries again. */
export function once<T>(work: () => T): () => T {
  let done: { result: T } | undefined
  return () => {
    done ??= { result: work() }
    return done.result
  }
}
