// Remembers what was handed over lately, for channels whose other side cannot tell a repeated message.

/**
 * Runs `send` once for each key: while it runs, others wait for the same outcome; once it succeeded, its result is given again.
 * A failure is forgotten, so that the next try sends. The memory is this process's and holds the newest `capacity` keys.
 */
export function createDeliveredOnce<Result>(capacity = 10_000) {
  const done = new Map<string, Promise<Result>>()
  return (key: string, send: () => Promise<Result>): Promise<Result> => {
    const known = done.get(key)
    if (known) return known
    const sending = send()
    done.set(key, sending)
    sending.catch(() => done.delete(key))
    const oldest = done.keys().next()
    if (done.size > capacity && !oldest.done) done.delete(oldest.value)
    return sending
  }
}
